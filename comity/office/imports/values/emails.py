"""E-mail addresses in lower case, several in a cell, with or without a name around them."""

from __future__ import annotations

import re

from comity.office.imports.values.problem import BadValue
from comity.web.i18n import gettext as _

_PLAIN = re.compile(
    r"[\w+&'*/=?^`{|}~!#$%-]+(?:\.[\w+&'*/=?^`{|}~!#$%-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z"
)
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?\Z")
_LOCAL = re.compile(
    r"(?:[^\s()<>\[\]:;@\\,.\"\x00-\x1f\x7f]+(?:\.[^\s()<>\[\]:;@\\,.\"\x00-\x1f\x7f]+)*|\"(?:[^\"\\\r\n]|\\.)+\")\Z"
)
_ANGLE = re.compile(r"<\s*([^<>\s]+)\s*>")
_SEVERAL = re.compile(r"[;,|\n]+|\s+(?=[^\s@]+@)|\s*/\s*(?=[^\s@/]+@)")


def split(cell: str) -> list[str]:
    """The addresses in a cell that holds several."""
    if cell.count("@") < 2:
        return [cell]
    return _ANGLE.findall(cell) or [part for part in _SEVERAL.split(cell) if part.strip()]


def plain(cell: str) -> str | None:
    """The one address that is all there is in the cell, as nearly always; else None, and it is worth a second look."""
    text = cell.lower()
    if not _PLAIN.match(text) or len(text) > 254:
        return None
    local = text.index("@")
    return text if local <= 64 and (text.isascii() or len(text[:local].encode()) <= 64) else None


def address(raw: str) -> str:
    """The address as it is compared: trimmed, in lower case; raises BadValue."""
    text = raw.strip().lower()
    found = plain(text)
    if found:
        return found
    angle = _ANGLE.search(text)
    text = (angle[1] if angle else text).removeprefix("mailto:").strip(" <>'\"\u200b\ufeff,;").rstrip(".")
    local, at, domain = text.rpartition("@")
    if not at or not local:
        raise BadValue(_("not an e-mail address"))
    labels = domain.split(".")
    wrong = len(local.encode()) > 64 or len(domain) > 253 or len(text) > 254 or not _LOCAL.match(local)
    if wrong or len(labels) < 2 or labels[-1].isdecimal() or not all(_LABEL.match(label) for label in labels):
        raise BadValue(_("not an e-mail address"))
    return text
