"""CSV of any dialect and encoding becomes the rows a person would see in a spreadsheet."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from comity.core.errors import Problem
from comity.office.imports import readers
from comity.office.imports.readers import Choices, Layout

DATA = Path(__file__).parents[5] / "shared" / "data" / "leads"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="no shared/data/leads beside this checkout")


def write(tmp_path: Path, text: str | bytes, name: str = "people.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def table(path: Path, **choices: object) -> tuple[Layout, list[list[str]]]:
    layout = readers.sniff(path, path.name, Choices(**choices))  # type: ignore[arg-type]
    return layout, [row for batch in readers.read(path, layout) for row in batch.rows]


def refusal(path: Path, **choices: object) -> Problem:
    with pytest.raises(Problem) as caught:
        table(path, **choices)
    assert caught.value.status == 422
    assert caught.value.sentence.endswith(".")
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_ending(tmp_path: Path, delimiter: str, ending: str) -> None:
    lines = [["Name", "E-Mail", "Umsatz"], ["Müller, Jürgen", "jm@example.de", "1.234,50"], ['Li "Lee"', "li@x.cn", ""]]
    text = ending.join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    layout, rows = table(write(tmp_path, text + ending))
    assert (layout.delimiter, layout.columns, rows) == (delimiter, tuple(lines[0]), lines[1:])


ENCODED = {
    "utf-8-sig": "Name,Ort\nMüller,Köln\n",
    "utf-16": "Name,Ort\nMüller,Köln\n",
    "utf-16-le": "Name,Ort\nMüller,Köln\n",
    "cp1252": "Name,Ort\nMüller,Köln\nGrößer,Zürich\nd’Été,Nîmes\n",
    "mac_roman": "Prénom,Ville\nRené,Orléans\nFrançois,Nîmes\nNoël,Besançon\n",
    "cp850": "Name,Ort\nMüller,Köln\nGrößer,Düsseldorf\nJäger,Übach\n",
    "cp1250": "Imię,Nazwisko\nŁukasz,Wiśniewski\nMałgorzata,Wójcik\nPaweł,Zieliński\n",
    "cp1254": "Ad,Soyad\nAyşe,Yılmaz\nMehmet,Öztürk\nFatma,Şahin\n",
    "cp1251": "Имя,Город\nИван,Москва\nОльга,Новосибирск\n",
    "cp1253": "Όνομα,Πόλη\nΓιώργος,Αθήνα\nΜαρία,Θεσσαλονίκη\n",
    "cp932": "名前,会社\n田中太郎,株式会社トヨタ\n鈴木花子,ソニー株式会社\n",
    "euc_jp": "名前,会社\n田中太郎,株式会社トヨタ\n鈴木花子,ソニー株式会社\n",
    "gb18030": "姓名,公司\n张伟,北京科技有限公司\n王芳,上海贸易公司\n",
    "big5": "姓名,公司\n陳大文,台北科技有限公司\n林小美,高雄貿易公司\n",
    "euc_kr": "이름,회사\n김철수,삼성전자\n이영희,엘지전자\n",
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = ENCODED[encoding]
    layout, rows = table(write(tmp_path, text.encode(encoding)))
    expected = [line.split(",") for line in text.splitlines()]
    assert [list(layout.columns), *rows] == expected


def test_stray_bytes_in_utf8_are_mended_and_said(tmp_path: Path) -> None:
    text = ("Name,Ort\n" + "Müller,Köln\n" * 200).encode() + "Jäger,Zürich\n".encode("cp1252")
    layout, rows = table(write(tmp_path, text))
    assert rows[-1] == ["Jäger", "Zürich"]
    assert "2 places" in layout.notes[0]


def test_a_chosen_encoding_that_is_wrong_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "Name\nÄ\n".encode("cp1252"))
    assert refusal(path, encoding="utf-8").code == "file_encoding"
    assert "klingon" in refusal(path, encoding="klingon").sentence


def test_quotes_escapes_and_newlines_inside_cells(tmp_path: Path) -> None:
    assert table(write(tmp_path, 'a,b\n1,"x\ny, ""z"""\n'))[1] == [["1", 'x\ny, "z"']]
    assert table(write(tmp_path, 'a,b\nA,"he said \\"hi\\", then"\nB,"x \\"y\\" z"\n'))[1][0][1] == 'he said "hi", then'
    assert table(write(tmp_path, "a,b\n'A','b, c'\n'D','e, f'\n"))[1] == [["A", "b, c"], ["D", "e, f"]]
    assert table(write(tmp_path, 'a, b, c\nA, "b, c", 1\n'))[1] == [["A", "b, c", "1"]]


def test_excels_own_line_about_the_delimiter(tmp_path: Path) -> None:
    layout, rows = table(write(tmp_path, "sep=;\nName;Betrag\nA;1,5\n"))
    assert (layout.columns, rows) == (("Name", "Betrag"), [["A", "1,5"]])


def test_duplicate_and_blank_headers_get_numbers(tmp_path: Path) -> None:
    layout, _ = table(write(tmp_path, "Email,Email,,Name\na@b.c,b@b.c,x,N\n"))
    assert layout.columns == ("Email", "Email (2)", "Column 3", "Name")
    assert "Email" in layout.notes[0]


def test_ragged_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n\n1,2,3\n")
    layout = readers.sniff(path, path.name)
    (batch,) = readers.read(path, layout)
    assert batch.rows[0] == ["1", "2", ""]
    assert batch.numbers == [2, 3, 4, 6]
    assert batch.faults == {3: "This row has 4 cells, but there are 3 columns."}


def test_a_table_without_header_and_one_below_a_title(tmp_path: Path) -> None:
    layout, rows = table(write(tmp_path, "Ann,ann@x.com,+33612345678\nBob,bob@x.com,+33612345679\n"))
    assert not layout.header and layout.columns[0] == "Column 1" and len(rows) == 2
    layout, rows = table(write(tmp_path, "Report of contacts\nMay 2026\n\nName,Email,City\nA,a@b.c,X\n"))
    assert layout.columns == ("Name", "Email", "City") and rows == [["A", "a@b.c", "X"]]
    layout, rows = table(write(tmp_path, "Name,Email\nA,a@b.c\n"), header=False)
    assert rows == [["Name", "Email"], ["A", "a@b.c"]]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "file_empty", "empty"),
        (b"\n\n  \n", "file_empty", "no rows"),
        (bytes(range(256)) * 100, "file_binary", "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "file_binary", "PNG"),
        (b"%PDF-1.7", "file_binary", "PDF"),
        (b"<html><body>hello</body></html>", "file_binary", "web page"),
        (b'a,b\n1,"2\n3,4\n5,6\n', "file_quote", "row 2"),
        (b"a,b\n" + b"x" * 33_600_000, "file_line", "Line 2"),
        (b'a,b\n"' + b"x" * 13_000_000 + b'",2\n', "file_cell", "Row 2"),
    ],
)
def test_hopeless_files_get_one_sentence(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    problem = refusal(write(tmp_path, content))
    assert problem.code == code and words in problem.sentence


def test_a_million_columns_are_refused_with_the_reason(tmp_path: Path) -> None:
    problem = refusal(write(tmp_path, ",".join(f"c{i}" for i in range(1_000_000)) + "\n"))
    assert problem.code == "file_too_wide" and "1,000,000" in problem.sentence and "nobody can map" in problem.sentence


def test_a_ten_megabyte_note_is_read(tmp_path: Path) -> None:
    _, rows = table(write(tmp_path, 'Name,Notes\nAnn,"' + "x" * 10 * 2**20 + '"\n'))
    assert len(rows[0][1]) == 10 * 2**20


def test_a_wrong_delimiter_is_noticed(tmp_path: Path) -> None:
    layout, _ = table(write(tmp_path, "Name;Email\nA;a@b.c\nD;d@e.f\n"), delimiter=",")
    assert layout.columns == ("Name;Email",) and "“;”" in layout.notes[0]


def test_memory_stays_flat(tmp_path: Path) -> None:
    small, large = (write(tmp_path, "Name,Email\n" + "Ann,ann@example.com\n" * n, f"{n}.csv") for n in (4_000, 200_000))
    peaks = []
    for path in (small, large):
        layout = readers.sniff(path, path.name)
        tracemalloc.start()
        for _batch in readers.read(path, layout):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def test_a_layout_survives_being_stored(tmp_path: Path) -> None:
    layout = readers.sniff(write(tmp_path, "sep=;\nName;Ort\nMüller;Köln\n".encode("cp1252")), "x.csv")
    assert Layout.from_json(json.loads(json.dumps(layout.to_json()))) == layout


@needs_data
def test_csv_spectrum() -> None:
    for path in sorted((DATA / "csv-spectrum" / "csvs").glob("*.csv")):
        layout, rows = table(path)
        expected = json.loads((DATA / "csv-spectrum" / "json" / f"{path.stem}.json").read_text())
        assert [dict(zip(layout.columns, row, strict=True)) for row in rows] == expected, path.name


@needs_data
@pytest.mark.parametrize(
    ("name", "count", "width"),
    [
        ("atomic_crm_contacts_500.csv", 500, 24),
        ("splink_fake_1000_duplicates.csv", 1000, 7),
        ("febrl_dataset1_1000.csv", 1000, 11),
        ("chicago_childcare_sites_messy_with_true_ids.csv", 1630, 14),
        ("sp500_companies.csv", 503, 8),
    ],
)
def test_real_files(name: str, count: int, width: int) -> None:
    layout, rows = table(DATA / name)
    assert (len(rows), len(layout.columns), layout.notes) == (count, width, ())
