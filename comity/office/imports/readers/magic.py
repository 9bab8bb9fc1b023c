"""What kind of file this is, by its first bytes rather than by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from comity.office.imports.readers.layout import refuse
from comity.web.i18n import gettext as _

_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"PAR1", "a Parquet file"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"RIFF", "an audio or video file"),
    (b"{\\rtf", "an RTF document"),
)


def kind_of(path: Path, name: str) -> str:
    """csv, json, vcard, xlsx, xls or ods; refuses everything else with the reason."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise refuse("file_empty", _("This file is empty."))
    for start, what in _FOREIGN:
        if head.startswith(start):
            raise refuse("file_binary", _("This is {what}, not a table of rows.").format(what=_(what)))
    if head.startswith(b"PK"):
        return _inside_zip(path)
    if head.startswith(_OLE):
        return _inside_ole(path)
    return _text_kind(head, name)


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return "xlsx" if "xl/workbook.xml" in names else "xls"
            if "content.xml" in names and "mimetype" in names:
                return "ods"
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        sentence = _("This looks like an Excel file, but it is damaged or was not uploaded completely.")
        raise refuse("file_broken", sentence) from error
    raise refuse(
        "file_binary", _("This is a zip archive without a workbook in it. Unpack it and upload what is inside.")
    )


def _inside_ole(path: Path) -> str:
    with path.open("rb") as file:
        if _ENCRYPTED in file.read(4 * 1024 * 1024):
            sentence = _("This Excel file is protected with a password. Save it without one and upload it again.")
            raise refuse("file_encrypted", sentence)
    return "xls"


def _text_kind(head: bytes, name: str) -> str:
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace(b"\x00", b"")
    upper = text[:64].upper()
    if upper.startswith(b"BEGIN:VCARD"):
        return "vcard"
    if upper.startswith((b"<!DOCTYPE HTML", b"<HTML")):
        raise refuse("file_binary", _("This is a web page, not a table of rows."))
    if upper.startswith(b"<?XML"):
        raise refuse("file_binary", _("This is an XML file. Comity reads CSV, Excel, JSON and vCard."))
    suffix = Path(name).suffix.lower()
    if text[:1] in (b"{", b"[") and (suffix in (".json", ".jsonl", ".ndjson", ".geojson") or _looks_like_json(text)):
        return "json"
    if suffix in (".json", ".jsonl", ".ndjson"):
        return "json"
    return "csv"


def _looks_like_json(text: bytes) -> bool:
    """A bracket first, then what only JSON has after it."""
    rest = text[1:].lstrip()
    return rest[:1] in ((b'"', b"}") if text[:1] == b"{" else (b"{", b"]"))
