"""A demo built by two at once: what one writes appears at the other; a conflict shows both values.  RT04, U05"""

from __future__ import annotations

import pytest

from tests.app import App
from tests.browser import steps
from tests.browser.steps import expect, go
from tests.world import PASSWORD

playwright = pytest.importorskip("playwright.sync_api")
Browser, Page = playwright.Browser, playwright.Page


def test_two_people_build_one_demo(page: Page, app_server: App, browser: Browser) -> None:
    email = steps.sign_up(page)
    go(page, steps.lead(page, "Chalet Demo"))
    page.click("#demos-panel button[type=submit]")
    page.wait_for_url("**/demos/*")
    with steps.visitor(browser, app_server.url) as other:
        steps.sign_in(other, email, PASSWORD)
        go(other, page.url)
        other.fill("#value-headline", "Their words")  # typed, and not yet sent
        page.fill("#value-headline", "Our words")
        page.locator("#field-headline button[type=submit]").click()
        expect(page.locator("#field-headline input[name=version]")).to_have_value("2")
        expect(other.locator("#demo-preview")).to_contain_text("Our words")
        other.locator("#field-headline button[type=submit]").click()
        field = other.locator("#field-headline")
        expect(field.get_by_label("Yours")).to_have_value("Their words")
        expect(field.get_by_label("Theirs")).to_have_value("Our words")
        field.get_by_role("button", name="Use mine").click()
        expect(other.locator("#value-headline")).to_have_value("Their words")
        expect(page.locator("#demo-preview")).to_contain_text("Their words")
        expect(page.locator("#value-headline")).to_have_value("Their words")
