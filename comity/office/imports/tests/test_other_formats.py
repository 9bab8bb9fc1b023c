"""Excel, JSON and vCard give the same rows a CSV would."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import numbers
from python_calamine import CalamineWorkbook

from comity.core.errors import Problem
from comity.office.imports import readers
from comity.office.imports.readers import Choices, Layout


def table(path: Path, **choices: object) -> tuple[Layout, list[list[str]]]:
    layout = readers.sniff(path, path.name, Choices(**choices))  # type: ignore[arg-type]
    return layout, [row for batch in readers.read(path, layout, 3) for row in batch.rows]


def refusal(path: Path) -> Problem:
    with pytest.raises(Problem) as caught:
        table(path)
    assert caught.value.status == 422
    return caught.value


def put(tmp_path: Path, name: str, text: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Contacts"
    sheet.append(["Name", "Phone", "Since", "Seen", "Zip", "Share", "Active", "Sum", "Wrong", "Time"])
    sheet.append(["Ann", 33612345678, date(2024, 3, 1), datetime(2024, 3, 1, 13, 45), 123, 0.125, True, "=1+2"])
    sheet.append(["Müller", "+49 30 1", None, None, None, 1e20, False, None, "#N/A", time(8, 30)])
    sheet["E2"].number_format = "00000"
    sheet["J3"].number_format = numbers.FORMAT_DATE_TIME3
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    other = book.create_sheet("Companies")
    other.append(["Company", "Domain"])
    other.append(["Acme", "acme.example"])
    path = tmp_path / "people.xlsx"
    book.save(path)
    return path


def test_excel_cells_read_as_a_person_sees_them(tmp_path: Path) -> None:
    layout, rows = table(workbook(tmp_path))
    assert layout.columns[:3] == ("Name", "Phone", "Since")
    assert layout.sheets == ("Contacts", "Companies") and layout.rows == 2
    assert rows[0][:7] == ["Ann", "33612345678", "2024-03-01", "2024-03-01 13:45:00", "00123", "0.125", "true"]
    assert rows[1][:2] == ["Müller", "+49 30 1"] and rows[1][5] == "100000000000000000000.000000"
    assert rows[1][8] == "" and rows[1][9] == "08:30:00"


def test_excel_formulas_give_their_values(tmp_path: Path) -> None:
    """openpyxl writes no cached values, so the value Excel would have kept is put in by hand."""
    source = workbook(tmp_path)
    path = tmp_path / "calculated.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for item in old.namelist():
            content = (
                old.read(item)
                .replace(b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>")
                .replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>")
            )
            new.writestr(item, content)
    assert table(path)[1][0][7] == "3"


def test_another_sheet_can_be_chosen(tmp_path: Path) -> None:
    layout, rows = table(workbook(tmp_path), sheet="Companies")
    assert (layout.sheet, layout.columns, rows) == ("Companies", ("Company", "Domain"), [["Acme", "acme.example"]])


def test_excel_agrees_with_another_reader(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Big")
    sheet.append(["Id", "Name", "Amount", "Day"])
    for i in range(3_000):
        sheet.append([i, f"Name {i % 50} <&> é", i / 4, date(2020, 1, 1 + i % 28)])
    path = tmp_path / "big.xlsx"
    book.save(path)
    layout, rows = table(path)
    other = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert [layout.columns[0], len(rows)] == ["Id", 3_000]
    assert [row[1] for row in rows] == [row[1] for row in other[1:]]
    assert [float(row[2]) for row in rows] == [row[2] for row in other[1:]]
    assert [row[3] for row in rows] == [str(row[3]) for row in other[1:]]


def test_broken_encrypted_and_exploding_workbooks_are_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path).read_bytes()
    assert refusal(put(tmp_path, "cut.xlsx", whole[: len(whole) // 2])).code == "file_broken"
    assert refusal(put(tmp_path, "zip.xlsx", b"PK\x03\x04" + bytes(50))).code == "file_broken"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert refusal(put(tmp_path, "locked.xlsx", ole)).code == "file_encrypted"
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(260):
                member.write(bytes(2**20))
    assert refusal(bomb).code == "file_bomb"


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    source = workbook(tmp_path)
    path = tmp_path / "entities.xlsx"
    attack = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for item in old.namelist():
            new.writestr(item, attack if item.startswith("xl/worksheets/") else old.read(item))
    assert refusal(path).code == "file_broken"


def test_a_cell_far_out_is_refused_with_the_reason(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["XFD2"] = "Name", "lost"
    book.save(tmp_path / "wide.xlsx")
    assert refusal(tmp_path / "wide.xlsx").code == "file_too_wide"


PEOPLE = [{"name": "Ann", "mail": "ann@x.com"}, {"name": "Bob", "mail": "bob@x.com"}]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(PEOPLE),
        json.dumps(PEOPLE, indent=2),
        "\n".join(map(json.dumps, PEOPLE)),
        json.dumps({"meta": {"page": 1}, "data": {"contacts": PEOPLE}}),
        json.dumps([["name", "mail"], ["Ann", "ann@x.com"], ["Bob", "bob@x.com"]]),
    ],
)
def test_json_in_every_usual_shape(tmp_path: Path, text: str) -> None:
    layout, rows = table(put(tmp_path, "people.json", text))
    assert (layout.columns, rows) == (("name", "mail"), [["Ann", "ann@x.com"], ["Bob", "bob@x.com"]])
    assert layout.rows == 2


def test_nested_json_becomes_columns(tmp_path: Path) -> None:
    text = '[{"a":1,"b":{"c":"x","d":[1,2]}},{"a":2.0,"e":[{"v":"1"},{"v":"2"}],"f":null,"g":true}]'
    layout, rows = table(put(tmp_path, "n.json", text))
    assert layout.columns == ("a", "b.c", "b.d", "e.1.v", "e.2.v", "f", "g")
    assert rows == [["1", "x", "1; 2", "", "", "", ""], ["2", "", "", "1", "2", "", "true"]]


def test_json_pieces_that_are_cut_anywhere_give_the_same_rows(tmp_path: Path) -> None:
    people = [{"n": i, "text": 'é\\"' * (i % 40), "x": [{"y": "]}"}]} for i in range(9_000)]
    layout, rows = table(put(tmp_path, "long.json", json.dumps(people)))
    assert layout.rows == 9_000
    assert [row[1] for row in rows] == [person["text"] for person in people]


def test_a_bad_line_of_json_lines_is_that_lines_fault(tmp_path: Path) -> None:
    path = put(tmp_path, "x.jsonl", '{"a":1}\n{"a":2}\n\n{bad\n{"a":3}\n')
    (batch,) = readers.read(path, readers.sniff(path, path.name))
    assert batch.numbers == [1, 2, 4, 5] and list(batch.faults) == [4]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"a":1},\n {"a":2,}]', "line 2, column 9"),
        ('[{"a":1} {"a":2}]', "line 1, column 10"),
        ('[{"a":1}]]', "line 1, column 10"),
        ('[{"a":1},{"a":', "ends too early"),
        ('[{"a":"x}]', "ends too early"),
        ("[{'a':1}]", "line 1, column 3"),
        ("nonsense", "line 1, column 1"),
        ('{"a":1}{"a":2}', "several JSON values"),
        ("[]", "no rows"),
        ('[{"a":NaN}]', "NaN"),
        ("[" * 100_000, "line 1"),
    ],
)
def test_malformed_json_says_where(tmp_path: Path, text: str, words: str) -> None:
    assert words in refusal(put(tmp_path, "bad.json", text)).sentence


CARDS = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=\r
=BCrgen;;Dr.;\r
TEL;CELL:+49 170 1234567\r
TEL;WORK;VOICE:089 123456\r
EMAIL;INTERNET:j@example.de\r
PHOTO;ENCODING=BASE64;TYPE=JPEG:\r
 AAAAAAAA\r
\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
FN:Ann Miller\r
ORG:Acme\\, Inc.;Sales\r
item1.EMAIL;type=INTERNET;type=WORK:ann@acme.com\r
item2.EMAIL;type=WORK:ann2@acme.com\r
ADR;type=WORK:;;1 Main St;San Francisco;CA;94105;USA\r
NOTE:Long note that is fol\r
 ded\\nand has lines\r
BDAY:1985-04-12\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:4.0\r
FN:Zoé\r
TEL;VALUE=uri;TYPE="voice,cell":tel:+33-6-12-34-56-78\r
"""


def test_vcards_of_three_versions(tmp_path: Path) -> None:
    path = put(tmp_path, "people.vcf", CARDS)
    layout = readers.sniff(path, path.name)
    (batch,) = readers.read(path, layout)
    first, second, third = (
        {name: cell for name, cell in zip(layout.columns, row, strict=True) if cell} for row in batch.rows
    )
    assert first == {
        "Last name": "Müller", "First name": "Jürgen", "Prefix": "Dr.", "Mobile phone": "+49 170 1234567",
        "Work phone": "089 123456", "Email": "j@example.de",
    }  # fmt: skip
    assert second["Company"] == "Acme, Inc." and second["Department"] == "Sales"
    assert (second["Work email"], second["Work email 2"]) == ("ann@acme.com", "ann2@acme.com")
    assert second["Notes"] == "Long note that is folded\nand has lines" and second["City"] == "San Francisco"
    assert third == {"Full name": "Zoé", "Mobile phone": "+33-6-12-34-56-78"}
    assert list(batch.faults) == [3] and "no end" in batch.faults[3]
