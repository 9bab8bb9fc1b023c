"""An import in a browser: dropped, mapped, checked, mended, loaded, undone; and the list as a file again."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from tests.app import App

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api").expect
PATIENCE = 60_000

FILE = """Vorname;Nachname;E-Mail;Telefon;Firma;Ort;Geburtstag;Lieblingsfarbe
Jürgen;Müller;juergen@mueller.example;0170 1234567;Müller & Söhne;Köln;24.12.1980;blau
Anna;Schmidt;anna@schmidt.example;;Müller & Söhne;Bonn;1.2.1990;rot
Bob;Braun;kein-mail;;;Ulm;;
Anna;Schmidt;ANNA@schmidt.example;;;;;
;;;;;Nirgends;;
"""


def sign_in(page: Page, app: App) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{app.url}/sign-in")
    page.fill("input[name=email]", str(app.world.owner.email))
    page.fill("input[name=password]", app.world.password)
    page.click("form button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def upload(page: Page, app: App, path: Path) -> None:
    page.goto(f"{app.url}/imports/new")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Go on").click()


def stat(page: Page, label: str) -> str:
    box = page.locator(".stat", has=page.locator(".label", has_text=re.compile(f"^{label}$")))
    return box.locator(".value").inner_text()


def test_the_whole_story(page: Page, app_server: App, tmp_path: Path) -> None:
    path = tmp_path / "Kontakte Messe.csv"
    path.write_bytes(FILE.encode("cp1252"))
    sign_in(page, app_server)
    upload(page, app_server, path)
    expect(page.locator("h1")).to_have_text("What the columns mean", timeout=PATIENCE)
    expect(page.locator(".notice").first).to_contain_text("Windows-1252", timeout=PATIENCE)
    first = page.get_by_label("Field for Vorname")
    assert first.input_value() == "first_name"
    assert page.get_by_label("Field for Firma").input_value() == "company"
    page.get_by_label("Field for Lieblingsfarbe").select_option("create:text")
    page.get_by_label("Country of phone numbers").select_option("DE")
    page.get_by_label("Tags for all").fill("Messe")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("What would happen", timeout=PATIENCE)
    assert (stat(page, "New"), stat(page, "Repeated in the file"), stat(page, "Cannot be taken")) == ("3", "1", "1")
    page.get_by_label("E-Mail, row 4").fill("bob@braun.example")
    page.get_by_role("button", name="Save and check again").click()
    expect(page.locator("body")).not_to_contain_text("kein-mail", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Import 3 rows")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible(timeout=PATIENCE)
    assert (stat(page, "Created"), stat(page, "Failed"), stat(page, "Repeated")) == ("3", "1", "1")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the rows that failed").click()
    rows = list(csv.reader(waiting.value.path().read_text("utf-8-sig").splitlines()))
    assert [row[-2] for row in rows[1:]] == ["5", "6"] and rows[1][-1] == "repeats row 3"
    result = page.url
    page.get_by_role("link", name="Show them").click()
    expect(page.locator("body")).to_contain_text("Jürgen Müller", timeout=PATIENCE)
    page.goto(result)
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("button", name="Yes").or_(
        page.locator("dialog button.button-danger, dialog button.button-primary")
    ).last.click()
    expect(page.locator(".notice").first).to_contain_text("3 records were taken back", timeout=PATIENCE)


def test_a_bad_file_gets_one_sentence_and_leaves_nothing(page: Page, app_server: App, tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    sign_in(page, app_server)
    upload(page, app_server, path)
    expect(page.locator(".notice[data-tone=danger]")).to_contain_text("PNG picture", timeout=PATIENCE)
    page.goto(f"{app_server.url}/imports")
    expect(page.locator("body")).not_to_contain_text("picture.csv", timeout=PATIENCE)


def test_rows_are_pasted_without_javascript(browser: object, app_server: App) -> None:
    from playwright.sync_api import Browser

    assert isinstance(browser, Browser)
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, app_server)
    page.goto(f"{app_server.url}/imports/new")
    page.locator("summary").click()
    page.fill("textarea[name=text]", "Name\tE-mail\nPasted Person\tpasted@person.example\n")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Check", exact=True).click()
    for _look in range(120):
        if page.locator("h1").inner_text() == "What would happen":
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("h1")).to_have_text("What would happen", timeout=PATIENCE)
    assert stat(page, "New") == "1"
    context.close()


def test_a_list_is_exported(page: Page, app_server: App) -> None:
    sign_in(page, app_server)
    page.goto(f"{app_server.url}/contacts")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="CSV").click()
    page.wait_for_url(re.compile("/exports"))
    expect(page.locator("tbody tr").first).to_contain_text("ready", timeout=PATIENCE)
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
    sign_in(page, app_server)
    page.goto(f"{app_server.url}/imports/new?kind=leads")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("What the columns mean", timeout=PATIENCE)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("What would happen", timeout=PATIENCE)
    assert (stat(page, "New"), stat(page, "Cannot be taken")) == ("1", "1")
    expect(page.locator("body")).to_contain_text("There is no such stage", timeout=PATIENCE)
    page.get_by_role("button", name="Import 1 rows").click()
    expect(page.get_by_role("link", name="Show them")).to_be_visible(timeout=PATIENCE)
    assert (stat(page, "Created"), stat(page, "Failed")) == ("1", "1")
