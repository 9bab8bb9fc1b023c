"""An import in a browser: dropped, mapped, checked, mended, loaded, undone; and the list as a file again."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg

from tests.app import App
from tests.browser import steps
from tests.browser.steps import expect, go

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FILE = """Vorname;Nachname;E-Mail;Telefon;Firma;Ort;Geburtstag;Lieblingsfarbe
Jürgen;Müller;juergen@mueller.example;0170 1234567;Müller & Söhne;Köln;24.12.1980;blau
Anna;Schmidt;anna@schmidt.example;;Müller & Söhne;Bonn;1.2.1990;rot
Bob;Braun;kein-mail;;;Ulm;;
Anna;Schmidt;ANNA@schmidt.example;;;;;
;;;;;Nirgends;;
"""


def upload(page: Page, path: Path) -> None:
    go(page, "/imports/new")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Go on").click()


def stat(page: Page, label: str) -> str:
    box = page.locator(".stat", has=page.locator(".label", has_text=re.compile(f"^{label}$")))
    return box.locator(".value").inner_text()


def test_the_whole_story(page: Page, app_server: App, tmp_path: Path) -> None:
    path = tmp_path / "Kontakte Messe.csv"
    path.write_bytes(FILE.encode("cp1252"))
    steps.sign_in(page)
    upload(page, path)
    expect(page.locator("h1")).to_have_text("What the columns mean")
    expect(page.locator(".notice").first).to_contain_text("Windows-1252")
    first = page.get_by_label("Field for Vorname")
    assert first.input_value() == "first_name"
    assert page.get_by_label("Field for Firma").input_value() == "company"
    page.get_by_label("Field for Lieblingsfarbe").select_option("create:text")
    page.get_by_label("Country of phone numbers").select_option("DE")
    page.get_by_label("Tags for all").fill("Messe")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("What would happen")
    assert (stat(page, "New"), stat(page, "Repeated in the file"), stat(page, "Cannot be taken")) == ("3", "1", "1")
    page.get_by_label("E-Mail, row 4").fill("bob@braun.example")
    page.get_by_role("button", name="Save and check again").click()
    expect(page.locator("body")).not_to_contain_text("kein-mail")
    expect(page.get_by_role("button", name="Import 3 rows")).to_be_visible()
    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    assert (stat(page, "Created"), stat(page, "Failed"), stat(page, "Repeated")) == ("3", "1", "1")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the rows to mend").click()
    rows = list(csv.reader(waiting.value.path().read_text("utf-8-sig").splitlines()))
    assert [row[-2] for row in rows[1:]] == ["5", "6"] and rows[1][-1] == "repeats row 3"
    result = page.url
    page.get_by_role("link", name="Show them").click()
    expect(page.locator("body")).to_contain_text("Jürgen Müller")
    go(page, result)
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("button", name="Yes").or_(
        page.locator("dialog button.button-danger, dialog button.button-primary")
    ).last.click()
    expect(page.locator(".notice").first).to_contain_text("3 records were taken back")


def test_a_bad_file_gets_one_sentence_and_leaves_nothing(page: Page, app_server: App, tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    steps.sign_in(page)
    upload(page, path)
    expect(page.locator(".notice[data-tone=danger]")).to_contain_text("PNG picture")
    go(page, "/imports")
    expect(page.locator("body")).not_to_contain_text("picture.csv")


def test_rows_are_pasted_without_javascript(browser: Browser, app_server: App) -> None:
    with steps.visitor(browser, app_server.url, scripts=False, locale="en-GB") as page:
        steps.sign_in(page)
        go(page, "/imports/new")
        page.locator("summary").click()
        page.fill("textarea[name=text]", "Name\tE-mail\nPasted Person\tpasted@person.example\n")
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator("h1")).to_have_text("What would happen")  # the page fetches itself again until then
        assert stat(page, "New") == "1"


def test_a_list_is_exported(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    go(page, "/contacts")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="CSV").click()
    page.wait_for_url(re.compile("/exports"))
    expect(page.locator("tbody tr").first).to_contain_text("ready")
    with page.expect_download() as waiting:
        page.locator("tbody tr").first.locator("a[download]").first.click()
    rows = list(csv.reader(waiting.value.path().read_text("utf-8-sig").splitlines()))
    assert len(rows) > 1 and "email" in rows[0]


def test_leads_with_an_unknown_stage(page: Page, app_server: App, tmp_path: Path) -> None:
    with psycopg.connect(app_server.database_url, autocommit=True) as database:
        org = app_server.world.owner.org_id
        database.execute("select app.seed_pipeline(%s, %s, 'Imported deals', false)", [org, uuid4()])
    path = tmp_path / "deals.csv"
    path.write_text(
        "Deal name,Company,Stage,Amount\nHarbour house,Blue AG,Qualified,5000\nMoon base,Red AG,Nowhere,1\n"
    )
    steps.sign_in(page)
    go(page, "/imports/new?kind=leads")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("What the columns mean")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("What would happen")
    assert (stat(page, "New"), stat(page, "Cannot be taken")) == ("1", "1")
    expect(page.locator("body")).to_contain_text("There is no such stage")
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_role("link", name="Show them")).to_be_visible()
    assert (stat(page, "Created"), stat(page, "Failed")) == ("1", "1")


def test_a_file_in_which_nobody_has_a_name_says_so(page: Page, app_server: App, tmp_path: Path) -> None:
    path = tmp_path / "kunden.csv"
    path.write_text("Wer;E-Mail\nMüller, Jörg;joerg@mueller.example\n", "utf-8")
    steps.sign_in(page)
    upload(page, path)
    warning = page.locator(".notice", has_text="No column becomes a name")
    expect(warning).to_be_visible()
    page.get_by_label("Field for Wer").select_option("full_name")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("What would happen")
    assert stat(page, "New") == "1"
