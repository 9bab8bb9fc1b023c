"""The whole story without a mouse: nothing here clicks, fills or goes by address after the first page.

Sign-up, a CSV brought in, the list asked for one town, a record, its lead moved on the board, a transcript as a file,
the brief and the deal's health: Tab, Enter, Space, arrows and shortcuts only. Every stop on the way is where the eye
can find it: on the screen, with a ring around it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser import steps
from tests.browser.steps import WORDS, card, column, expect, go
from tests.world import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import FileChooser, Locator, Page

FILE = """First name,Last name,E-mail,Company,City,Country
Claire,Fontaine,claire@fontaine.example,Fontaine & Fils,Paris,France
Otto,Braun,otto@braun.example,Braun AG,Bonn,Germany
"""
STOPS = 150
"""How many presses of Tab anything may be away."""
SEEN = """(element) => {
  const shown = element.closest("label.drop, .switch, .choice") ?? element;
  const ring = (one) => { const s = getComputedStyle(one);
    return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none"; };
  const box = shown.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
  return { inside, ring: ring(element) || ring(shown) || ring(element.parentElement) };
}"""


def test_from_sign_up_to_the_deals_health_without_a_mouse(page: Page, tmp_path: Path) -> None:
    go(page, "/sign-up")
    sign_up(page)
    bring_contacts(page, tmp_path)
    find_one_town(page)
    make_a_lead(page)
    move_it_on_the_board(page)
    bring_a_call(page, tmp_path)
    read_the_deals_health(page)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Tabs until this has the focus, and sees that it shows."""
    expect(wanted).to_be_attached()
    for _stop in range(STOPS):
        if wanted.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press(key)
    else:
        raise AssertionError(f"{wanted} on {page.url} cannot be reached with {key}")
    seen = wanted.evaluate(SEEN)
    assert seen == {"inside": True, "ring": True}, f"the focus on {wanted} of {page.url} cannot be seen: {seen}"


def arrived(page: Page, heading: str) -> None:
    """On the page with this heading, whose scripts listen."""
    expect(page.locator("h1").first).to_have_text(heading)
    steps.ready(page)


def shortcut_to(page: Page, letter: str, path: str) -> None:
    """g, then the letter of a place."""
    press(page, "g", letter)
    page.wait_for_url(lambda url: path in url)
    steps.ready(page)


def by_palette(page: Page, words: str, choice: str) -> None:
    """Ctrl-K, a few letters, Enter on the choice."""
    press(page, "Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type(words)
    wanted = page.locator("#palette-results [role=option]", has_text=choice).first
    expect(wanted).to_be_visible()
    for _stop in range(STOPS):
        if wanted.get_attribute("aria-selected") == "true":
            break
        press(page, "ArrowDown")
    press(page, "Enter")


def choose(page: Page, field: Locator, value: str) -> None:
    """Goes down the choices of a field until this one is chosen."""
    press(page, "Home")
    for _stop in range(STOPS):
        if field.input_value() == value:
            break
        press(page, "ArrowDown")
    expect(field).to_have_value(value)


def choose_file(page: Page, field: Locator, path: Path) -> None:
    """Space on a file field opens the system's own dialog, which is where the keyboard of the page ends."""
    asked: list[FileChooser] = []
    page.on("filechooser", lambda chooser: asked.append(chooser))
    tab_to(page, field)
    for _press in range(10):  # a browser on a busy machine may not open it at the first press
        press(page, "Space")
        for _moment in range(60):
            if asked:
                return asked[0].set_files(path)
            page.wait_for_timeout(50)
    raise AssertionError(f"no dialog opens on {page.url}")


def sign_up(page: Page) -> None:
    answers = {"name": "Ada Hart", "organization": "Hart & Co", "email": "ada@keys.example", "password": PASSWORD}
    for label, value in answers.items():
        tab_to(page, page.locator(f"input[name={label}]"))
        press(page, "Control+a")
        page.keyboard.type(value)
    press(page, "Enter")
    page.wait_for_url(lambda url: "/sign-up" not in url)
    steps.ready(page)


def bring_contacts(page: Page, folder: Path) -> None:
    path = folder / "People.csv"
    path.write_text(FILE)
    by_palette(page, "import", "Import")
    expect(page.locator("main")).to_contain_text("Import")
    page.wait_for_url(lambda url: "/imports" in url)
    steps.ready(page)
    if not page.url.endswith("/new"):
        press(page, "c")
    arrived(page, "Import a file")
    choose_file(page, page.locator("input[type=file]"), path)
    expect(page.locator(".drop-file")).to_contain_text("People.csv")
    tab_to(page, page.get_by_role("button", name="Go on"))
    press(page, "Enter")
    arrived(page, "What the columns mean")
    tab_to(page, page.get_by_role("button", name="Check", exact=True))
    press(page, "Enter")
    arrived(page, "What would happen")
    tab_to(page, page.get_by_role("button", name="Import 2 rows"))
    press(page, "Enter")
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()


def find_one_town(page: Page) -> None:
    """The list, asked for Paris with a chip; then its only row by j and Enter."""
    shortcut_to(page, "c", "/contacts")
    tab_to(page, page.get_by_role("button", name="Filter", exact=True))
    press(page, "Enter")
    row = page.locator("#filters .filter-row").first
    tab_to(page, row.locator("[name=column]"))
    choose(page, row.locator("[name=column]"), "city")
    tab_to(page, row.locator("[name=value]"))
    page.keyboard.type("Paris")
    press(page, "Enter")
    chip = page.locator(".filters .chip")
    expect(chip).to_contain_text("Paris")
    expect(page.locator("#contacts tbody tr")).to_have_count(1)
    steps.ready(page)
    press(page, "j")
    expect(page.locator("#contacts tbody tr[data-current]")).to_contain_text("Claire Fontaine")
    press(page, "Enter")
    arrived(page, "Claire Fontaine")


def make_a_lead(page: Page) -> None:
    tab_to(page, page.get_by_role("link", name=re.compile("New lead|Add a lead|New deal")).first)
    press(page, "Enter")
    expect(page.locator("#lead-form")).to_be_visible()
    steps.ready(page)
    for label, value in {"title": "Villa Azur", "amount": "40000"}.items():
        tab_to(page, page.locator(f"#lead-form [name={label}]"))
        page.keyboard.type(value)
    press(page, "Enter")
    arrived(page, "Villa Azur")


def move_it_on_the_board(page: Page) -> None:
    shortcut_to(page, "b", "/board")
    tab_to(page, card(page, "Villa Azur"))
    press(page, "Space", "ArrowRight")
    with page.expect_response(lambda answer: "/stage" in answer.url and answer.request.method == "POST"):
        press(page, "Space")
    expect(column(page, "Qualified").locator(".deal", has_text="Villa Azur")).to_be_focused()
    press(page, "Enter")
    arrived(page, "Villa Azur")
    expect(page.locator("#lead-stages [aria-current=step]")).to_contain_text("Qualified")


def bring_a_call(page: Page, folder: Path) -> None:
    """A transcript as a file, from the lead's own page; what it means comes while the page is open."""
    path = folder / "call.txt"
    path.write_text(WORDS)
    tab_to(page, page.locator("main a[href*='/calls/new']").first)
    press(page, "Enter")
    expect(page.locator("#call-form")).to_be_visible()
    steps.ready(page)
    choose_file(page, page.locator("#call-form input[type=file]"), path)
    expect(page.locator(".drop-file")).to_contain_text("call.txt")
    tab_to(page, page.locator("#call-form input[name=title]"))
    page.keyboard.type("Call about the villa")
    press(page, "Control+Enter")
    arrived(page, "Call about the villa")
    expect(page.locator("#call-brief")).to_contain_text("What it was about")
    expect(page.locator("#call-items")).to_contain_text("a revised proposal by Friday")
    tab_to(page, page.locator("#call-items").get_by_role("checkbox").first)
    press(page, "Space")
    expect(page.locator("#call-items").get_by_role("checkbox").first).to_have_attribute("aria-checked", "true")
    steps.settled(page)


def read_the_deals_health(page: Page) -> None:
    """A signal leads to its words; the lead tells its health and why."""
    expect(page.locator("#call-health .reasons li").first).to_be_visible()
    tab_to(page, page.locator("#call-signals a", has_text="Budget is there").first, "Tab")
    press(page, "Enter")
    expect(page.locator(".transcript :target")).to_contain_text("budget is approved")
    by_palette(page, "Villa Azur", "Villa Azur")
    arrived(page, "Villa Azur")
    expect(page.locator("#lead-head .health, #lead-head [data-health]").first).to_be_visible()
    expect(page.locator("main .reasons li").first).to_be_visible()
