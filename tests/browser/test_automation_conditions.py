"""An automation's If is built of the conditions that lists have, with scripts and without; stored is their query."""

from __future__ import annotations

from urllib.parse import unquote

import psycopg
from playwright.sync_api import Browser, Locator, Page, expect

from tests.app import App
from tests.browser import steps


def stored(app: App, name: str) -> tuple[str, list[str]]:
    """The condition that is kept, and those of its steps."""
    with psycopg.connect(app.database_url) as connection:
        found = connection.execute("select condition, steps from automations where name = %s", [name]).fetchone()
    assert found is not None
    return unquote(found[0]), [unquote(step["condition"]) for step in found[1] if step["do"] == "branch"]


def line(page: Page, at: int, within: str = "#if") -> Locator:
    return page.locator(within).locator(".filter-row").nth(at)


def ask(row: Locator, field: str, op: str, value: str, prefix: str = "") -> None:
    row.locator(f"[name={prefix}column]").select_option(field)
    row.locator(f"[name={prefix}op]").select_option(op)
    row.locator(f"[name={prefix}value]").fill(value)


def test_without_scripts(browser: Browser, app_server: App) -> None:
    with steps.visitor(browser, app_server.url, scripts=False) as page:
        steps.sign_up(page)
        page.goto("/settings/automations/new")
        page.fill("input[name=name]", "By hand")
        page.select_option("select[name=fact]", "sales.lead_created")
        page.select_option("select[name=relation]", "leads")
        page.get_by_role("button", name="Show its fields").click()
        ask(line(page, 0), "status", "in", "open")
        page.get_by_role("button", name="Add a condition").click()
        expect(line(page, 0).locator("[name=value]")).to_have_value("open")
        ask(line(page, 1), "amount_base", "gte", "10000")
        page.get_by_role("button", name="Add a condition").click()
        line(page, 2).locator("[name=join]").select_option("or")
        ask(line(page, 2), "title", "has", "villa")
        page.select_option("select[name=add]", "branch")
        page.click("button[value=add]")
        ask(line(page, 0, "ol.list"), "probability", "lt", "50", "s0_")
        page.select_option("select[name=add]", "notify")
        page.click("button[value=add]")
        page.fill("input[name=s1_title]", "Look at {{title}}")
        page.click(".form-actions button[value=save]")
        expect(page.locator("h1")).to_have_text("By hand")
        expect(page.locator(".filters .chip")).to_have_text(
            ["Status is Open", "Amount in base currency at least 10,000 or Lead contains villa"]
        )
        expect(page.locator("ol.list")).to_contain_text("Probability less than 50")
        assert stored(app_server, "By hand") == (
            "status=in.(open)&or=(amount_base.gte.10000,title.ilike.*villa*)", ["probability=lt.50"]
        )  # fmt: skip


def test_with_scripts(browser: Browser, app_server: App) -> None:
    with steps.visitor(browser, app_server.url) as page:
        steps.sign_up(page)
        page.goto("/settings/automations/new?example=large")
        page.fill("input[name=name]", "With scripts")
        expect(page.get_by_role("button", name="Show its fields")).to_be_hidden()
        expect(line(page, 0).locator("[name=value]")).to_have_value("100000")
        page.locator("#if").get_by_role("button", name="Add a condition").click()
        line(page, 2).locator("[name=column]").select_option("status")
        line(page, 2).get_by_label("Open", exact=True).check()
        line(page, 2).get_by_label("Cold", exact=True).check()
        line(page, 1).get_by_role("button", name="Remove").click()
        page.click(".form-actions button[value=save]")
        expect(page.locator("h1")).to_have_text("With scripts")
        assert stored(app_server, "With scripts")[0] == "amount=gte.100000&status=in.(open,cold)"
        page.get_by_role("link", name="Edit").click()
        with page.expect_navigation():
            page.select_option("select[name=relation]", "contacts")
        expect(line(page, 0).locator("[name=column]")).to_contain_text("Last contact")


def test_what_the_editor_cannot_show_stays_as_it_is(browser: Browser, app_server: App) -> None:
    """A nested group is carried along in words and can be left out; what words cannot say stays a text."""
    with steps.visitor(browser, app_server.url, scripts=False) as page:
        steps.sign_up(page)
        for name, condition in (
            ("Nested", "status=eq.open&not.and=(amount.gte.5,or(title.eq.a,title.eq.b))"),
            ("As text", "amount=gte(any).{1,2}&order=amount"),
        ):
            page.goto("/settings/automations/new")
            said = {"name": name, "trigger_kind": "fact", "fact": "sales.lead_won", "relation": "leads"}
            answer = page.request.post(
                "/settings/automations/new", form={**said, "condition": condition}, headers={"origin": app_server.url}
            )
            assert answer.ok, answer.text()[:500]
            page.goto(answer.url + "/edit")
            page.fill("input[name=name]", name + " again")
            page.click(".form-actions button[value=save]")
            expect(page.locator("h1")).to_have_text(name + " again")
            assert stored(app_server, name + " again")[0].replace("in.(open)", "eq.open") == condition
            if name == "Nested":
                page.get_by_role("link", name="Edit").click()
                page.locator("input[name=kept]").uncheck()
                page.click(".form-actions button[value=save]")
                expect(page.locator("h1")).to_have_text(name + " again")
                assert stored(app_server, name + " again")[0] in ("status=eq.open", "status=in.(open)")
