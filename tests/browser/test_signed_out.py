"""A session that ends while somebody types: they sign in again, and what they typed stands where it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.app import App
from tests.browser.steps import expect, go, ready, settled, sign_in, toast
from tests.world import WORLD

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


def _again(page: Page, email: str) -> None:
    """Signs in on the page the form led to."""
    page.wait_for_url(lambda url: "/sign-in?next=/leads/new" in url)
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", WORLD.password)
    page.click("form button[type=submit]")
    page.wait_for_url("**/leads/new")
    ready(page)
    settled(page)


def test_what_was_typed_is_there_again_for_whoever_typed_it(
    page: Page, context: BrowserContext, app_server: App
) -> None:
    sign_in(page)
    go(page, "/leads/new")
    page.fill("input[name=title]", "Uhr für Käthe")
    page.fill("textarea[name=description]", "Zwei\nZeilen <b>")
    context.clear_cookies()
    page.click("#lead-form button[type=submit]")
    _again(page, str(WORLD.owner.email))
    expect(page.locator("input[name=title]")).to_have_value("Uhr für Käthe")
    expect(page.locator("textarea[name=description]")).to_have_value("Zwei\nZeilen <b>")
    toast(page, "What you had typed is here again")
    go(page, "/leads/new")
    expect(page.locator("input[name=title]")).to_have_value("")

    page.fill("input[name=title]", "Nobody else's")
    context.clear_cookies()
    page.click("#lead-form button[type=submit]")
    _again(page, str(WORLD.rep.email))
    expect(page.locator("input[name=title]")).to_have_value("")
