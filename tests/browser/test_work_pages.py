"""Work, automations, webhooks and the vault before people: by forms alone, for those who may.  seed: J20"""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.app import App
from tests.browser import steps

PAGES = ("/settings/services", "/settings/work", "/settings/work/facts", "/settings/work/clock", "/settings/webhooks",
         "/settings/automations", "/settings/automations/new")  # fmt: skip


def test_pages_open_for_admins_and_for_nobody_else(browser: Browser, app_server: App) -> None:
    for who, status in (("owner", 200), ("rep", 403)):
        with steps.visitor(browser, app_server.url, scripts=False) as page:
            steps.sign_in(page, app_server.world.ours.people[who].email)
            for path in PAGES:
                answer = page.goto(path)
                assert answer is not None and answer.status == status, path


def test_an_automation_is_built_without_scripts(browser: Browser, app_server: App) -> None:
    with steps.visitor(browser, app_server.url, scripts=False) as page:
        steps.sign_up(page)
        page.goto("/settings/automations/new")
        page.fill("input[name=name]", "Greet winners")
        page.select_option("select[name=fact]", "sales.lead_won")
        page.select_option("select[name=relation]", "leads")
        page.get_by_role("button", name="Show its fields").click()
        page.select_option("#if select[name=column]", "amount_base")
        page.select_option("#if select[name=op]", "gte")
        page.fill("#if input[name=value]", "nonsense")
        page.select_option("select[name=add]", "task")
        page.click("button[value=add]")
        page.fill("input[name=s0_subject]", "Thank {{title}}")
        page.select_option("select[name=add]", "notify")
        page.click("button[value=add]")
        page.fill("input[name=s1_title]", "Won")
        page.click("button[value='up 1']")
        expect(page.locator("input[name=s0_title]")).to_have_value("Won")
        page.click(".form-actions button[value=save]")
        expect(page.locator(".notice[data-tone=danger]")).to_contain_text("does not have the right form")
        page.fill("#if .filter-row:first-of-type input[name=value]", "100")
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


def test_keys_and_webhooks_are_kept_and_shown_once(browser: Browser, app_server: App) -> None:
    with steps.visitor(browser, app_server.url, scripts=False) as page:
        steps.sign_up(page)
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
