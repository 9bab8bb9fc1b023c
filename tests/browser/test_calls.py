"""A call in a browser: brought, understood while one looks on, read, worked with, thrown away and taken back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.app import App

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

expect = pytest.importorskip("playwright.sync_api").expect
PASSWORD = "a calm and quiet house"
WORDS = """Ada Hart: Good morning Claire, how can I help?
Claire Fontaine: Our budget is approved, about $40,000. But honestly the price seems too high.
Ada Hart: I'll send you a revised proposal by Friday. Shall we meet next Tuesday at 10 AM?
Claire Fontaine: That works for me, let's go ahead."""


def sign_up(page: Page, app: App) -> str:
    """Somebody new with an organisation of their own; the address they sign in with."""
    email = f"{uuid4().hex[:8]}@new.example"
    page.goto(f"{app.url}/sign-up")
    for name, value in {"name": "Ada Hart", "organization": "Hart", "email": email, "password": PASSWORD}.items():
        page.fill(f"input[name={name}]", value)
    page.click("form button[type=submit]")
    page.wait_for_url(lambda url: "/sign-up" not in url)
    return email


def new_lead(page: Page, app: App, title: str) -> str:
    page.goto(f"{app.url}/leads/new")
    page.fill("input[name=title]", title)
    page.click("#lead-form button[type=submit]")
    expect(page.locator(".record-head h1")).to_have_text(title)
    return page.url


def bring(page: Page, app: App, lead: str, words: str = WORDS) -> str:
    """Pastes a call for the lead of that page; the call's page, understood."""
    page.goto(f"{app.url}/calls/new?lead_id={lead.rsplit('/', 1)[1]}")
    page.fill("textarea[name=transcript]", words)
    page.fill("input[name=title]", "First visit")
    page.click("#call-form button[type=submit]")
    expect(page.locator("#call-head h1")).to_have_text("First visit")
    return page.url


def test_a_call_is_understood_while_one_looks_on(page: Page, app_server: App) -> None:
    sign_up(page, app_server)
    lead = new_lead(page, app_server, "Winter collection")
    call = bring(page, app_server, lead)
    expect(page.locator("#call-brief")).to_contain_text("What it was about", timeout=30_000)
    expect(page.locator("#call-signals")).to_contain_text("Budget is there")
    expect(page.locator("#call-items")).to_contain_text("Send a revised proposal by Friday")
    expect(page.locator("#call-health")).to_contain_text("Deal health", timeout=30_000)
    expect(page.locator("#call-health .reasons li").first).to_be_visible()
    page.locator("#call-signals a", has_text="Budget is there").first.click()
    lit = page.locator(".transcript :target")
    expect(lit).to_contain_text("budget is approved")
    expect(lit).to_be_in_viewport()
    page.goto(lead)
    expect(page.locator("main")).to_contain_text("First visit")
    expect(page.locator("main .reasons li").first).to_be_visible()
    page.locator("a", has_text="First visit").first.click()
    page.wait_for_url(re.compile(re.escape(call.split("#")[0])))


def test_two_pages_see_the_same_box_ticked(page: Page, app_server: App, browser: Browser) -> None:
    email = sign_up(page, app_server)
    call = bring(page, app_server, new_lead(page, app_server, "Chalet Nord"))
    box = page.locator("#call-items").get_by_role("checkbox").first
    expect(box).to_have_attribute("aria-checked", "false", timeout=30_000)
    expect(page.locator("#call-health .reasons li").first).to_be_visible(timeout=30_000)
    other = browser.new_context(base_url=app_server.url).new_page()
    other.goto("/sign-in")
    other.fill("input[name=email]", email)
    other.fill("input[name=password]", PASSWORD)
    other.click("form button[type=submit]")
    other.wait_for_url(lambda url: "/sign-in" not in url)
    other.goto(call)
    theirs = other.locator("#call-items").get_by_role("checkbox").first
    expect(theirs).to_have_attribute("aria-checked", "false")
    box.click()
    expect(box).to_have_attribute("aria-checked", "true")
    expect(theirs).to_have_attribute("aria-checked", "true", timeout=15_000)
    other.context.close()
    page.fill("#call-items input[name=text]", "Polish the <b>clasp</b>")
    page.press("#call-items input[name=text]", "Enter")
    expect(page.locator("#call-items")).to_contain_text("Polish the <b>clasp</b>")
    page.locator("#call-items li", has_text="Polish").get_by_role("button", name="Make it my task").click()
    expect(page.locator("#call-items li", has_text="Polish").locator(".badge")).to_have_text("Task")


def test_a_call_goes_to_the_trash_and_comes_back(page: Page, app_server: App) -> None:
    sign_up(page, app_server)
    call = bring(page, app_server, new_lead(page, app_server, "Chalet Sud"))
    expect(page.locator("#call-health .reasons li").first).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="This is wrong").first.click()
    expect(page.locator(".toast").last).to_contain_text("noted")
    page.locator("#call-head [popovertarget=call-more]").click()
    page.locator("#call-more").get_by_text("Move to the trash").click()
    expect(page.locator(".toast").last).to_contain_text("trash")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.locator(".toast").last.get_by_role("button", name="Undo").click()
    page.goto(call)
    expect(page.locator("#call-head h1")).to_have_text("First visit")


def test_without_scripts_a_call_is_brought_and_read(app_server: App, browser: Browser, page: Page) -> None:
    email = sign_up(page, app_server)
    lead = new_lead(page, app_server, "Chalet Est")
    context = browser.new_context(base_url=app_server.url, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/sign-in")
    plain.fill("input[name=email]", email)
    plain.fill("input[name=password]", PASSWORD)
    plain.click("form button[type=submit]")
    call = bring(plain, app_server, lead)
    for _ in range(100):
        plain.goto(call)
        if plain.locator("#call-health .reasons li").count():
            break
        plain.wait_for_timeout(200)
    expect(plain.locator("#call-brief")).to_contain_text("What it was about")
    plain.locator("#call-items").get_by_role("checkbox").first.click()
    expect(plain.locator("#call-items").get_by_role("checkbox").first).to_have_attribute("aria-checked", "true")
    context.close()


def test_everyone_can_use_the_pages(page: Page, app_server: App) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    sign_up(page, app_server)
    lead = new_lead(page, app_server, "Chalet Ouest")
    call = bring(page, app_server, lead)
    expect(page.locator("#call-health .reasons li").first).to_be_visible(timeout=30_000)
    new = f"{app_server.url}/calls/new?lead_id={lead.rsplit('/', 1)[1]}"
    for scheme, width in (("light", 1440), ("dark", 360)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        for address in (call, new, f"{app_server.url}/calls", lead):
            page.goto(address)
            found = axe.run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag22aa"]}})
            wrong = [f"{v['id']}: {n['target']}" for v in found.response["violations"] for n in v["nodes"]]
            assert not wrong, f"{address} {scheme} {width}: {wrong}"
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{address} is {wide} wide at {width}"
