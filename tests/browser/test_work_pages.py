"""Work, automations, webhooks and the vault before people: by forms alone, for those who may.  seed: J20"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.app import App

pytestmark = pytest.mark.browser
PAGES = ("/settings/services", "/settings/work", "/settings/work/facts", "/settings/work/clock", "/settings/webhooks",
         "/settings/automations", "/settings/automations/new")  # fmt: skip
PICTURES = os.environ.get("COMITY_PICTURES")


def sign_in(page: Page, email: str | None, password: str) -> None:
    page.goto("/sign-in")
    page.fill("input[name=email]", email or "")
    page.fill("input[name=password]", password)
    page.click("form button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def plain(browser: Browser, app: App, who: str = "owner", **more: object) -> BrowserContext:
    context = browser.new_context(base_url=app.url, java_script_enabled=False, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, app.world.ours.people[who].email, app.world.password)
    page.close()
    return context


def test_pages_open_for_admins_and_for_nobody_else(browser: Browser, app_server: App) -> None:
    context = plain(browser, app_server)
    page = context.new_page()
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
    context.close()
    context = plain(browser, app_server, "rep")
    page = context.new_page()
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None and answer.status == 403, path
    context.close()


def test_an_automation_is_built_without_scripts(browser: Browser, app_server: App) -> None:
    context = plain(browser, app_server)
    page = context.new_page()
    page.goto("/settings/automations/new")
    page.fill("input[name=name]", "Greet winners")
    page.fill("input[name=fact]", "sales.lead_won")
    page.select_option("select[name=relation]", "leads")
    page.fill("input[name=condition]", "nonsense=eq.1")
    page.select_option("select[name=add]", "task")
    page.click("button[value=add]")
    page.fill("input[name=s0_subject]", "Thank {{title}}")
    page.select_option("select[name=add]", "notify")
    page.click("button[value=add]")
    page.fill("input[name=s1_title]", "Won")
    page.click("button[value='up 1']")
    expect(page.locator("input[name=s0_title]")).to_have_value("Won")
    page.click(".form-actions button[value=save]")
    expect(page.locator(".notice[data-tone=danger]")).to_contain_text("nonsense")
    page.fill("input[name=condition]", "status=eq.won")
    page.click(".form-actions button[value=save]")
    expect(page.locator("h1")).to_have_text("Greet winners")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("button", name="Turn off")).to_be_visible()
    page.get_by_role("link", name="What would it have done").click()
    expect(page.get_by_text("Nothing was done.")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.fill("input[name=s1_subject]", "Thank them")
    page.click(".form-actions button[value=save]")
    expect(page.get_by_text("version 2").first).to_be_visible()
    context.close()


def test_keys_and_webhooks_are_kept_and_shown_once(browser: Browser, app_server: App) -> None:
    context = plain(browser, app_server)
    page = context.new_page()
    page.goto("/settings/services")
    card = page.locator("#service-anthropic")
    card.locator("summary").click()
    card.locator("input[name=api_key]").fill("sk-ant-very-secret-key-0001")
    card.get_by_role("button", name="Keep").click()
    expect(page.locator("#service-anthropic")).to_contain_text("…0001")
    assert "very-secret" not in page.content()
    page.goto("/settings/webhooks")
    page.locator("summary", has_text="New address").click()
    page.fill("#in-name", "Stripe")
    page.select_option("select[name=provider]", "stripe")
    page.get_by_role("button", name="Make address").click()
    secret = page.locator("input[data-copy]").input_value()
    assert re.fullmatch(r"whsec_\w+", secret)
    page.get_by_role("link", name="Stripe").click()
    address = page.locator("#hook-url").input_value()
    assert re.fullmatch(rf"{re.escape(app_server.url)}/hooks/stripe/[0-9a-f-]{{36}}", address)
    assert secret not in page.content()
    context.close()


@pytest.mark.skipif(not PICTURES, reason="pictures are taken when COMITY_PICTURES names a folder")
def test_pictures(browser: Browser, app_server: App) -> None:
    for width, theme in ((1440, "light"), (390, "dark")):
        context = plain(browser, app_server, viewport={"width": width, "height": 900}, color_scheme=theme)
        page = context.new_page()
        for path in PAGES:
            page.goto(path)
            name = path.strip("/").replace("/", "_")
            page.screenshot(path=str(Path(PICTURES or ".") / f"{name}-{width}-{theme}.png"), full_page=True)
        context.close()
