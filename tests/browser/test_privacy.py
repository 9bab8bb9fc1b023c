"""Somebody asks to be forgotten: an admin goes there from their page, reads what stays, and does it.  seed: F30, F38"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.app import App
from tests.browser import steps
from tests.browser.steps import expect, go

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_person_is_forgotten_from_their_own_page(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    path = steps.contact(page, last_name="Leavewell")
    page.locator("[popovertarget=contact-more]").click()
    page.get_by_role("link", name="Copy or erase their data").click()
    expect(page.locator("h1")).to_contain_text("Leavewell")
    expect(page.get_by_text("What stays, and why")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download the copy").click()
    assert saved.value.suggested_filename.endswith(".json")
    name = page.get_by_label("Type the name to confirm")
    name.fill("Somebody else")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Type the name as it stands above.")).to_be_visible()
    name = page.get_by_label("Type the name to confirm")
    name.fill("Leavewell")
    page.get_by_role("button", name="Erase for good").click()
    page.wait_for_url("**/contacts")
    go(page, path)
    expect(page.locator("main")).not_to_contain_text("Leavewell")
