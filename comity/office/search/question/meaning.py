"""What each intent of the grammar means for a noun: filters of the query dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from comity.office.search.noun import Condition, Field, Noun
from comity.office.search.question.amounts import Amount
from comity.office.search.question.periods import Duration, Period, shift
from comity.office.search.question.slots import Vocabulary

Bound = Mapping[str, Any]
_NEAR = {"amount": ("spent",), "spent": ("amount",), "title": ("role",), "role": ("title",), "city": ("country",)}


class NoField(Exception):
    """The noun has no such thing."""

    def __init__(self, concept: str) -> None:
        super().__init__(concept)
        self.concept = concept


@dataclass(slots=True)
class Meaning:
    """The filters one piece of the question becomes."""

    noun: Noun
    vocabulary: Vocabulary
    said: frozenset[str] = frozenset()  # states the question names elsewhere: "won deals this year" is about closing
    all_of: list[Condition] = field(default_factory=list)
    any_of: list[Condition] = field(default_factory=list)
    order: list[tuple[str, bool]] = field(default_factory=list)
    limit: int | None = None

    def field(self, *concepts: str) -> Field:
        """The first of these concepts the noun has a column for."""
        for concept in concepts:
            for near in (concept, *_NEAR.get(concept, ())):
                if near in self.noun.fields:
                    return self.noun.fields[near]
        raise NoField(concepts[0])

    def add(self, column: str, op: str, value: object = "", *, negated: bool = False) -> None:
        """One more filter."""
        self.all_of.append(Condition(column, op, str(value), negated))

    def either(self, *conditions: Condition) -> None:
        """One of these has to hold."""
        self.any_of.extend(conditions)

    def contains(self, column: str, words: str, *, negated: bool = False) -> None:
        """The column has these words somewhere in it."""
        self.add(column, "ilike", f"*{words.replace('*', '')}*", negated=negated)

    def within(self, found: Field, period: Period) -> None:
        """The column lies in the period."""
        if period.start:
            self.add(found.column, "gte", period.start.isoformat())
        if period.end:
            self.add(found.column, "lt", period.end.isoformat())


def _mine(say: Meaning, bound: Bound) -> None:
    say.add(say.field("owner").column, "eq", "me")


def _my_team(say: Meaning, bound: Bound) -> None:
    say.field("owner")
    say.add("team_id", "eq", "my-team")


def _ids(column: str, negated: bool = False) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        ids = next(ids for _, ids in (value for value in bound.values() if isinstance(value, tuple)))
        _one_of(say, column, ids, negated)

    return mean


def _one_of(say: Meaning, column: str, ids: tuple[str, ...], negated: bool = False) -> None:
    if len(ids) == 1:
        say.add(column, "eq", ids[0], negated=negated)
    else:
        say.add(column, "in", f"({','.join(ids)})", negated=negated)


def _owner(say: Meaning, bound: Bound) -> None:
    _one_of(say, say.field("owner").column, bound["person"][1])


def _no_owner(say: Meaning, bound: Bound) -> None:
    say.add(say.field("owner").column, "is", "null")


def _place(negated: bool) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        kind, name, code = bound["place"]
        if kind == "country" and "country" in say.noun.fields:
            say.add(say.field("country").column, "eq", code, negated=negated)
        else:
            say.contains(say.field("city").column, name, negated=negated)

    return mean


def _value(say: Meaning, amount: Amount | Decimal, found: Field) -> str:
    if isinstance(amount, Decimal):
        return _plain(amount)
    value = amount.value
    if found.kind == "money" and amount.currency and amount.currency != say.vocabulary.currency:
        rate = say.vocabulary.rates.get(amount.currency)
        if rate is None:
            raise NoField("currency")
        value = (value * Decimal(str(rate))).quantize(Decimal(1))
    return _plain(value)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _sum(op: str) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        found = _number_field(say, bound)
        amount = bound["money"] if "money" in bound else bound["number"]
        say.add(found.column, op, _value(say, amount, found))

    return mean


def _number_field(say: Meaning, bound: Bound) -> Field:
    if "field" in bound:
        found = say.field(bound["field"])
        if found.kind in ("money", "number"):
            return found
        raise NoField(bound["field"])
    return say.field("amount")


def _between(say: Meaning, bound: Bound) -> None:
    found, low, high = _number_field(say, bound), bound["money"], bound["money2"]
    if low.scale == 0 and high.scale and low.value < high.value:
        low = Amount(low.value * 10**high.scale, low.currency)  # 50-100k
    currency = low.currency or high.currency
    say.add(found.column, "gte", _value(say, Amount(low.value, currency), found))
    say.add(found.column, "lte", _value(say, Amount(high.value, currency), found))


def _about_sum(say: Meaning, bound: Bound) -> None:
    found, amount = _number_field(say, bound), bound["money"]
    tenth = amount.value / 10
    say.add(found.column, "gte", _value(say, Amount(amount.value - tenth, amount.currency), found))
    say.add(found.column, "lte", _value(say, Amount(amount.value + tenth, amount.currency), found))


def _silent(say: Meaning, before: date) -> None:
    column = say.field("contacted").column
    say.either(Condition(column, "is", "null"), Condition(column, "lt", before.isoformat()))


def _silent_for(say: Meaning, bound: Bound) -> None:
    _silent(say, bound["duration"].before(say.vocabulary.today))


def _silent_since(say: Meaning, bound: Bound) -> None:
    period: Period = bound["period"]
    start = period.start or period.end
    if start is None:
        raise NoField("contacted")
    _silent(say, start)


def _never_contacted(say: Meaning, bound: Bound) -> None:
    say.add(say.field("contacted").column, "is", "null")


def _when(*concepts: str) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        recently = Period(shift(say.vocabulary.today, -30, "day"), None)
        say.within(say.field(*concepts), bound.get("period", recently))

    return mean


def _period(say: Meaning, bound: Bound) -> None:
    concept = "closed" if {"won", "lost", "closed"} & say.said else say.noun.period
    say.within(say.field(concept), bound["period"])


def _closing(say: Meaning, bound: Bound) -> None:
    today = say.vocabulary.today
    say.within(say.field("close"), bound.get("ahead") or Period(today, shift(today, 30, "day")))


def _ended(state: str) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        _state_of(say, state)
        say.within(say.field("closed"), bound["period"])

    return mean


def _older(op: str) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        length: Duration = bound["duration"]
        say.add(say.field("created").column, op, length.before(say.vocabulary.today).isoformat())

    return mean


def _due(say: Meaning, bound: Bound) -> None:
    if "ahead" in bound:
        say.within(say.field("due"), bound["ahead"])
    else:
        say.add(say.field("due").column, "is", "null", negated=True)


def _stuck_for(say: Meaning, bound: Bound) -> None:
    column = say.field("stage_since").column
    say.add(column, "lt", bound["duration"].before(say.vocabulary.today).isoformat())
    if "stage" in bound:
        _one_of(say, say.field("stage").column, bound["stage"][1])


def _stuck(say: Meaning, bound: Bound) -> None:
    say.add(say.field("rots").column, "lt", say.vocabulary.today.isoformat())


def _stage(negated: bool) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        _one_of(say, say.field("stage").column, bound["stage"][1], negated)

    return mean


def _pipeline(say: Meaning, bound: Bound) -> None:
    _one_of(say, say.field("pipeline").column, bound["pipeline"][1])


def _state_of(say: Meaning, state: str) -> None:
    if state not in say.noun.states:
        raise NoField(state)
    say.all_of.extend(say.noun.states[state])


def _state(say: Meaning, bound: Bound) -> None:
    _state_of(say, bound["state"])


def _not_state(say: Meaning, bound: Bound) -> None:
    conditions = say.noun.states.get(bound["state"])
    if not conditions or len(conditions) != 1:
        raise NoField(bound["state"])
    one = conditions[0]
    say.add(one.column, one.op, one.value, negated=not one.negated)


def _health(say: Meaning, bound: Bound) -> None:
    say.add(say.field("health_color").column, "eq", bound["colour"])


def _tag(negated: bool) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        words, ids = bound["tag"]
        if not ids:
            raise NoField("tag " + words)
        say.add(say.field("tags").column, "cs" if len(ids) == 1 else "ov", f"{{{','.join(ids)}}}", negated=negated)

    return mean


def _presence(present: bool) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        found = say.field(bound["field"])
        if found.kind == "tags":
            say.add(found.column, "eq", "{}", negated=present)
        else:
            say.add(found.column, "is", "null", negated=present)

    return mean


def _sort(concept: str, descending: bool | None = None) -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        found = say.field(bound["field"]) if "field" in bound else say.field(*concept.split("|"))
        down = found.descending if descending is None else descending
        if "direction" in bound:
            down = bound["direction"] == "down"
        say.order.append((found.column, down))
        say.limit = bound.get("int")

    return mean


def _contains(*concepts: str, slot: str = "words") -> Callable[[Meaning, Bound], None]:
    def mean(say: Meaning, bound: Bound) -> None:
        say.contains(say.field(*concepts).column, bound[slot])

    return mean


def _about(say: Meaning, bound: Bound) -> None:
    text(say, bound["quoted"] if "quoted" in bound else bound["words"])


def text(say: Meaning, words: str) -> None:
    """The record's text has these words, each perhaps only begun."""
    say.add(say.field("text").column, "fts(simple)", _prefixes(words))


def _prefixes(words: str) -> str:
    folded = "".join(letter if letter.isalnum() else " " for letter in words.lower())
    return " & ".join(f"{word}:*" for word in folded.split())


def _source(say: Meaning, bound: Bound) -> None:
    say.contains(say.field("source").column, bound["origin"] if "origin" in bound else bound["words"])


def _reason(say: Meaning, bound: Bound) -> None:
    _state_of(say, "lost")
    say.contains(say.field("lost_reason").column, bound["words"])


def _language(say: Meaning, bound: Bound) -> None:
    say.add(say.field("language").column, "ilike", f"{bound['language']}*")


INTENTS: Mapping[str, Callable[[Meaning, Bound], None]] = {
    "mine": _mine, "my_team": _my_team, "owner": _owner, "no_owner": _no_owner, "team": _ids("team_id"),
    "place": _place(False), "not_place": _place(True),
    "money_over": _sum("gt"), "money_atleast": _sum("gte"), "money_under": _sum("lt"), "money_atmost": _sum("lte"),
    "money_is": _sum("eq"), "money_between": _between, "money_about": _about_sum,
    "number_over": _sum("gt"), "number_atleast": _sum("gte"), "number_under": _sum("lt"),
    "silent_for": _silent_for, "silent_since": _silent_since, "never_contacted": _never_contacted,
    "contacted": _when("contacted"), "created": _when("created"), "updated": _when("updated"),
    "moved": _when("stage_since"), "older_than": _older("lt"), "newer_than": _older("gte"), "closing": _closing,
    "closed": _when("closed"), "won_period": _ended("won"), "lost_period": _ended("lost"), "due": _due,
    "period": _period, "stuck_for": _stuck_for, "stuck": _stuck, "stage": _stage(False), "not_stage": _stage(True),
    "pipeline": _pipeline, "state": _state, "not_state": _not_state, "health": _health, "tag": _tag(False),
    "not_tag": _tag(True), "missing": _presence(False), "present": _presence(True),
    "top": _sort("amount|created", True), "biggest": _sort("amount|employees", True),
    "smallest": _sort("amount", False), "newest": _sort("created", True), "oldest": _sort("created", False),
    "sort": _sort("created"), "named": _contains("name"), "at_company": _contains("company"), "about": _about,
    "source": _source, "reason": _reason, "titled": _contains("title"), "speaking": _language,
    "email_at": _contains("email"),
}  # fmt: skip
