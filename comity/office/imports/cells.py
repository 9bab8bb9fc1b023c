"""What single cells do to a row's values: texts, names, companies, tags, choices, addresses of the web."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from comity.office.imports import vocabulary
from comity.office.imports.targets import Field
from comity.office.imports.values import names, numbers
from comity.office.imports.values.problem import BadValue, too_long
from comity.web.i18n import gettext as _

Data = dict[str, Any]
Put = Callable[[Data, str], None]

PRIMARY = ("email", "phone")
LISTED = re.compile(r"\s*[;|\n]\s*|\s*,\s*")
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([^/:?#\s]+\.[^/:?#\s]+)", re.IGNORECASE)


def point(data: Data, kind: str, value: str, label: str) -> None:
    """Adds an address or number once; the first of its kind is the primary one.

    A list of them is begun only by what the primary ones do not say: most rows have one of each, and need none.
    """
    points = data.get("points")
    if points is None:
        if kind not in data and not label:
            data[kind] = value
            return
        if data.get(kind) == value:
            return
        points = data["points"] = [{"kind": one, "value": data[one]} for one in PRIMARY if one in data]
    if kind not in data:
        data[kind] = value
    elif any(point["kind"] == kind and point["value"] == value for point in points):
        return
    point = {"kind": kind, "value": value}
    if label:
        point["label"] = label
    points.append(point)


def whole_name(data: Data, cell: str) -> None:
    """First and last name out of one cell."""
    if len(cell) > 500:
        raise too_long(500)
    first, last = names.split(cell)
    if first:
        data.setdefault("first_name", first)
    if last:
        data.setdefault("last_name", last)


def company_of(part: str) -> Callable[[str], dict[str, str]]:
    """A company of which only the name or the domain is said."""
    parse = domain if part == "domain" else _short
    return lambda cell: {part: parse(cell)}


def company(part: str) -> Put:
    """A company's name or domain, where other columns say more of it."""
    only = company_of(part)

    def put(data: Data, cell: str) -> None:
        data["company"] = only(cell) | data.get("company", {})

    return put


def _short(cell: str) -> str:
    if len(cell) > 500:
        raise too_long(500)
    return " ".join(cell.split())


def tags(data: Data, cell: str) -> None:
    """Several tags in a cell."""
    tags = data.setdefault("tags", [])
    for tag in LISTED.split(cell):
        if len(tag) > 60:
            raise too_long(60)
        if tag and tag not in tags:
            tags.append(tag)


def joined(name: str, parse: Callable[[str], Any], most: int) -> Put:
    """Several columns for one text: lines of an address, notes."""
    glue = "\n" if most > 2_000 else ", "

    def put(data: Data, cell: str) -> None:
        value = parse(cell)
        joined = f"{data[name]}{glue}{value}" if name in data else value
        if len(joined) > most:
            raise too_long(most)
        data[name] = joined

    return put


def plain(name: str, most: int) -> Put:
    """What most columns are: the text as it stands."""

    def put(data: Data, cell: str) -> None:
        if len(cell) > most:
            raise too_long(most)
        data[name] = cell

    return put


def text(most: int) -> Callable[[str], str]:
    """A text that is not too long."""

    def parse(cell: str) -> str:
        if len(cell) > most:
            raise too_long(most)
        return cell

    return parse


def choice(field: Field) -> Callable[[str], str]:
    """One of a few values, by any of its words."""
    choices = dict(field.choices)
    listed = ", ".join(dict.fromkeys(choices.values()))

    def parse(cell: str) -> str:
        value = choices.get(vocabulary.fold(cell))
        if value is None:
            raise BadValue(_("not one of {choices}").format(choices=listed))
        return value

    return parse


def json_number(cell: str, mark: str) -> int | float:
    """A number as JSON keeps it."""
    value = numbers.number(cell, mark)
    return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)


def url(cell: str) -> str:
    """A web address, with its scheme."""
    if len(cell) > 2_000:
        raise too_long(2_000)
    if re.match(r"https?://\S+\Z", cell, re.IGNORECASE):
        return cell
    if _HOST.match(cell) and " " not in cell and "://" not in cell and "@" not in cell:
        return f"https://{cell}"
    raise BadValue(_("not a web address"))


def domain(cell: str) -> str:
    """The host of a web address or e-mail address."""
    match = _HOST.match(cell)
    if match is None or len(match[1]) > 253:
        raise BadValue(_("not a web address"))
    return match[1].lower().rstrip(".")
