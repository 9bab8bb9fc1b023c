"""The frame around every page, in a browser: home, the bell, the job tray, live pages, the palette, both languages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.app import App

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

expect = pytest.importorskip("playwright.sync_api").expect


def sign_in(page: Page, app: App, email: str | None = None) -> None:
    """As our owner, unless somebody else is named."""
    page.goto(f"{app.url}/sign-in")
    page.fill("input[name=email]", email or str(app.world.owner.email))
    page.fill("input[name=password]", app.world.password)
    page.click("form button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def tell(app: App, statement: str, *values: object) -> None:
    """Something that happens elsewhere: another person, a worker, a client of the wire."""
    with psycopg.connect(app.database_url) as connection:
        connection.execute(statement, values)


NOTE = "insert into notifications (org_id, user_id, kind, title, url) values (%s, %s, 'x', %s, %s)"
JOB = (
    "insert into background_jobs (org_id, user_id, kind, title, state, done, total)"
    " values (%s, %s, 'x', %s, %s, %s, %s)"
)


def test_home_greets_and_counts_real_progress(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    owner = app_server.world.owner
    expect(page.locator("h1")).to_contain_text(str(owner.name).split()[0])
    steps = page.locator(".steps-list > li")
    contacts = steps.filter(has_text="Bring your contacts")
    expect(contacts).to_have_attribute("data-done", "")
    page.locator(".steps form button").click()
    expect(page.locator(".steps")).to_have_count(0)
    page.reload()
    expect(page.locator(".steps")).to_have_count(0)


def test_the_bell_rings_by_itself_and_a_note_leads_on(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    who = app_server.world.owner
    page.click("[popovertarget=bell-menu]")
    page.keyboard.press("Escape")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    tell(app_server, NOTE, who.org_id, who.user_id, "Your <b>import</b> is done", "/contacts")
    expect(page.locator("#bell-dot .dot")).to_be_visible()
    page.click("[popovertarget=bell-menu]")
    note = page.locator("#bell-tray .note", has_text="Your <b>import</b> is done")
    expect(note).to_be_visible()
    note.click()
    page.wait_for_url("**/contacts")
    expect(page.locator("#bell-dot .dot")).to_have_count(0)


def test_a_note_to_somebody_else_stays_there(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    theirs = app_server.world.theirs.owner
    tell(app_server, NOTE, theirs.org_id, theirs.user_id, "Not for you", "/")
    page.goto(f"{app_server.url}/notifications")
    expect(page.locator("main")).not_to_contain_text("Not for you")


def test_the_tray_moves_while_work_does_and_work_can_be_stopped(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    who = app_server.world.owner
    tell(app_server, JOB, who.org_id, who.user_id, "Import of kunden.xlsx", "running", 100, 1000)
    expect(page.locator("#jobs-dot")).to_be_visible()
    page.click("[popovertarget=jobs-menu]")
    job = page.locator("#jobs-tray .job", has_text="Import of kunden.xlsx")
    expect(job).to_contain_text("100 of 1,000")
    tell(app_server, "update background_jobs set done = 640 where title = %s", "Import of kunden.xlsx")
    expect(job).to_contain_text("640 of 1,000")
    job.get_by_role("button", name="Pause").click()
    expect(job.locator("progress")).to_have_attribute("data-tone", "warning")
    job.get_by_role("button", name="Cancel").click()
    page.locator("dialog[open] .button-primary").click()
    expect(job).to_contain_text("Cancelled")


def test_two_tabs_share_one_stream_and_the_second_goes_on_alone(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    second = page.context.new_page()
    second.goto(f"{app_server.url}/notifications")
    expect(second.locator("#connection")).to_have_attribute("data-state", "live")
    page.close()
    expect(second.locator("#connection")).to_have_attribute("data-state", "live")
    who = app_server.world.owner
    tell(app_server, NOTE, who.org_id, who.user_id, "Heard alone", "/")
    expect(second.locator("#notes")).to_contain_text("Heard alone")


def test_the_connection_says_when_it_is_gone_and_comes_back(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    who = app_server.world.owner
    time.sleep(0.2)
    tell(app_server, NOTE, who.org_id, who.user_id, "While you were away", "/")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#bell-dot .dot")).to_be_visible()


def test_the_palette_finds_goes_and_never_errs_in_silence(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("outbox")
    option = page.locator("#palette [role=option][aria-selected=true]")
    expect(option).to_contain_text("Outbox")
    page.keyboard.press("Enter")
    page.wait_for_url("**/outbox")
    page.keyboard.press("Control+k")
    page.route("**/palette?*", lambda route: route.abort())
    page.keyboard.type("anything")
    expect(page.locator("#palette-results")).to_contain_text("did not work")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_keys_lead_to_every_room(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    for key, path in (("l", "/leads"), ("c", "/contacts"), ("t", "/tasks"), ("h", "/")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(f"{app_server.url}{path}")


def test_german_from_the_first_byte(browser: Browser, app_server: App) -> None:
    context = browser.new_context(base_url=app_server.url, locale="de-DE", timezone_id="Europe/Berlin")
    page = context.new_page()
    page.goto("/sign-in")
    assert page.evaluate("document.documentElement.lang") == "de"
    expect(page.locator("form button[type=submit]").first).to_have_text("Anmelden")
    context.close()


def test_nobody_else_s_organisation_is_on_home(page: Page, app_server: App) -> None:
    sign_in(page, app_server, str(app_server.world.theirs.rep.email))
    theirs = str(app_server.world.theirs.rep.email)
    expect(page.locator("#user-menu")).to_contain_text(theirs)
    ours = {str(one) for one in app_server.world.ours.contacts}
    html = page.content()
    assert not any(one in html for one in ours)


def test_without_a_connection_the_page_says_so(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    page.goto(f"{app_server.url}/contacts")
    expect(page.locator("h1")).to_have_text("You are offline")
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("#side")).to_be_visible()
