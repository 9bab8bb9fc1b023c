"""Two people at one record: each sees the other, and the field the other edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.app import PATIENCE, App
from tests.browser import steps
from tests.browser.steps import expect, go

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_avatars_and_field_marks_come_and_go(browser: Browser, page: Page, app_server: App) -> None:
    steps.sign_in(page)
    path = steps.contact(page, last_name="Shared")
    with steps.visitor(browser, app_server.url, locale="en-GB", timezone_id="UTC") as other:
        steps.sign_in(other, app_server.world.ours.admin.email)
        go(other, path)
        expect(page.locator(".present .avatar")).to_have_text("AB")
        expect(other.locator(".present .avatar")).to_have_text("NW")
        other.locator("dd[data-label=Title]").click()
        other.locator("dd[data-label=Title] input").focus()
        expect(page.locator("dd[data-label=Title]")).to_have_attribute("data-edited-by", "Adam Brook")
        go(other, "/contacts")
        # a stream that broke without a word is noticed with its next beats
        expect(page.locator(".present .avatar")).to_have_count(0, timeout=PATIENCE)
        expect(page.locator("[data-edited-by]")).to_have_count(0, timeout=PATIENCE)


def test_a_field_under_somebody_else_s_hands_is_locked(browser: Browser, page: Page, app_server: App) -> None:
    steps.sign_in(page)
    path = steps.contact(page, last_name="Locked")
    with steps.visitor(browser, app_server.url, locale="en-GB", timezone_id="UTC") as other:
        steps.sign_in(other, app_server.world.ours.admin.email)
        go(other, path)
        expect(page.locator(".present .avatar")).to_have_text("AB")
        title, theirs = page.locator("dd[data-label=Title]"), other.locator("dd[data-label=Title]")
        theirs.click()
        theirs.locator("input").fill("Chief of")
        expect(title).to_have_attribute("data-locked", "")
        title.click()
        expect(page.locator(".toast", has_text="Adam Brook is editing this")).to_be_visible()
        expect(title.locator("input")).to_have_count(0)
        title.press("Enter")
        expect(title.locator("input")).to_have_count(0)
        theirs.locator("input").fill("Chief of staff")
        theirs.locator("input").press("Enter")
        expect(title).to_have_text("Chief of staff")  # live
        expect(title).not_to_have_attribute("data-locked", "")
        title.click()
        expect(title.locator("input")).to_have_value("Chief of staff")
        expect(theirs).to_have_attribute("data-locked", "")
        page.keyboard.press("Escape")
        expect(theirs).not_to_have_attribute("data-locked", "")
