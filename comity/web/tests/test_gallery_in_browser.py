"""The gallery in a real browser: accessible in both themes, nothing wider than the window, and everything works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.app import PATIENCE
from tests.browser.steps import ready

QUIET = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.fixture(
    params=[("light", 1440), ("dark", 1440), ("light", 360), ("dark", 390)], ids=lambda it: f"{it[0]}-{it[1]}"
)
def at(request: pytest.FixtureRequest, browser: Browser, gallery_url: str) -> Iterator[Page]:
    theme, width = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce", service_workers="block"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{gallery_url}/dev/gallery")
    ready(page)
    yield page
    context.close()


@pytest.fixture
def page(browser: Browser, gallery_url: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", service_workers="block"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(f"{gallery_url}/dev/gallery")
    ready(page)
    yield page
    context.close()
    assert failures == []


def violations(page: Page) -> list[str]:
    found: dict[str, Any] = Axe().run(page, options=QUIET).response
    return [
        f"{each['id']}: {node['target']} {node['failureSummary'][:300]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def test_everyone_can_use_it(at: Page) -> None:
    assert violations(at) == []


def test_nothing_is_wider_than_the_window(at: Page) -> None:
    assert at.evaluate("document.documentElement.scrollWidth") <= at.viewport_size["width"]  # type: ignore[index]


def test_open_dialogs_and_menus_are_accessible(page: Page) -> None:
    page.click("[popovertarget=user-menu]")
    expect(page.locator("#user-menu")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.click("[data-opens=g-dialog]")
    assert violations(page) == []


def test_theme_is_applied_at_once_and_kept(page: Page) -> None:
    page.click("[popovertarget=user-menu]")
    with page.expect_response("**/preferences"):
        page.click("#user-menu button[value=dark]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_the_keyboard_reaches_everything(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#g-people tbody tr").nth(1).locator("input")).to_be_checked()
    expect(page.locator(".bulk")).to_be_visible()
    page.keyboard.press("g")
    with page.expect_navigation(url="**/dev/gallery"):
        page.keyboard.press("y")


def test_a_form_shows_its_errors_in_place_and_undo_follows_success(page: Page) -> None:
    page.fill("#f-name", "A")
    page.click("#g-form button[type=submit]")
    expect(page.locator("#f-name-error")).to_have_text("Please write at least 2 characters.")
    expect(page.locator("#f-name")).to_have_attribute("aria-invalid", "true")
    page.fill("#f-name", "Anna")
    page.fill("#f-email", "a@b.example")
    page.click("#g-form button[type=submit]")
    expect(page.locator("#toasts")).to_contain_text("Saved")
    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text("Undone")


def test_a_range_of_rows_is_selected_with_shift(page: Page) -> None:
    boxes = page.locator("#g-people tbody .pick input")
    boxes.nth(0).click()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(page.locator(".bulk [data-picked]")).to_have_text("4")
    page.locator("#g-people thead .pick input").check()
    page.click(".bulk [data-everything]")
    expect(page.locator(".bulk [data-picked]")).to_have_text("1,204")
    expect(page.locator(".bulk input[name=everything]")).to_have_value("1")
    page.click(".bulk [data-clear]")
    expect(page.locator(".bulk")).to_be_hidden()


def test_a_cell_is_edited_in_place_and_a_refusal_puts_it_back(page: Page) -> None:
    cell = page.locator("#g-people-0 td[data-label=City]")
    cell.dblclick()
    page.keyboard.type("Lyon")
    page.keyboard.press("Enter")
    expect(cell).to_have_text("Lyon")
    expect(page.locator("#toasts")).to_contain_text("Saved")
    cell.dblclick()
    cell.locator("input").fill("no")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("refused")
    expect(cell).to_have_text("Lyon")
    cell.dblclick()
    cell.locator("input").fill("never mind")
    page.keyboard.press("Escape")
    expect(cell).to_have_text("Lyon")


def test_cards_move_by_keyboard_and_say_so(page: Page) -> None:
    card = page.locator("#column-new .deal").first
    card.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#announcer")).to_contain_text("Qualified, place 1 of 5")
    page.keyboard.press("Space")
    expect(page.locator("#column-qualified .deal")).to_have_count(5)
    expect(page.locator("#column-qualified [data-count]")).to_have_text("5")
    expect(page.locator("#toasts")).to_contain_text("Moved")


def test_a_card_dropped_by_mouse_comes_back_when_refused(page: Page) -> None:
    card, target = page.locator("#column-new .deal").first, page.locator("#column-won .deal").first
    card.scroll_into_view_if_needed()
    start, end = card.bounding_box(), target.bounding_box()
    won = page.locator("#column-won .deal").count()
    assert start and end
    page.mouse.move(start["x"] + 60, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 90, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + 12, steps=12)
    for stir in range(600):  # a hand is never quite still
        if page.locator("#column-won .deal").count() > won:
            break
        page.mouse.move(end["x"] + 60 + stir % 2, end["y"] + 12)
        page.wait_for_timeout(60)
    page.mouse.up()
    expect(page.locator("#toasts")).to_contain_text("Say first why it was won.")
    expect(page.locator("#column-new .deal")).to_have_count(4)


def test_the_filter_editor_knows_its_fields(page: Page) -> None:
    page.click("[popovertarget=filters]")
    row = page.locator("#filters .filter-row").last
    row.locator("[name=column]").select_option("stage")
    expect(row.locator("[name=op] option")).to_have_count(4)
    row.get_by_label("Proposal", exact=True).check()
    page.click("#filters button[type=submit]")
    expect(page.locator(".filters").last).to_contain_text("Stage is Proposal")


def test_columns_are_chosen_and_the_url_remembers(page: Page) -> None:
    page.click("[popovertarget=g-people-columns]")
    page.locator("#g-people-columns input[value=city]").uncheck()
    page.wait_for_url("**columns=*")
    expect(page.locator("#g-people th[data-column=city]")).to_have_count(0)


def test_it_reads_and_saves_without_scripts(browser: Browser, gallery_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{gallery_url}/dev/gallery")
    page.fill("#f-name", "A")
    page.click("#g-form button[type=submit]")
    expect(page.locator("#f-name-error")).to_have_text("Please write at least 2 characters.")
    expect(page.locator("#f-name")).to_have_value("A")
    page.fill("#f-name", "Anna")
    page.fill("#f-email", "a@b.example")
    page.click("#g-form button[type=submit]")
    expect(page.locator("#toasts .toast")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Saved")
    context.close()
