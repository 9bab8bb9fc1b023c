"""The parts of an Excel workbook around its sheets: which sheets, which styles mean dates, and its texts."""

from __future__ import annotations

import mmap
import re
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Generator, Iterator
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers import expat

from comity.office.imports.readers.layout import refuse
from comity.web.i18n import gettext as _

_PIECE = 256 * 1024
_HUGE = 8 * 2**30
_SUSPICIOUS = 200 * 2**20
_RATIO = 300
_CACHED = 20_000
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')

Start = Callable[[str, dict[str, str]], None]


class Workbook:
    """An opened .xlsx file. Close it when done."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise damaged() from error
        self.sheets: dict[str, str] = {}
        self.dates_from = 1900
        try:
            self._guard(path.stat().st_size)
            self._read_sheets()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._zip.close()

    def _guard(self, size: int) -> None:
        """Refuses archives that unpack to something absurd before unpacking anything."""
        unpacked = sum(item.file_size for item in self._zip.infolist())
        packed = sum(item.compress_size for item in self._zip.infolist())
        if any(item.flag_bits & 1 for item in self._zip.infolist()):
            raise refuse("file_encrypted", _("This Excel file is protected with a password. Save it without one."))
        bomb = unpacked > _SUSPICIOUS and unpacked > size * _RATIO
        if bomb or unpacked > _HUGE or packed > size:
            sentence = _("This file would unpack to {gb:.1f} GB, which no list of people needs; it was not opened.")
            raise refuse("file_bomb", sentence.format(gb=unpacked / 2**30))

    def _read_sheets(self) -> None:
        targets: dict[str, str] = {}
        found: list[tuple[str, str]] = []

        def relation(name: str, attrs: dict[str, str]) -> None:
            if name == "Relationship":
                targets[attrs.get("Id", "")] = _inside(attrs.get("Target", ""))

        def entry(name: str, attrs: dict[str, str]) -> None:
            if name == "sheet" and attrs.get("state", "visible") == "visible":
                key = next((value for key, value in attrs.items() if key.endswith(":id")), "")
                found.append((attrs.get("name", ""), key))
            elif name == "workbookPr" and attrs.get("date1904") in ("1", "true"):
                self.dates_from = 1904

        self.parse("xl/_rels/workbook.xml.rels", relation)
        self.parse("xl/workbook.xml", entry)
        names = set(self._zip.namelist())
        self.sheets = {name: targets[key] for name, key in found if targets.get(key) in names}
        if not self.sheets:
            raise refuse("file_empty", _("This workbook has no visible sheet."))

    def count_rows(self, name: str) -> int:
        """How many rows a sheet has, empty ones included, for sheets that do not say so themselves."""
        return sum(piece.count(b"</row>") for piece in self.pieces(self.sheets[name]))

    def formats(self) -> list[str]:
        """What each cell style makes of a number: "" nothing, "date", or zeros to fill up to."""
        if "xl/styles.xml" not in self._zip.namelist():
            return []
        codes: dict[int, str] = {}
        result: list[str] = []
        inside = False

        def start(name: str, attrs: dict[str, str]) -> None:
            nonlocal inside
            if name == "numFmt":
                codes[int(attrs.get("numFmtId", "0"))] = attrs.get("formatCode", "")
            elif name in ("cellXfs", "cellStyleXfs", "dxfs"):
                inside = name == "cellXfs"
            elif name == "xf" and inside:
                number = int(attrs.get("numFmtId", "0"))
                result.append(_meaning(number, codes.get(number, "")))

        self.parse("xl/styles.xml", start)
        return result

    def texts(self) -> Texts:
        """The shared strings, kept on disk."""
        texts = Texts()
        if "xl/sharedStrings.xml" in self._zip.namelist():
            _SharedStrings(texts).run(self.pieces("xl/sharedStrings.xml"))
        texts.seal()
        return texts

    def parse(self, member: str, start: Start) -> None:
        """Calls `start` for every element of a small part."""
        feed(parser(start), self.pieces(member))

    def pieces(self, member: str) -> Generator[bytes, None, None]:
        """A part of the archive, a piece at a time."""
        try:
            with self._zip.open(member) as stream:
                yield from _read(stream)
        except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise damaged() from error
        except Exception as error:  # zlib.error has no public base of its own
            if type(error).__module__ == "zlib":
                raise damaged() from error
            raise


class Texts:
    """Texts by number, in an unnamed file: memory stays flat however many different texts a workbook has."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._ends = array("Q", [0])
        self._map: mmap.mmap | None = None
        self._cache: dict[int, str] = {}

    def add(self, text: str) -> None:
        raw = text.encode("utf-8", "replace")
        self._file.write(raw)
        self._ends.append(self._ends[-1] + len(raw))

    def seal(self) -> None:
        self._file.flush()
        if self._ends[-1]:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def __getitem__(self, number: int) -> str:
        cached = self._cache.get(number)
        if cached is not None:
            return cached
        if not 0 <= number < len(self._ends) - 1:
            return ""
        start, end = self._ends[number], self._ends[number + 1]
        text = self._map[start:end].decode() if self._map is not None and end > start else ""
        if len(self._cache) >= _CACHED:
            self._cache.clear()
        self._cache[number] = text
        return text

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
        self._file.close()


class _SharedStrings:
    """Collects <si> elements: plain or in runs, without phonetic guides."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._parts: list[str] = []
        self._open = False
        self._phonetic = False

    def run(self, pieces: Iterator[bytes]) -> None:
        xml = parser(self._start)
        xml.EndElementHandler = self._end
        xml.CharacterDataHandler = self._text
        xml.buffer_text = True
        feed(xml, pieces)

    def _start(self, name: str, _attrs: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._open = not self._phonetic

    def _end(self, qualified: str) -> None:
        name = qualified.rpartition(":")[2]
        if name == "si":
            self._texts.add("".join(self._parts))
        elif name == "rPh":
            self._phonetic = False
        elif name == "t":
            self._open = False

    def _text(self, data: str) -> None:
        if self._open:
            self._parts.append(data)


def parser(start: Start) -> expat.XMLParserType:
    """An XML parser that knows no entities; element names come without their prefix."""
    xml = expat.ParserCreate()

    def handle(name: str, attrs: dict[str, str]) -> None:
        start(name if ":" not in name else name.rpartition(":")[2], attrs)

    def refuse_doctype(*_: object) -> None:
        raise damaged()

    xml.StartElementHandler = handle
    xml.StartDoctypeDeclHandler = refuse_doctype
    return xml


def feed(xml: expat.XMLParserType, pieces: Iterator[bytes]) -> None:
    """Parses a part to its end."""
    try:
        for piece in pieces:
            xml.Parse(piece, False)
        xml.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged() from error


def damaged() -> Exception:
    """Any inconsistency in an archive has the same remedy."""
    return refuse(
        "file_broken",
        _("This Excel file is damaged or was not uploaded completely. Open it, save it again and upload that."),
    )


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _meaning(number: int, code: str) -> str:
    if not code:
        return "date" if number in _BUILT_IN_DATES else ""
    bare = _LITERAL.sub("", code).partition(";")[0].lower()
    if re.search(r"[ymdhs]", bare) and not re.search(r"[0#?]", re.sub(r"s\.0+", "s", bare)):
        return "date"
    return bare if set(bare) == {"0"} and len(bare) > 1 else ""
