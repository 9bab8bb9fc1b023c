"""vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350): one card is one row, repeated properties get numbered columns."""

from __future__ import annotations

import binascii
import io
import quopri
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from comity.office.imports.readers import encoding as encodings
from comity.office.imports.readers.layout import LARGEST_CELL, Batches, Choices, Layout, refuse
from comity.office.imports.readers.records import Record, batches, survey
from comity.web.i18n import gettext as _

_LINE = re.compile(r"^(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<params>(?:;(?:\"[^\"]*\"|[^:;\"])*)*):(?P<value>.*)$", re.DOTALL)
_PARAM = re.compile(r";(?:(?P<key>[\w-]+)=)?(?P<value>\"[^\"]*\"|[^;]*)")
_PARTS = re.compile(r"((?:\\.|[^\\;])*)(?:;|$)", re.DOTALL)
_NAME = ("Last name", "First name", "Middle name", "Prefix", "Suffix")
_ADDRESS = ("PO box", "Address 2", "Address", "City", "Region", "Postal code", "Country")
_PLAIN = {
    "FN": "Full name", "NICKNAME": "Nickname", "TITLE": "Title", "ROLE": "Role", "NOTE": "Notes", "URL": "Website",
    "BDAY": "Birthday", "CATEGORIES": "Tags", "UID": "External id", "LANG": "Language", "TZ": "Timezone",
}  # fmt: skip
_KINDS = (("CELL", "Mobile"), ("MOBILE", "Mobile"), ("FAX", "Fax"), ("WORK", "Work"), ("HOME", "Home"))


def sniff(path: Path, choices: Choices, known: frozenset[str] = frozenset()) -> Layout:
    """The columns that the cards of this file need."""
    found = encodings.find(path, choices.encoding)
    layout = Layout(format="vcard", columns=(), encoding=found.name, mend=found.mend, exact=True)
    columns, rows = survey(_records(path, layout))
    return replace(layout, columns=columns, rows=rows).noting(found.note)


def read(path: Path, layout: Layout, size: int) -> Batches:
    """The cards in batches of `size`."""
    return batches(_records(path, layout), layout.columns, size)


def _records(path: Path, layout: Layout) -> Iterator[Record]:
    number = 0
    card: dict[str, str] | None = None
    nested = 0
    for line in _unfolded(path, layout):
        upper = line[:20].strip().upper()
        if upper == "BEGIN:VCARD":
            nested += 1
            if card is None:
                number, card = number + 1, {}
        elif upper == "END:VCARD":
            nested -= 1
            if nested <= 0 and card is not None:
                yield Record(number, card)
                card, nested = None, 0
        elif card is not None and nested == 1:
            _property(card, line)
    if card is not None:
        yield Record(number, card, _("This card has no end; the file may be cut off."))


def _unfolded(path: Path, layout: Layout) -> Iterator[str]:
    """Logical lines: folded ones (a space first) and quoted-printable ones (= last) put together again."""
    current = ""
    for line in _physical(path, layout):
        if line[:1] in (" ", "\t"):
            current += line[1:]
        elif current.endswith("=") and "QUOTED-PRINTABLE" in current.partition(":")[0].upper():
            current += "\n" + line
        else:
            if current:
                yield current
            current = line
        if len(current) > LARGEST_CELL:
            sentence = _("A property of this file is larger than {most} MB.")
            raise refuse("file_cell", sentence.format(most=LARGEST_CELL // 2**20))
    if current:
        yield current


def _physical(path: Path, layout: Layout) -> Iterator[str]:
    errors = encodings.MEND if layout.mend and layout.encoding == "utf-8" else "replace"
    with io.TextIOWrapper(path.open("rb"), layout.encoding, errors) as text:
        while line := text.readline(LARGEST_CELL):
            yield line.rstrip("\r\n")


def _property(card: dict[str, str], line: str) -> None:
    match = _LINE.match(line)
    if match is None:
        return
    name = match["name"].upper()
    params = _params(match["params"])
    if name in ("PHOTO", "LOGO", "SOUND", "KEY", "AGENT"):
        return
    value = _decoded(match["value"], params)
    if name == "N":
        _spread(card, _NAME, value)
    elif name == "ADR":
        _spread(card, _ADDRESS, value)
    elif name == "ORG":
        _spread(card, ("Company", "Department"), value)
    elif name in ("TEL", "EMAIL"):
        _put(card, _labelled(name, params), value.removeprefix("tel:").removeprefix("mailto:"))
    elif name in _PLAIN:
        _put(card, _PLAIN[name], _unescape(value).removeprefix("urn:uuid:"))
    elif name in ("X-SOCIALPROFILE", "IMPP") and "linkedin" in value.lower():
        _put(card, "LinkedIn", _unescape(value))


def _params(text: str) -> dict[str, str]:
    """Parameters by name; the bare ones of 2.1 (TEL;CELL;PREF:) count as types."""
    result: dict[str, str] = {"TYPE": ""}
    for match in _PARAM.finditer(text):
        value = match["value"].strip('"')
        key = (match["key"] or "").upper()
        if not key and value.upper() in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"):
            key = "ENCODING"
        if key in ("", "TYPE"):
            result["TYPE"] += f",{value.upper()}"
        else:
            result[key] = value
    return result


def _decoded(value: str, params: dict[str, str]) -> str:
    if params.get("ENCODING", "").upper() in ("QUOTED-PRINTABLE", "Q"):
        raw = quopri.decodestring(value.encode("utf-8", "replace"))
        for charset in (params.get("CHARSET", "utf-8"), "utf-8", "cp1252"):
            try:
                return raw.decode(charset)
            except (LookupError, UnicodeDecodeError):
                continue
        return raw.decode("cp1252", "replace")
    if params.get("ENCODING", "").upper() in ("B", "BASE64"):
        try:
            return binascii.a2b_base64(value).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return ""
    return value


def _labelled(name: str, params: dict[str, str]) -> str:
    noun = "phone" if name == "TEL" else "email"
    types = params["TYPE"]
    label = next((label for kind, label in _KINDS if kind in types), "")
    if label == "Fax":
        return "Fax"
    return f"{label} {noun}" if label and (label != "Mobile" or noun == "phone") else noun.capitalize()


def _spread(card: dict[str, str], names: tuple[str, ...], value: str) -> None:
    """The parts of a structured value; only the first address or name of a card is taken."""
    parts = [_unescape(part) for part in _PARTS.findall(value)]
    if any(name in card for name in names):
        return
    for name, part in zip(names, parts, strict=False):
        if part.strip():
            card[name] = part.strip()


def _put(card: dict[str, str], name: str, value: str) -> None:
    value = value.strip()
    if not value:
        return
    key, number = name, 2
    while key in card:
        if card[key] == value:
            return
        key, number = f"{name} {number}", number + 1
    card[key] = value


def _unescape(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)
