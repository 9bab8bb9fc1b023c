"""Filters of a list: which fields can be asked for, the chips that say what is asked, and the editor's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

import orjson
from starlette.datastructures import ImmutableMultiDict, QueryParams

from comity.web import formats, query
from comity.web.i18n import gettext as _
from comity.web.query import Group, Rule

_OPERATORS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "text": (
        ("has", _("contains")), ("not.has", _("does not contain")), ("eq", _("is")), ("neq", _("is not")),
        ("starts", _("starts with")), ("ends", _("ends with")),
    ),
    "number": (
        ("gte", _("at least")), ("lte", _("at most")), ("eq", _("is")), ("gt", _("more than")), ("lt", _("less than")),
    ),
    "date": (("gte", _("from")), ("lt", _("before")), ("eq", _("on")), ("gt", _("after")), ("lte", _("until"))),
    "instant": (("gte", _("from")), ("lt", _("before")), ("on", _("on"))),
    "choice": (("in", _("is")), ("not.in", _("is not"))),
    "tags": (("cs", _("has")), ("not.cs", _("does not have"))),
    "list": (("cs", _("has")), ("not.cs", _("does not have"))),
    "yesno": (("is.true", _("yes")), ("is.false", _("no"))),
    "flag": (("eq.true", _("yes")), ("isdistinct.true", _("no"))),
}  # fmt: skip
_EMPTY: Final = (("is.null", _("is empty")), ("not.is.null", _("is not empty")))
_WORDS: Final = {
    "eq": _("is"), "neq": _("is not"), "in": _("is"), "not.in": _("is not"), "is.true": _("yes"), "is.false": _("no"),
    **dict(_EMPTY),
}  # fmt: skip
_BARE: Final = ("is.null", "not.is.null", *(op for family in ("yesno", "flag") for op, _word in _OPERATORS[family]))
"""Operators that say it all without a value."""
_DATES: Final = ("date", "instant")
_KINDS: Final = {"money": "number", "id": "choice", "email": "text", "phone": "text", "long": "text"}


@dataclass(frozen=True, slots=True)
class Field:
    """Something a list can be filtered by. `kind`: text, number, money, date, instant, choice, id, tags, yesno; and of
    what lies inside JSON, list and flag."""

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
        return own if self.family in ("yesno", "flag") else (*own, *_EMPTY)

    def said(self, value: str) -> str:
        """A value in the reader's words."""
        known = dict(self.options).get(value)
        if known is not None:
            return str(known)
        if self.family == "number":
            said = formats.money(value, self.currency) if self.currency else formats.number(value)
            return value if said == formats.NOTHING else said
        if self.family in _DATES:
            return _said_date(value)
        return value


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, and the query without it; of those carried along, the query of it alone."""

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
        """What the editor shows."""
        return [row for item in query.conditions(self.query) for row in self.lines(item)]

    @property
    def kept(self) -> list[Rule | Group]:
        """What the editor cannot show and therefore leaves as it is."""
        return [item for item in query.conditions(self.query) if not self.lines(item)]

    @property
    def others(self) -> list[Chip]:
        """The same in words, each with its own query: for a form that carries them along one by one."""
        return [Chip(self.words(item), query.rebuilt("", [item])) for item in self.kept]

    def lines(self, item: Rule | Group) -> list[Row]:
        """A condition as rows of the editor, those of a group joined by or; none when they would not say the same."""
        parts = item.items if isinstance(item, Group) and not item.every and not item.negated else (item,)
        rows = [self._row(part, "or" if at else "and") for at, part in enumerate(parts)]
        found = [row for row in rows if row is not None]
        return found if len(found) == len(rows) else []

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
        if (day := _day_of(item)) is not None:
            item = day
        if isinstance(item, Group):
            joint = str(_(" and ") if item.every else _(" or "))
            text = joint.join(self._part(part) for part in item.items)
            return str(_("not ({text})").format(text=text)) if item.negated else text
        about = self.field(item.column)
        label = str(about.label) if about else item.column.replace("_", " ")
        op, values = shown(item, about)
        known = {**_WORDS, **dict(_OPERATORS[about.family] if about else _OPERATORS["text"])}
        if op in _BARE:
            return f"{label} {known[op]}" if op.endswith("null") else f"{label}: {known[op]}"
        said = [self.labels.get(value) or (about.said(value) if about else value) for value in values]
        joint = str(_(" and ") if op == "cs" else _(" or "))
        return f"{label} {known.get(op, op)} {joint.join(said)}"

    def _part(self, item: Rule | Group) -> str:
        """A condition within a group: a group inside it keeps its own conditions together."""
        text = self.words(item)
        together = isinstance(item, Group) and not item.negated and len(item.items) > 1 and _day_of(item) is None
        return f"({text})" if together else text

    def field(self, column: str) -> Field | None:
        """The field of a column."""
        return next((known for known in self.fields if known.column == column), None)

    def _row(self, item: Rule | Group, joined: str) -> Row | None:
        """A rule as the editor has it; None where a row of it would mean something else."""
        rule = _day_of(item) or item
        about = self.field(rule.column) if isinstance(rule, Rule) else None
        if about is None or isinstance(rule, Group):
            return None
        op, values = shown(rule, about)
        if about.family == "choice":
            op = {"eq": "in", "neq": "not.in"}.get(op, op)
        again = made(about, op, "|".join(values)) if op in dict(about.operators) else None
        same = again is not None and _sense(again, about) == _sense(item, about)
        fits = about.family not in _DATES or all(_next_day(value) for value in values)
        return Row(rule.column, op, values, joined) if same and fits else None


def _sense(item: Rule | Group, about: Field) -> object:
    """What tells conditions of different meaning apart."""
    if isinstance(item, Group):
        return item
    op = {"neq": "eq"}.get(item.op, item.op)
    op = "in" if op == "eq" and about.family == "choice" else op
    values = [value.replace("%", "*") if op == "ilike" else value for value in item.values]
    return op, item.negated != (item.op == "neq"), values


def _day_of(item: Rule | Group) -> Rule | None:
    """From one midnight to before the next is a day."""
    if isinstance(item, Rule) or not item.every or item.negated or len(item.items) != 2:
        return None
    first, last = item.items
    if not isinstance(first, Rule) or not isinstance(last, Rule) or _next_day(first.value) != last.value:
        return None
    same = first.column == last.column and (first.op, last.op) == ("gte", "lt") and not (first.negated or last.negated)
    return Rule(first.column, "on", first.value) if same else None


def _next_day(value: str) -> str:
    """The day after, empty where this is none."""
    try:
        return (date.fromisoformat(value) + timedelta(days=1)).isoformat() if len(value) == 10 else ""
    except (ValueError, OverflowError):
        return ""


def shown(rule: Rule, about: Field | None = None) -> tuple[str, list[str]]:
    """A rule's operator as the editor names it, and its values without wildcards."""
    negated = "not." if rule.negated else ""
    if rule.op == "is" or (about is not None and about.family == "flag"):
        return f"{negated}{rule.op}.{rule.value}", []
    if rule.op in ("ilike", "like"):
        value = rule.value.strip("*%")
        starts, ends = rule.value[:1] in "*%", rule.value[-1:] in "*%"
        return negated + ("has" if starts and ends else "starts" if ends else "ends" if starts else "eq"), [value]
    if rule.op == "eq":
        return "neq" if rule.negated else "eq", [rule.value]
    return negated + rule.op, rule.values


def typed(params: QueryParams, fields: Sequence[Field], path: str) -> str | None:
    """The URL an editor's form means, or None when the request is not from the editor (no `filter`)."""
    if "filter" not in params:
        return None
    own = query.join((key, value) for key, value in params.multi_items() if key in query.OWN)
    kept = Filters(fields, params.get("kept", ""), path).kept
    changed = query.rebuilt(own, [*asked(params, fields), *kept])
    return f"{path}?{changed}" if changed else path


def asked(form: ImmutableMultiDict[str, Any], fields: Sequence[Field], prefix: str = "") -> list[Rule | Group]:
    """The conditions that an editor's rows mean; of a form with several editors, those of the one named so."""
    known = {each.column: each for each in fields}
    columns, ops, values, joins = (
        [str(one) for one in form.getlist(prefix + name)] for name in ("column", "op", "value", "join")
    )
    groups: list[list[Rule | Group]] = []
    for at, column in enumerate(columns):
        about = known.get(column)
        op = ops[at] if at < len(ops) else ""
        rule = made(about, op, _key(about, values[at]) if at < len(values) else "") if about else None
        if rule is None:
            continue
        if groups and at < len(joins) and joins[at] == "or":
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return [group[0] if len(group) == 1 else Group(tuple(group)) for group in groups]


def _key(about: Field, value: str) -> str:
    """What stands for a choice that was typed as it is called: without scripts nobody offers it."""
    called = {str(word).casefold(): key for key, word in about.options}
    known = {key for key, _word in about.options}
    return (
        "|".join(one if one in known else called.get(one.strip().casefold(), one) for one in value.split("|"))
        if about.options
        else value
    )


def made(about: Field, op: str, value: str) -> Rule | Group | None:
    """The condition an editor's row means; None for an unfinished row."""
    if op in _BARE:
        plain, value = op.removeprefix("not.").split(".")
        return Rule(about.column, plain, value, negated=op.startswith("not."))
    value = value.strip()
    if not value:
        return None
    negated, plain = op.startswith("not."), op.removeprefix("not.")
    wild = {"has": f"*{value}*", "starts": f"{value}*", "ends": f"*{value}"}
    if plain in wild:
        return Rule(about.column, "ilike", wild[plain], negated=negated)
    if plain == "in":
        return Rule(about.column, "in", f"({','.join(map(_quoted, value.split('|')))})", negated=negated)
    if plain == "cs" and about.family == "list":
        return Rule(about.column, "cs", orjson.dumps(value.split("|")).decode(), negated=negated)
    if plain == "cs":
        return Rule(about.column, "cs", "{" + ",".join(map(_quoted, value.split("|"))) + "}", negated=negated)
    if op == "on" and about.family == "instant" and _next_day(value):
        return Group((Rule(about.column, "gte", value), Rule(about.column, "lt", _next_day(value))), every=True)
    plain = "eq" if plain == "on" else plain  # no date: the list will say so
    return Rule(about.column, plain, value, negated=negated) if op in dict(about.operators) else None


def _quoted(value: str) -> str:
    return (
        '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if any(c in value for c in ',."(){}\\') else value
    )


def _said_date(value: str) -> str:
    try:
        return formats.day(date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value))
    except ValueError:
        return value
