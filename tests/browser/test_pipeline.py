"""The pipeline in a browser: the board by keyboard, mouse and without scripts; the palette and a typed question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.app import App

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

expect = pytest.importorskip("playwright.sync_api").expect
PASSWORD = "a calm and quiet house"


def sign_up(page: Page, app: App) -> str:
    """Somebody new with an organisation of their own, seeds and all; the address they sign in with."""
    email = f"{uuid4().hex[:8]}@new.example"
    page.goto(f"{app.url}/sign-up")
    for name, value in {"name": "Ada Hart", "organization": "Hart", "email": email, "password": PASSWORD}.items():
        page.fill(f"input[name={name}]", value)
    page.click("form button[type=submit]")
    page.wait_for_url(lambda url: "/sign-up" not in url)
    return email


def new_lead(page: Page, app: App, title: str, **fields: str) -> str:
    page.goto(f"{app.url}/leads/new")
    page.fill("input[name=title]", title)
    for name, value in fields.items():
        page.fill(f"#lead-form [name={name}]", value)
    page.click("#lead-form button[type=submit]")
    expect(page.locator(".record-head h1")).to_have_text(title)
    return page.url


def column(page: Page, name: str) -> Locator:
    return page.locator(f"[data-column][aria-label='{name}']")


def card(page: Page, title: str) -> Locator:
    return page.locator(".deal", has_text=title)


def test_a_new_organisation_finds_its_pipeline_and_a_lead_to_learn_on(page: Page, app_server: App) -> None:
    sign_up(page, app_server)
    page.goto(f"{app_server.url}/board")
    assert page.locator("[data-column] h2").all_inner_texts() == ["New", "Qualified", "Proposal", "Won", "Lost"]
    expect(column(page, "New").locator(".deal")).to_have_count(1)
    expect(column(page, "New").locator("[data-sum]")).to_contain_text("25K")


def test_cards_move_by_keyboard_and_a_move_is_taken_back(page: Page, app_server: App) -> None:
    sign_up(page, app_server)
    new_lead(page, app_server, "Chalet Nord", amount="800000")
    page.goto(f"{app_server.url}/board")
    chalet = card(page, "Chalet Nord")
    chalet.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    with page.expect_response(re.compile(r"/leads/.+/stage")) as answer:
        page.keyboard.press("Space")
    assert answer.value.status == 204
    expect(column(page, "Qualified").locator(".deal")).to_have_text(re.compile("Chalet Nord"))
    expect(column(page, "Qualified").locator("[data-sum]")).to_contain_text("800K")  # heard from the change feed
    page.locator(".toast").last.get_by_role("button", name="Undo").click()
    expect(column(page, "New").locator(".deal")).to_have_count(2)
    page.reload()
    expect(column(page, "New").locator(".deal", has_text="Chalet Nord")).to_be_visible()
    chalet.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(column(page, "New").locator(".deal", has_text="Chalet Nord")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".record-head h1")).to_have_text("Chalet Nord")


def test_a_stage_asks_for_what_it_needs(page: Page, app_server: App) -> None:
    sign_up(page, app_server)
    new_lead(page, app_server, "Nameless yacht")
    page.goto(f"{app_server.url}/board")
    yacht = card(page, "Nameless yacht")
    yacht.focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "Space"):
        page.keyboard.press(key)
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("asks for a little more")
    dialog.locator("[name=amount]").fill("1.250.000 or so")
    dialog.get_by_role("button", name="Move").click()
    expect(dialog.locator("[name=amount]")).to_have_attribute("aria-invalid", "true")
    dialog.locator("[name=amount]").fill("1250000")
    dialog.get_by_role("button", name="Move").click()
    expect(dialog).to_be_hidden()
    expect(column(page, "Proposal").locator(".deal", has_text="1,250,000")).to_be_visible()
    page.reload()
    expect(column(page, "Proposal").locator(".deal")).to_have_count(1)


def test_a_card_is_dragged_with_the_mouse(page: Page, app_server: App) -> None:
    sign_up(page, app_server)
    new_lead(page, app_server, "Painting")
    page.goto(f"{app_server.url}/board")
    start, end = card(page, "Painting").bounding_box(), column(page, "Qualified").bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 40, start["y"] + 20)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(start["x"] + 40 + (end["x"] - start["x"]) * step / 8, end["y"] + 90, steps=3)
    with page.expect_response(re.compile(r"/leads/.+/stage")) as answer:
        page.mouse.up()
    assert answer.value.status == 204
    page.reload()
    expect(column(page, "Qualified").locator(".deal")).to_have_text(re.compile("Painting"))


def test_lost_with_a_reason_and_open_again(page: Page, app_server: App) -> None:
    sign_up(page, app_server)
    url = new_lead(page, app_server, "Watch <i>5270</i>", amount="90000")
    page.locator(".record-head input[name=reason]").fill("Too dear")
    page.locator(".record-head").get_by_role("button", name="Lost", exact=True).click()
    expect(page.locator(".record-head .badge", has_text="Lost")).to_be_visible()
    expect(page.locator("#lead-facts")).to_contain_text("Too dear")
    page.goto(f"{url}?tab=history")
    assert page.locator("#lead-history tbody tr").count() == 2
    page.locator(".record-head").get_by_role("button", name="Reopen").click()
    expect(page.locator(".record-head .badge", has_text="Lost")).to_have_count(0)
    expect(page.locator("#lead-timeline")).to_contain_text("opened it again")


def test_without_scripts_a_lead_is_made_moved_and_closed(browser: Browser, app_server: App) -> None:
    context = browser.new_context(base_url=app_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_up(page, app_server)
    new_lead(page, app_server, "Plain villa", amount="5")
    page.goto("/board")
    card(page, "Plain villa").get_by_role("link", name=re.compile("Move")).click()
    page.select_option("select[name=stage]", label="Proposal")
    page.get_by_role("button", name="Move").click()
    expect(page.locator(".stage[aria-current=step]")).to_contain_text("Proposal")
    page.get_by_role("button", name="Qualified").click()
    expect(page.locator(".stage[aria-current=step]")).to_contain_text("Qualified")
    page.locator(".record-head").get_by_role("button", name="Won").click()
    expect(page.locator(".record-head .badge", has_text="Won")).to_be_visible()
    context.close()


def test_two_people_see_one_board(browser: Browser, page: Page, app_server: App) -> None:
    email = sign_up(page, app_server)
    new_lead(page, app_server, "Shared sloop")
    page.goto(f"{app_server.url}/board")
    other = browser.new_context(base_url=app_server.url).new_page()
    other.goto("/sign-in")
    other.fill("input[name=email]", email)
    other.fill("input[name=password]", PASSWORD)
    other.click("form button[type=submit]")
    other.wait_for_url(lambda url: "/sign-in" not in url)
    other.goto("/board")
    card(other, "Shared sloop").focus()
    for key in ("Space", "ArrowRight", "Space"):
        other.keyboard.press(key)
    expect(column(page, "Qualified").locator(".deal")).to_have_text(re.compile("Shared sloop"))
    other.context.close()


def test_the_palette_finds_opens_and_answers(page: Page, app_server: App) -> None:
    sign_up(page, app_server)
    new_lead(page, app_server, "Villa Azur", amount="900000", location="Paris")
    new_lead(page, app_server, "Flat", amount="20000", location="Paris")
    page.goto(f"{app_server.url}/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-results")).to_contain_text("Villa Azur")  # recents first
    page.keyboard.type("azur")
    expect(page.locator("#palette-results [role=option]").first).to_contain_text("Villa Azur")
    page.keyboard.press("Enter")
    expect(page.locator(".record-head h1")).to_have_text("Villa Azur")
    page.keyboard.press("Control+k")
    page.keyboard.type("open leads in Paris over 50k with unicorns")
    expect(page.locator("#palette-results [data-answer]")).to_contain_text("over 50k")
    expect(page.locator("#palette-results")).to_contain_text("unicorns")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search"))
    expect(page.locator("#results")).to_contain_text("Villa Azur")
    expect(page.locator("#results")).not_to_contain_text("Flat")
    expect(page.locator(".notice")).to_contain_text("unicorns")
    page.locator(".chip", has_text="over 50k").locator("[data-remove]").click()
    expect(page.locator("#results")).to_contain_text("Flat")
    page.get_by_role("link", name="Open as a list").first.click()
    expect(page.locator(".chip", has_text="Location contains Paris")).to_be_visible()
    assert page.locator("tbody tr").count() == 3  # the sample lead is there too


def test_stages_are_changed_in_settings(page: Page, app_server: App) -> None:
    sign_up(page, app_server)
    page.goto(f"{app_server.url}/settings/pipelines")
    page.locator("summary", has_text="Add a stage").click()
    form = page.locator("form[action$='/stages']")
    form.locator("[name=name]").fill("Negotiation")
    form.get_by_role("button", name="Add").click()
    expect(page.locator("#pipelines")).to_contain_text("Negotiation")
    page.goto(f"{app_server.url}/board")
    assert page.locator("[data-column] h2").all_inner_texts()[3] == "Negotiation"
