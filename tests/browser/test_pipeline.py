"""The pipeline in a browser: the board by keyboard, mouse and without scripts; the palette and a typed question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.app import App
from tests.browser import steps
from tests.browser.steps import again, card, column, expect, go
from tests.world import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_a_new_organisation_finds_its_pipeline_and_a_lead_to_learn_on(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    go(page, "/board")
    expect(page.locator("[data-column] h2")).to_have_text(["New", "Qualified", "Proposal", "Won", "Lost"])
    expect(column(page, "New").locator(".deal")).to_have_count(1)
    expect(column(page, "New").locator("[data-sum]")).to_contain_text("25K")


def test_cards_move_by_keyboard_and_a_move_is_taken_back(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    steps.lead(page, "Chalet Nord", amount="800000")
    go(page, "/board")
    chalet = card(page, "Chalet Nord")
    steps.move(page, "Chalet Nord", "ArrowRight")
    expect(column(page, "Qualified").locator(".deal")).to_have_text(re.compile("Chalet Nord"))
    expect(column(page, "Qualified").locator("[data-sum]")).to_contain_text("800K")  # heard from the change feed
    steps.undo(page)
    expect(column(page, "New").locator(".deal")).to_have_count(2)
    again(page)
    expect(column(page, "New").locator(".deal", has_text="Chalet Nord")).to_be_visible()
    for key in ("Space", "ArrowRight", "Escape"):
        chalet.press(key)
    expect(column(page, "New").locator(".deal", has_text="Chalet Nord")).to_be_visible()
    chalet.press("Enter")
    expect(page.locator(".record-head h1")).to_have_text("Chalet Nord")


def test_a_stage_asks_for_what_it_needs(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    steps.lead(page, "Nameless yacht")
    go(page, "/board")
    steps.move(page, "Nameless yacht", "ArrowRight", "ArrowRight")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("asks for a little more")
    dialog.locator("[name=amount]").fill("1.250.000 or so")
    dialog.get_by_role("button", name="Move").click()
    expect(dialog.locator("[name=amount]")).to_have_attribute("aria-invalid", "true")
    dialog.locator("[name=amount]").fill("1250000")
    dialog.get_by_role("button", name="Move").click()
    expect(dialog).to_be_hidden()
    expect(column(page, "Proposal").locator(".deal", has_text="1,250,000")).to_be_visible()
    again(page)
    expect(column(page, "Proposal").locator(".deal")).to_have_count(1)


def test_a_card_is_dragged_with_the_mouse(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    steps.lead(page, "Painting")
    go(page, "/board")
    start, end = card(page, "Painting").bounding_box(), column(page, "Qualified").bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 40, start["y"] + 20)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(start["x"] + 40 + (end["x"] - start["x"]) * step / 8, end["y"] + 90, steps=3)
    steps.over(page, "Painting", "Qualified", lambda aside: page.mouse.move(end["x"] + 40 + aside, end["y"] + 90))
    with page.expect_response(re.compile(r"/leads/.+/stage")) as answer:
        page.mouse.up()
    assert answer.value.status == 204
    again(page)
    expect(column(page, "Qualified").locator(".deal")).to_have_text(re.compile("Painting"))


def test_a_card_is_dragged_with_a_finger(page: Page, browser: Browser, app_server: App) -> None:
    email = steps.sign_up(page)
    steps.lead(page, "Tapestry")
    with steps.visitor(browser, app_server.url, has_touch=True, viewport={"width": 900, "height": 1100}) as tablet:
        steps.sign_in(tablet, email, PASSWORD)
        go(tablet, "/board")
        start, end = card(tablet, "Tapestry").bounding_box(), column(tablet, "Qualified").bounding_box()
        assert start and end
        finger = tablet.context.new_cdp_session(tablet)

        def touch(kind: str, *place: float) -> None:
            points = [{"x": place[0], "y": place[1]}] if place else []
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        x, y = start["x"] + 40, start["y"] + 20
        touch("touchStart", x, y)
        # a finger that stays lifts the card; one that moves at once scrolls
        expect(card(tablet, "Tapestry")).to_have_class(re.compile("sortable-chosen"))
        for step in range(1, 13):
            touch("touchMove", x + (end["x"] + 60 - x) * step / 12, y + (end["y"] + 90 - y) * step / 12)
            tablet.wait_for_timeout(20)
        steps.over(
            tablet, "Tapestry", "Qualified", lambda aside: touch("touchMove", end["x"] + 60 + aside, end["y"] + 90)
        )
        with tablet.expect_response(re.compile(r"/leads/.+/stage")) as answer:
            touch("touchEnd")
        assert answer.value.status == 204
    go(page, "/board")
    expect(column(page, "Qualified").locator(".deal")).to_have_text(re.compile("Tapestry"))


def test_lost_with_a_reason_and_open_again(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    url = steps.lead(page, "Watch <i>5270</i>", amount="90000")
    page.locator(".record-head").get_by_role("button", name="Lost", exact=True).click()
    expect(page.get_by_label("Reason for losing it")).to_be_focused()
    page.keyboard.type("Too dear")
    page.keyboard.press("Enter")
    expect(page.locator(".record-head .badge", has_text="Lost")).to_be_visible()
    expect(page.locator("#lead-facts")).to_contain_text("Too dear")
    go(page, f"{url}?tab=history")
    expect(page.locator("#lead-history tbody tr")).to_have_count(2)
    page.locator(".record-head").get_by_role("button", name="Reopen").click()
    expect(page.locator(".record-head .badge", has_text="Lost")).to_have_count(0)
    expect(page.locator("#lead-timeline")).to_contain_text("opened it again")


def test_without_scripts_a_lead_is_made_moved_and_closed(browser: Browser, app_server: App) -> None:
    with steps.visitor(browser, app_server.url, scripts=False) as page:
        steps.sign_up(page)
        steps.lead(page, "Plain villa", amount="5")
        go(page, "/board")
        card(page, "Plain villa").get_by_role("link", name=re.compile("Move")).click()
        page.select_option("select[name=stage]", label="Proposal")
        page.get_by_role("button", name="Move").click()
        expect(page.locator(".stage[aria-current=step]")).to_contain_text("Proposal")
        page.get_by_role("button", name="Qualified").click()
        expect(page.locator(".stage[aria-current=step]")).to_contain_text("Qualified")
        page.locator(".record-head").get_by_role("button", name="Won").click()
        expect(page.locator(".record-head .badge", has_text="Won")).to_be_visible()


def test_two_people_see_one_board(browser: Browser, page: Page, app_server: App) -> None:
    email = steps.sign_up(page)
    steps.lead(page, "Shared sloop")
    go(page, "/board")
    with steps.visitor(browser, app_server.url) as other:
        steps.sign_in(other, email, PASSWORD)
        go(other, "/board")
        steps.move(other, "Shared sloop", "ArrowRight")
        expect(column(page, "Qualified").locator(".deal")).to_have_text(re.compile("Shared sloop"))


def test_the_palette_finds_opens_and_answers(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    steps.lead(page, "Villa Azur", amount="900000", location="Paris")
    steps.lead(page, "Flat", amount="20000", location="Paris")
    go(page, "/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-results")).to_contain_text("Villa Azur")  # recents first
    page.keyboard.type("azur")
    expect(page.locator("#palette-results [role=option]").first).to_contain_text("Villa Azur")
    page.keyboard.press("Enter")
    expect(page.locator(".record-head h1")).to_have_text("Villa Azur")
    steps.ready(page)
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
    expect(page.locator("tbody tr")).to_have_count(3)  # the sample lead is there too


def test_stages_are_changed_in_settings(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    go(page, "/settings/pipelines")
    page.locator("summary", has_text="Add a stage").click()
    form = page.locator("form[action$='/stages']")
    form.locator("[name=name]").fill("Negotiation")
    form.get_by_role("button", name="Add").click()
    expect(page.locator("#pipelines")).to_contain_text("Negotiation")
    go(page, "/board")
    expect(page.locator("[data-column] h2").nth(3)).to_have_text("Negotiation")
