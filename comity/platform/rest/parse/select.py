"""The select grammar (wire.md 1.3)."""

from __future__ import annotations

from functools import lru_cache

from comity.platform.rest import errors
from comity.platform.rest.parse.names import read_json_path
from comity.platform.rest.parse.scanner import Scanner
from comity.platform.rest.parse.syntax import Field, SelectEmbed, SelectField, SelectItem

MAX_ITEMS = 2000
_AGGREGATES = ("sum", "avg", "count", "max", "min")


@lru_cache(maxsize=2048)
def read_select(text: str) -> tuple[SelectItem, ...]:
    """The items of one `select` parameter; an empty one selects nothing."""
    if text.count(",") + text.count("(") > MAX_ITEMS:
        raise errors.too_much("select parameter", MAX_ITEMS)
    scan = Scanner(text, "select parameter")
    items = _read_items(scan)
    # What follows a closing parenthesis too many is ignored, as it always was.
    if not scan.done() and not scan.peek(")") and not (items and isinstance(items[-1], SelectEmbed)):
        scan.fail('"," or end of input')
    return items


def _read_items(scan: Scanner) -> tuple[SelectItem, ...]:
    scan.deeper()
    items: list[SelectItem] = []
    scan.blank()
    if not scan.done() and not scan.peek(")"):
        while True:
            items.append(_read_item(scan))
            scan.blank()
            if not scan.take(","):
                break
            scan.blank()
    scan.depth -= 1
    return tuple(items)


def _read_item(scan: Scanner) -> SelectItem:
    if scan.take("..."):
        return _read_embed(scan, scan.name(), None, spread=True)
    if scan.peek("*"):
        return _read_star(scan)
    alias = None
    name = scan.name()
    if scan.peek(":") and not scan.peek("::"):
        scan.at += 1
        scan.blank()
        alias, name = name, scan.name()
    if name == "count" and scan.take("()"):
        return _ends(scan, SelectField(Field("*"), alias, None, "count", _read_cast(scan)))
    if name != "count" and (scan.peek("(") or scan.peek("!")):
        return _read_embed(scan, name, alias, spread=False)
    return _read_field(scan, name, alias)


def _read_star(scan: Scanner) -> SelectField:
    scan.at += 1
    return _ends(scan, SelectField(Field("*")))


def _read_field(scan: Scanner, name: str, alias: str | None) -> SelectField:
    path = read_json_path(scan)
    cast = _read_cast(scan)
    aggregate = None
    if scan.take("."):
        aggregate = next((word for word in _AGGREGATES if scan.take(word + "()")), None)
        if aggregate is None:
            scan.at -= 1
            scan.fail('letter, digit, "-", "->>", "->", "::", ")", "," or end of input')
    aggregate_cast = _read_cast(scan) if aggregate else None
    return _ends(scan, SelectField(Field(name, path), alias, cast, aggregate, aggregate_cast))


def _read_cast(scan: Scanner) -> str | None:
    return scan.identifier() if scan.take("::") else None


def _ends(scan: Scanner, item: SelectField) -> SelectField:
    scan.blank()
    if not scan.done() and scan.text[scan.at] not in ",)":
        scan.fail('letter, digit, "-", "->>", "->", "::", ".", ")", "," or end of input')
    return item


def _read_embed(scan: Scanner, name: str, alias: str | None, *, spread: bool) -> SelectEmbed:
    hint: str | None = None
    inner = False
    for _ in range(2):
        if not scan.take("!"):
            break
        word = scan.name()
        if word in ("inner", "left"):
            inner = inner or word == "inner"
        else:
            hint = hint or word
    scan.need("(")
    items = _read_items(scan)
    scan.need(")")
    return SelectEmbed(name, alias, hint, inner, spread, items)
