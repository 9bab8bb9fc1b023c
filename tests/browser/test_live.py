"""What the house says on a channel reaches pages: a deal that falls, at once, to whom it concerns.  seed: RT01, RT06"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from tests.app import App
from tests.browser import steps
from tests.browser.steps import expect, go

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

FELL = """
insert into deal_health_scores (org_id, lead_id, score, previous_score)
select org_id, id, %s, %s from leads where id = %s
"""
FILED = "insert into attachments (org_id, name) values (%s, 'elsewhere.txt')"


def test_a_deal_that_falls_is_said_to_whoever_leads_and_to_no_stranger(
    browser: Browser, page: Page, app_server: App
) -> None:
    steps.sign_up(page)
    path = steps.lead(page, "Falling")
    second = page.context.new_page()
    go(second, "/contacts")
    with steps.visitor(browser, app_server.url) as stranger:
        steps.sign_in(stranger)
        for tab in (page, second, stranger):
            expect(tab.locator("#connection")).to_have_attribute("data-state", "live")
        with psycopg.connect(app_server.database_url, autocommit=True) as admin:
            lead = path.rstrip("/").rpartition("/")[2]
            admin.execute(FELL, [90, 95, lead])  # green: nobody is alarmed
            admin.execute(FELL, [30, 90, lead])
        for tab in (page, second):  # one stream for both
            said = tab.locator(".toast", has_text="Falling: deal health fell to 30")
            expect(said).to_be_visible()
            expect(said.locator("a")).to_have_attribute("href", f"/leads/{lead}")
            expect(tab.locator(".toast", has_text="deal health fell")).to_have_count(1)
        expect(stranger.locator(".toast", has_text="Falling")).to_have_count(0)


def test_an_answer_that_comes_late_loses_nothing(page: Page, app_server: App) -> None:
    """While the page is fetched for one change another is heard: what is fetched then brings both."""
    steps.sign_in(page)
    path = steps.contact(page, last_name="Slow answer")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    held: list[Route] = []
    asked = page.expect_response(lambda answer: "x-live" in answer.request.headers)
    with psycopg.connect(app_server.database_url, autocommit=True) as admin:
        with asked:  # after this, nothing of what happened before the page came is still to be told
            admin.execute(FILED, [app_server.world.ours.id])
        page.route(f"**{path}*", lambda route: route.continue_() if held else held.append(route))
        admin.execute("update contacts set last_name = 'Heard at last' where id = %s", [path.rpartition("/")[2]])
        while not held:
            page.wait_for_timeout(20)
        with page.expect_response(lambda answer: "x-live" in answer.request.headers):
            admin.execute(FILED, [app_server.world.ours.id])  # only the place of the record's files shows such
    expect(page.locator("#contact-head h1")).to_have_text("Heard at last")
    held[0].continue_()
    steps.settled(page)
    expect(page.locator("#contact-head h1")).to_have_text("Heard at last")
