"""The frame around every page, in a browser: home, the bell, the job tray, live pages, the palette, both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from tests.app import App
from tests.browser import steps
from tests.browser.steps import again, expect, go

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def tell(app: App, statement: str, *values: object) -> None:
    """Something that happens elsewhere: another person, a worker, a client of the wire."""
    with psycopg.connect(app.database_url) as connection:
        connection.execute(statement, values)


NOTE = "insert into notifications (org_id, user_id, kind, title, url) values (%s, %s, 'x', %s, %s)"
JOB = (
    "insert into background_jobs (org_id, user_id, kind, title, state, done, total)"
    " values (%s, %s, 'x', %s, %s, %s, %s)"
)


def test_the_form_signs_in(page: Page, app_server: App) -> None:
    go(page, "/sign-in")
    page.fill("input[name=email]", str(app_server.world.owner.email))
    page.fill("input[name=password]", app_server.world.password)
    page.click("form button[type=submit]")
    page.wait_for_url(f"{app_server.url}/")
    expect(page.locator("#user-menu")).to_contain_text(str(app_server.world.owner.email))


def test_home_greets_and_counts_real_progress(page: Page) -> None:
    steps.sign_up(page, "Ada Hart")
    steps.contact(page, last_name="First")
    go(page, "/")
    expect(page.locator("h1")).to_contain_text("Ada")
    contacts = page.locator(".steps-list > li").filter(has_text="Bring your contacts")
    expect(contacts).to_have_attribute("data-done", "")
    page.locator(".steps form button").click()
    expect(page.locator(".steps")).to_have_count(0)
    again(page)
    expect(page.locator(".steps")).to_have_count(0)


def test_the_bell_rings_by_itself_and_a_note_leads_on(page: Page, app_server: App) -> None:
    steps.sign_in(page)
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
    steps.sign_in(page)
    theirs = app_server.world.theirs.owner
    tell(app_server, NOTE, theirs.org_id, theirs.user_id, "Not for you", "/")
    go(page, "/notifications")
    expect(page.locator("main")).not_to_contain_text("Not for you")


def test_the_tray_moves_while_work_does_and_work_can_be_stopped(page: Page, app_server: App) -> None:
    steps.sign_in(page)
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
    steps.sign_in(page)
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    second = page.context.new_page()
    go(second, "/notifications")
    expect(second.locator("#connection")).to_have_attribute("data-state", "live")
    page.close()
    expect(second.locator("#connection")).to_have_attribute("data-state", "live")
    who = app_server.world.owner
    tell(app_server, NOTE, who.org_id, who.user_id, "Heard alone", "/")
    expect(second.locator("#notes")).to_contain_text("Heard alone")


def test_the_connection_says_when_it_is_gone_and_comes_back(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    page.route("**/live?*", lambda route: route.abort())
    again(page)
    expect(page.locator("#connection")).to_have_attribute("data-state", "waiting")
    who = app_server.world.owner
    tell(app_server, NOTE, who.org_id, who.user_id, "While you were away", "/")
    page.unroute("**/live?*")
    expect(page.locator("#bell-dot .dot")).to_be_visible()
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")


def test_the_palette_finds_goes_and_never_errs_in_silence(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("outbox")
    option = page.locator("#palette [role=option][aria-selected=true]")
    expect(option).to_contain_text("Outbox")
    page.keyboard.press("Enter")
    page.wait_for_url("**/outbox")
    steps.ready(page)
    page.keyboard.press("Control+k")
    page.route("**/palette?*", lambda route: route.abort())
    page.keyboard.type("anything")
    expect(page.locator("#palette-results")).to_contain_text("did not work")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_keys_lead_to_every_room(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    for key, path in (("l", "/leads"), ("c", "/contacts"), ("t", "/tasks"), ("h", "/")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(f"{app_server.url}{path}")
        steps.ready(page)


def test_german_from_the_first_byte(browser: Browser, app_server: App) -> None:
    with steps.visitor(browser, app_server.url, locale="de-DE", timezone_id="Europe/Berlin") as page:
        go(page, "/sign-in")
        assert page.evaluate("document.documentElement.lang") == "de"
        expect(page.locator("form button[type=submit]").first).to_have_text("Anmelden")


def test_nobody_else_s_organisation_is_on_home(page: Page, app_server: App) -> None:
    steps.sign_in(page, str(app_server.world.theirs.rep.email))
    theirs = str(app_server.world.theirs.rep.email)
    expect(page.locator("#user-menu")).to_contain_text(theirs)
    ours = {str(one) for one in app_server.world.ours.contacts}
    html = page.content()
    assert not any(one in html for one in ours)


def test_without_a_connection_the_page_says_so(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    again(page)
    page.context.set_offline(True)
    page.goto("/contacts")
    expect(page.locator("h1")).to_have_text("You are offline")
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("#side")).to_be_visible()
