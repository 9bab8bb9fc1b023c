"""A minimal Excel workbook, written row by row: one sheet, texts inline, so that memory stays flat."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

MOST_ROWS = 1_048_576
_FRAME = Path(__file__).parent / "workbook"
_PARTS = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_CELL = 32_767


class Workbook:
    """A workbook being written. Texts are texts: nothing in it is ever a formula."""

    def __init__(self, path: Path, title: str) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        sheet = re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Export"
        for part in _PARTS:
            xml = (_FRAME / part).read_text()
            self._zip.writestr(part, xml.replace("{name}", escape(sheet, {'"': "&quot;"})))
        self._sheet: IO[bytes] = self._zip.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._sheet.write((_FRAME / "sheet_head.xml").read_bytes())
        self.rows = 0

    def head(self, names: Sequence[str]) -> None:
        """The bold first row."""
        self._write("".join(_text(name, ' s="1"') for name in names))

    def row(self, cells: Sequence[Any]) -> None:
        """A row of texts, numbers and truths."""
        self._write("".join(map(_cell, cells)))

    def close(self) -> None:
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._zip.close()

    def _write(self, cells: str) -> None:
        self.rows += 1
        self._sheet.write(f"<row>{cells}</row>".encode())


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float, Decimal)) and abs(float(value)) < 1e15:
        return f"<c><v>{value}</v></c>"
    return _text(str(value)) if value not in (None, "") else "<c/>"


def _text(value: str, style: str = "") -> str:
    clean = escape(_NOT_XML.sub("", value[:_LONGEST_CELL]))
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{clean}</t></is></c>'
