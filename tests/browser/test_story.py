"""The whole story: a stranger signs up, brings contacts, works a deal, drops in a call, and a colleague looks on.

Sign-up, invitation by mailed link, import of a CSV, list, lead, board, transcript, brief, action items, signals with
their spans, deal health, every change seen by the second person without a reload, and the deal won at the end.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.app import App
from tests.browser import steps
from tests.browser.steps import column, expect, go
from tests.world import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FILE = """Vorname;Nachname;E-Mail;Telefon;Firma;Ort;Land
Claire;Fontaine;claire@fontaine.example;+33 1 42 68 53 00;Fontaine & Fils;Paris;Frankreich
Jürgen;Müller;juergen@mueller.example;0170 1234567;Müller & Söhne;Köln;Deutschland
Anna;Schmidt;anna@schmidt.example;;Müller & Söhne;Bonn;Deutschland
"""
GRACE = "grace@hart.example"


def test_from_sign_up_to_a_deal_won_with_a_colleague_looking_on(
    page: Page, app_server: App, browser: Browser, tmp_path: Path
) -> None:
    steps.sign_up(page, "Ada Hart", "Hart & Co")
    link = invite(page, GRACE)
    bring_contacts(page, tmp_path)
    deal = a_deal_for_claire(page)
    with steps.visitor(browser, app_server.url) as colleague:
        join(colleague, link, "Grace Lowe")
        see_the_board(colleague)
        hear_of_the_move(page, colleague)
        go(colleague, deal)
        call = steps.call(page, deal, title="Call about the villa")
        read_what_was_understood(page)
        health_reached_the_colleague(colleague)
        work_with_it_together(page, colleague, call)
        win(page, colleague, deal)


def invite(page: Page, email: str) -> str:
    """A colleague is invited; the link as the outbox shows it."""
    go(page, "/settings/members")
    page.fill("input[name=email]", email)
    page.get_by_role("button", name="Send invitation").click()
    steps.toast(page, f"{email} is invited.")
    go(page, "/outbox")
    page.locator("#outbox a").first.click()
    return page.get_by_role("link", name="Follow the mail's link").get_attribute("href") or ""


def bring_contacts(page: Page, folder: Path) -> None:
    """The CSV of another program, mapped by itself, checked, loaded, and there in the list."""
    path = folder / "Kontakte.csv"
    path.write_bytes(FILE.encode("cp1252"))
    go(page, "/imports/new")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("What the columns mean")
    expect(page.get_by_label("Field for Firma")).to_have_value("company")
    page.get_by_label("Country of phone numbers").select_option("DE")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("What would happen")
    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    go(page, "/contacts?order=sort_name.asc")
    expect(page.locator("#contacts tbody td[data-main]")).to_have_text(
        [re.compile("Claire Fontaine"), re.compile("Jürgen Müller"), re.compile("Anna Schmidt")]
    )
    page.locator("#contacts tbody a", has_text="Claire Fontaine").first.click()
    expect(page.locator(".record-head h1")).to_have_text("Claire Fontaine")
    expect(page.locator("main")).to_contain_text("Fontaine & Fils")


def a_deal_for_claire(page: Page) -> str:
    """A lead made from Claire's own page; the address of the lead's page."""
    page.get_by_role("link", name=re.compile("New lead|Add a lead|New deal")).first.click()
    expect(page.locator("#lead-form")).to_be_visible()
    steps.ready(page)
    page.fill("input[name=title]", "Villa Azur")
    page.fill("#lead-form [name=amount]", "40000")
    page.click("#lead-form button[type=submit]")
    expect(page.locator(".record-head h1")).to_have_text("Villa Azur")
    expect(page.locator("main")).to_contain_text("Claire Fontaine")
    return page.url


def join(colleague: Page, link: str, name: str) -> None:
    """The colleague follows the mailed link and is in."""
    go(colleague, link)
    colleague.fill("input[name=name]", name)
    colleague.fill("input[name=password]", PASSWORD)
    colleague.get_by_role("button", name="Create account and join").click()
    colleague.wait_for_url(lambda url: "/invitations" not in url)
    steps.ready(colleague)


def see_the_board(colleague: Page) -> None:
    go(colleague, "/board")
    expect(column(colleague, "New").locator(".deal", has_text="Villa Azur")).to_be_visible()


def hear_of_the_move(page: Page, colleague: Page) -> None:
    """The owner moves the card by keyboard; the colleague's board follows by itself."""
    go(page, "/board")
    steps.move(page, "Villa Azur", "ArrowRight")
    expect(column(colleague, "Qualified").locator(".deal", has_text="Villa Azur")).to_be_visible()
    expect(column(colleague, "Qualified").locator("[data-sum]")).to_contain_text("40K")


def read_what_was_understood(page: Page) -> None:
    """Brief, action items, signals and health come while the page is open; a signal leads to its words."""
    expect(page.locator("#call-brief")).to_contain_text("What it was about")
    expect(page.locator("#call-items")).to_contain_text("a revised proposal by Friday")
    expect(page.locator("#call-signals")).to_contain_text("Budget is there")
    expect(page.locator("#call-health .reasons li").first).to_be_visible()
    page.locator("#call-signals a", has_text="Budget is there").first.click()
    expect(page.locator(".transcript :target")).to_contain_text("budget is approved")


def health_reached_the_colleague(colleague: Page) -> None:
    """The lead's page, open since before the call, shows call and health without a reload."""
    expect(colleague.locator("main")).to_contain_text("Call about the villa")
    expect(colleague.locator("main .reasons li").first).to_be_visible()
    expect(colleague.locator("#lead-head .health, #lead-head [data-health]").first).to_be_visible()


def work_with_it_together(page: Page, colleague: Page, call: str) -> None:
    """A box ticked here is ticked there; the item becomes a task of the one who takes it."""
    go(colleague, call)
    mine = page.locator("#call-items").get_by_role("checkbox").first
    theirs = colleague.locator("#call-items").get_by_role("checkbox").first
    expect(theirs).to_have_attribute("aria-checked", "false")
    mine.click()
    expect(theirs).to_have_attribute("aria-checked", "true")
    page.fill("#call-items input[name=text]", "Polish the <b>clasp</b>")
    page.press("#call-items input[name=text]", "Enter")
    mine = page.locator("#call-items li", has_text="Polish the <b>clasp</b>")
    mine.get_by_role("button", name="Make it my task").click()
    expect(mine.locator(".badge")).to_have_text("Task")
    go(page, "/tasks")
    expect(page.locator("main li", has_text="Polish the <b>clasp</b>")).to_be_visible()


def win(page: Page, colleague: Page, deal: str) -> None:
    """The deal is won; the colleague's page says so by itself, and the timeline tells the whole story."""
    go(colleague, deal)
    go(page, deal)
    page.locator(".record-head").get_by_role("button", name="Won").click()
    expect(page.locator(".record-head .badge", has_text="Won")).to_be_visible()
    expect(colleague.locator(".record-head .badge", has_text="Won")).to_be_visible()
    expect(page.locator("#lead-timeline")).to_contain_text("Call about the villa")
