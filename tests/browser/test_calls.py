"""A call in a browser: brought, understood while one looks on, read, worked with, thrown away and taken back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.app import App
from tests.browser import steps
from tests.browser.steps import again, expect, go
from tests.world import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_a_call_is_understood_while_one_looks_on(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    lead = steps.lead(page, "Winter collection")
    call = steps.call(page, lead)
    expect(page.locator("#call-brief")).to_contain_text("What it was about")
    expect(page.locator("#call-signals")).to_contain_text("Budget is there")
    expect(page.locator("#call-items")).to_contain_text("a revised proposal by Friday")
    expect(page.locator("#call-health")).to_contain_text("Deal health")
    expect(page.locator("#call-health .reasons li").first).to_be_visible()
    page.locator("#call-signals a", has_text="Budget is there").first.click()
    lit = page.locator(".transcript :target")
    expect(lit).to_contain_text("budget is approved")
    expect(lit).to_be_in_viewport()
    go(page, lead)
    expect(page.locator("main")).to_contain_text("First visit")
    expect(page.locator("main .reasons li").first).to_be_visible()
    page.locator("a", has_text="First visit").first.click()
    page.wait_for_url(re.compile(re.escape(call)))


def test_two_pages_see_the_same_box_ticked(page: Page, app_server: App, browser: Browser) -> None:
    email = steps.sign_up(page)
    call = steps.call(page, steps.lead(page, "Chalet Nord"))
    box = page.locator("#call-items").get_by_role("checkbox").first
    expect(box).to_have_attribute("aria-checked", "false")
    expect(page.locator("#call-health .reasons li").first).to_be_visible()
    with steps.visitor(browser, app_server.url) as other:
        steps.sign_in(other, email, PASSWORD)
        go(other, call)
        theirs = other.locator("#call-items").get_by_role("checkbox").first
        expect(theirs).to_have_attribute("aria-checked", "false")
        box.click()
        expect(box).to_have_attribute("aria-checked", "true")
        expect(theirs).to_have_attribute("aria-checked", "true")
    page.fill("#call-items input[name=text]", "Polish the <b>clasp</b>")
    page.press("#call-items input[name=text]", "Enter")
    expect(page.locator("#call-items")).to_contain_text("Polish the <b>clasp</b>")
    page.locator("#call-items li", has_text="Polish").get_by_role("button", name="Make it my task").click()
    expect(page.locator("#call-items li", has_text="Polish").locator(".badge")).to_have_text("Task")


def test_a_call_goes_to_the_trash_and_comes_back(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    call = steps.call(page, steps.lead(page, "Chalet Sud"))
    expect(page.locator("#call-health .reasons li").first).to_be_visible()
    page.get_by_role("button", name="This is wrong").first.click()
    steps.toast(page, "noted")
    page.locator("#call-head [popovertarget=call-more]").click()
    page.locator("#call-more").get_by_text("Move to the trash").click()
    steps.toast(page, "trash")
    steps.undo(page)
    go(page, call)
    expect(page.locator("#call-head h1")).to_have_text("First visit")


def test_without_scripts_a_call_is_brought_and_read(app_server: App, browser: Browser, page: Page) -> None:
    email = steps.sign_up(page)
    lead = steps.lead(page, "Chalet Est")
    with steps.visitor(browser, app_server.url, scripts=False) as plain:
        steps.sign_in(plain, email, PASSWORD)
        call = steps.call(plain, lead)
        for _ in range(150):
            if plain.locator("#call-health .reasons li").count():
                break
            plain.wait_for_timeout(200)
            again(plain)
        expect(plain.locator("#call-brief")).to_contain_text("What it was about")
        plain.locator("#call-items").get_by_role("checkbox").first.click()
        expect(plain.locator("#call-items").get_by_role("checkbox").first).to_have_attribute("aria-checked", "true")
        assert plain.url.startswith(call)


def test_everyone_can_use_the_pages(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    lead = steps.lead(page, "Chalet Ouest")
    call = steps.call(page, lead)
    expect(page.locator("#call-health .reasons li").first).to_be_visible()
    new = f"/calls/new?lead_id={lead.rsplit('/', 1)[1]}"
    for scheme, width in (("light", 1440), ("dark", 360)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        for address in (call, new, "/calls", lead):
            go(page, address)
            steps.accessible(page, width)
