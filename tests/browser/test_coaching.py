"""Coaching in a browser: a call judged, the words jumped to, a talk practised word by word, pages everyone can use.

seed: U07
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.app import App
from tests.browser import steps
from tests.browser.steps import expect, go
from tests.world import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_a_call_is_judged_and_its_words_are_jumped_to(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    steps.call(page, steps.lead(page, "Pavilion"))
    expect(page.locator("#call-brief")).to_contain_text("What it was about")
    page.get_by_role("button", name="Judge this call").click()
    page.wait_for_url(re.compile("/coaching/analyses/"))
    expect(page.locator("#analysis .ring")).to_be_visible()
    page.locator("#analysis li", has_text="Agrees what is next").locator("a.evidence").first.click()
    expect(page.locator(".transcript :target")).to_be_in_viewport()
    go(page, "/coaching")
    expect(page.locator("#coaching")).to_contain_text("First visit")


def test_one_practises_word_by_word_and_is_judged(page: Page, app_server: App, browser: Browser) -> None:
    email = steps.sign_up(page)
    go(page, "/coaching/roleplays")
    page.get_by_role("button", name="Begin").first.click()
    page.wait_for_url(re.compile("/coaching/roleplays/[0-9a-f-]{36}"))
    steps.ready(page)
    expect(page.locator("#by-rules")).to_be_hidden()
    page.fill("#say textarea", "Good morning, what matters most to you?")
    page.locator("#say button[type=submit]").click()
    expect(page.locator("#talk .turn")).to_have_count(3)
    expect(page.locator("#talk .turn").last).to_contain_text("more than we wanted to spend")
    expect(page.locator("#by-rules")).to_be_visible()
    expect(page.locator("#say textarea")).to_have_value("")
    with steps.visitor(browser, app_server.url, scripts=False) as plain:
        steps.sign_in(plain, email, PASSWORD)
        go(plain, page.url)
        plain.fill("#say textarea", "I understand; the price pays for itself in a year. What had you planned to spend?")
        plain.locator("#say button[type=submit]").click()
        expect(plain.locator("#talk .turn")).to_have_count(5)
    go(page, page.url)
    page.get_by_role("button", name="End and judge").click()
    page.wait_for_url(re.compile("/coaching/analyses/"))
    expect(page.locator("#analysis .ring")).to_be_visible()


def test_everyone_can_use_the_pages(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    pages = ("/coaching", "/coaching/roleplays", "/settings/rubric", "/library", "/market", "/campaigns",
             "/imports/old-app", "/status", "/feedback", "/settings/feedback")  # fmt: skip
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        for address in pages:
            go(page, address)
            steps.accessible(page, width)


def test_somebody_tells_us_from_any_page(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    go(page, "/contacts")
    request = page.locator("html").get_attribute("data-request")
    page.locator("[popovertarget=user-menu]").click()
    page.locator("#user-menu").get_by_text("Tell us").click()
    form = page.locator("#feedback-form")
    expect(form.locator("input[name=request]")).to_have_value(request or "")
    form.locator("textarea").fill("The list is lovely.")
    form.get_by_role("button", name="Send").click()
    steps.toast(page, "Thank you")
    go(page, "/settings/feedback")
    expect(page.locator("main")).to_contain_text("The list is lovely.")
