"""Filters of a list: which fields can be asked for, the chips that say what is asked, and the editor's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from starlette.datastructures import QueryParams

from comity.web import formats, query
from comity.web.i18n import gettext as _
from comity.web.query import Group, Rule

_OPERATORS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "text": (
        ("has", _("contains")), ("eq", _("is")), ("neq", _("is not")),
        ("starts", _("starts with")), ("ends", _("ends with")),
    ),
    "number": (
        ("gte", _("at least")), ("lte", _("at most")), ("eq", _("is")), ("gt", _("more than")), ("lt", _("less than")),
    ),
    "date": (("gte", _("from")), ("lt", _("before")), ("eq", _("on")), ("gt", _("after")), ("lte", _("until"))),
    "choice": (("in", _("is")), ("not.in", _("is not"))),
    "tags": (("cs", _("has")), ("not.cs", _("does not have"))),
    "yesno": (("is.true", _("yes")), ("is.false", _("no"))),
}  # fmt: skip
_EMPTY: Final = (("is.null", _("is empty")), ("not.is.null", _("is not empty")))
_KINDS: Final = {"money": "number", "instant": "date", "id": "choice", "email": "text", "phone": "text", "long": "text"}


@dataclass(frozen=True, slots=True)
class Field:
    """Something a list can be filtered by. `kind`: text, number, money, date, instant, choice, id, tags, yesno."""

    column: str
    label: str
    kind: str = "text"
    options: Sequence[tuple[str, str]] = ()
    currency: str = ""

    @property
    def family(self) -> str:
        """Which operators it has."""
        return _KINDS.get(self.kind, self.kind)

    @property
    def operators(self) -> Sequence[tuple[str, str]]:
        """Its operators with their words."""
        own = _OPERATORS[self.family]
        return own if self.family == "yesno" else (*own, *_EMPTY)

    def said(self, value: str) -> str:
        """A value in the reader's words."""
        known = dict(self.options).get(value)
        if known is not None:
            return str(known)
        if self.family == "number":
            return formats.money(value, self.currency) if self.currency else formats.number(value)
        if self.family == "date":
            return _said_date(value)
        return value


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, and the query without it."""

    text: str
    remove: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the editor."""

    column: str
    op: str
    values: Sequence[str]
    joined: str = "and"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list page hands to `ui.filters`."""

    fields: Sequence[Field]
    query: str
    path: str
    labels: Mapping[str, str] = field(default_factory=dict)
    """Words for values no option names: the id of a contact somebody follows a link with."""

    @property
    def operators(self) -> Sequence[tuple[str, str]]:
        """Every operator of the fields once, by its first word: what a line without a field offers."""
        return tuple({op: (op, word) for known in reversed(self.fields) for op, word in known.operators}.values())

    @property
    def chips(self) -> list[Chip]:
        """What is asked at present."""
        found = query.conditions(self.query)
        return [Chip(self.words(item), self.url(query.without(self.query, at))) for at, item in enumerate(found)]

    @property
    def rows(self) -> list[Row]:
        """What the editor shows: every simple condition, groups as rows joined by or."""
        rows: list[Row] = []
        for item in query.conditions(self.query):
            rules = [item] if isinstance(item, Rule) else list(item.items) if item.plain else []
            for at, rule in enumerate(rules):
                assert isinstance(rule, Rule)
                rows.append(self._row(rule, "or" if at else "and"))
        return rows

    @property
    def own(self) -> list[tuple[str, str]]:
        """What the editor's form carries along: order, columns, view."""
        return [(key, value) for key, value in query.pairs(self.query) if key in query.OWN and key != "after"]

    def url(self, changed: str) -> str:
        """This list with another query."""
        return f"{self.path}?{changed}" if changed else self.path

    def clear(self) -> str:
        """This list without conditions."""
        return self.url(query.rebuilt(self.query, []))

    def words(self, item: Rule | Group) -> str:
        """A condition as a short sentence."""
        if isinstance(item, Group):
            joint = str(_(" and ") if item.every else _(" or "))
            text = joint.join(self.words(part) for part in item.items)
            return str(_("not ({text})").format(text=text)) if item.negated else text
        about = self.field(item.column)
        label = str(about.label) if about else item.column.replace("_", " ")
        op, values = shown(item)
        if op in ("is.null", "not.is.null", "is.true", "is.false"):
            word = {**dict(_EMPTY), "is.true": _("yes"), "is.false": _("no")}[op]
            return f"{label} {word}" if "null" in op else f"{label}: {word}"
        words = {
            "eq": _("is"),
            "neq": _("is not"),
            "in": _("is"),
            "not.in": _("is not"),
            **dict(_OPERATORS[about.family] if about else _OPERATORS["text"]),
        }
        said = [self.labels.get(value) or (about.said(value) if about else value) for value in values]
        return f"{label} {words.get(op, op)} {str(_(' and ') if op == 'cs' else _(' or ')).join(said)}"

    def field(self, column: str) -> Field | None:
        """The field of a column."""
        return next((known for known in self.fields if known.column == column), None)

    def _row(self, rule: Rule, joined: str) -> Row:
        op, values = shown(rule)
        about = self.field(rule.column)
        if about and about.family == "choice":
            op = {"eq": "in", "not.eq": "not.in", "neq": "not.in"}.get(op, op)
        return Row(rule.column, op, values, joined)


def shown(rule: Rule) -> tuple[str, list[str]]:
    """A rule's operator as the editor names it, and its values without wildcards."""
    negated = "not." if rule.negated else ""
    if rule.op == "is":
        return f"{negated}is.{rule.value}", []
    if rule.op in ("ilike", "like"):
        value = rule.value.strip("*%")
        starts, ends = rule.value[:1] in "*%", rule.value[-1:] in "*%"
        return negated + ("has" if starts and ends else "starts" if ends else "ends" if starts else "eq"), [value]
    if rule.op == "eq" and not rule.negated:
        return "eq", [rule.value]
    return negated + rule.op, rule.values


def typed(params: QueryParams, fields: Sequence[Field], path: str) -> str | None:
    """The URL an editor's form means, or None when the request is not from the editor (no `filter`)."""
    if "filter" not in params:
        return None
    known = {each.column: each for each in fields}
    columns, ops, values = params.getlist("column"), params.getlist("op"), params.getlist("value")
    joins = params.getlist("join")
    groups: list[list[Rule]] = []
    for at, column in enumerate(columns):
        about = known.get(column)
        op = ops[at] if at < len(ops) else ""
        rule = made(about, op, values[at] if at < len(values) else "") if about else None
        if rule is None:
            continue
        if groups and at < len(joins) and joins[at] == "or":
            groups[-1].append(rule)
        else:
            groups.append([rule])
    own = query.join((key, value) for key, value in params.multi_items() if key in query.OWN)
    kept = [item for item in query.conditions(params.get("kept", "")) if isinstance(item, Group) and not item.plain]
    found = [group[0] if len(group) == 1 else Group(tuple(group)) for group in groups]
    changed = query.rebuilt(own, [*found, *kept])
    return f"{path}?{changed}" if changed else path


def made(about: Field, op: str, value: str) -> Rule | None:
    """The rule an editor's row means; None for an unfinished row."""
    if op in ("is.null", "not.is.null", "is.true", "is.false"):
        return Rule(about.column, "is", op.rsplit(".", 1)[1], negated=op.startswith("not."))
    value = value.strip()
    if not value:
        return None
    negated, plain = op.startswith("not."), op.removeprefix("not.")
    wild = {"has": f"*{value}*", "starts": f"{value}*", "ends": f"*{value}"}
    if plain in wild:
        return Rule(about.column, "ilike", wild[plain], negated=negated)
    if plain == "in":
        return Rule(about.column, "in", f"({','.join(map(_quoted, value.split('|')))})", negated=negated)
    if plain == "cs":
        return Rule(about.column, "cs", "{" + ",".join(map(_quoted, value.split("|"))) + "}", negated=negated)
    return Rule(about.column, plain, value, negated=negated) if plain in _plain(about) else None


def _plain(about: Field) -> set[str]:
    return {op for op, _word in about.operators}


def _quoted(value: str) -> str:
    return (
        '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if any(c in value for c in ',."(){}\\') else value
    )


def _said_date(value: str) -> str:
    try:
        return formats.day(date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value))
    except ValueError:
        return value
