"""Requests like earlier ones: what was understood of the first of a kind serves the others, with their own values.

A kind is everything but the values of plain filters and the body: `id=eq.7` and `id=eq.8` differ in a value alone, so
the second is neither parsed nor planned. What does not fit this takes the ordinary way (decision 0024).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import NamedTuple

from comity.platform.rest.errors import RestError
from comity.platform.rest.parse.operators import read_list
from comity.platform.rest.parse.params import Query, between, quoted, text_of
from comity.platform.rest.parse.scanner import Scanner
from comity.platform.rest.plan.types import Plan
from comity.platform.rest.query.statement import Compiled
from comity.platform.rest.request import Action, Raw, Request, payload_of

_AT_MOST = 2000
_LONGEST = 2000  # characters of what is kept of a request
_AS_IS = frozenset(("select", "columns", "on_conflict", "order", "limit", "offset"))
_TREES = frozenset(("and", "or"))
_PLAIN = re.compile(r"(?:not\.)?(?:(?:eq|neq|gte?|lte?|i?like)\.|in\.(?=\(|%28))")
_IS = re.compile(r"(?:not\.)?is\.")
_HEADERS = ("prefer", "accept", "content-type", "accept-profile", "content-profile", "range")

Key = tuple[object, ...]


class Prepared(NamedTuple):
    """A plan with its statement."""

    plan: Plan
    compiled: Compiled


@dataclass(slots=True)
class Known:
    """What one kind of request means."""

    request: Request
    tail: tuple[str, ...]  # values behind those of the filters: limits and offsets
    canonical: tuple[tuple[str, int], ...]  # pieces of Content-Location: a text, and whose value follows it
    prepared: dict[object, Prepared] = field(default_factory=dict)


@dataclass(slots=True)
class Values:
    """What is a request's own: its kind, and the values of its filters as sent and as the database takes them."""

    key: Key
    sent: list[str]
    lifted: list[str]


class Familiar:
    """The kinds of requests met lately."""

    def __init__(self) -> None:
        self._known: OrderedDict[Key, Known] = OrderedDict()

    def clear(self) -> None:
        """The schema changed."""
        self._known.clear()

    def find(self, values: Values) -> Known | None:
        """What an earlier request of this kind meant."""
        known = self._known.get(values.key)
        if known is not None:
            self._known.move_to_end(values.key)
        return known

    def keep(self, values: Values, request: Request, pairs: list[tuple[str, str | None]]) -> Known:
        """Remembers what the first of a kind means."""
        known = Known(request, tuple(request.query.values[len(values.lifted) :]), _pieces(pairs))
        self._known[values.key] = known
        if len(self._known) > _AT_MOST:
            self._known.popitem(last=False)
        return known


def read_values(raw: Raw) -> Values | None:
    """Kind and values of a request; None when it does not fit the short way."""
    kept: list[str] = []
    sent: list[str] = []
    lifted: list[str] = []
    if raw.query:
        if len(raw.query) > _LONGEST:
            return None
        try:
            for pair in raw.query.split("&"):
                if not _split(pair, kept, sent, lifted):
                    return None
        except RestError:
            return None
    get = raw.headers.get
    return Values((raw.method, *raw.path, "?", *kept, "#", *map(get, _HEADERS)), sent, lifted)


def _split(pair: str, kept: list[str], sent: list[str], lifted: list[str]) -> bool:
    key, equals, value = pair.partition("=")
    last = key.rpartition(".")[2]
    if last in _AS_IS:
        kept.append(pair)
        return True
    found = _PLAIN.match(value)
    if not equals or found is None or last in _TREES or "%" in last:
        kept.append(pair)
        return bool(equals) and "%" not in last and last not in _TREES and _IS.match(value) is not None
    text = text_of(value[found.end() :])
    word = found[0]
    kept.append(f"{key}={word}")
    sent.append(text)
    if word.endswith("like."):
        lifted.append(text.replace("*", "%"))
    elif word.endswith("in."):
        lifted.append(read_list(Scanner(text, "filter")))
    else:
        lifted.append(text)
    return True


def renewed(known: Known, values: Values, raw: Raw) -> Request:
    """The request as it would have been read, from what is known of its kind."""
    first, own = known.request, values.lifted
    of = first.query
    canonical = ""
    if first.action is Action.READ:
        sent = values.sent
        canonical = "".join([text if at < 0 else text + quoted(sent[at]) for text, at in known.canonical])
    query = Query(
        of.select, of.where, of.orders, of.ranges, of.columns, of.on_conflict, of.arguments, [*own, *known.tail],
        of.filter_keys, canonical,
    )  # fmt: skip
    request = Request(
        first.action, first.method, first.schema, first.target, first.negotiated, query, first.prefer, first.accept,
        first.content, first.range, first.windows,
    )  # fmt: skip
    if first.payload is not None:
        request.payload = payload_of(request, raw.body)
    return request


def _pieces(pairs: list[tuple[str, str | None]]) -> tuple[tuple[str, int], ...]:
    """The canonical query string with holes for values, in the order of its keys."""
    parts: list[tuple[str, str, int]] = []  # key, what is always the same, whose value follows
    place = 0
    for key, value in pairs:
        found = _PLAIN.match(value or "") if key.rpartition(".")[2] not in _AS_IS else None
        parts.append((key, quoted(found[0] if found else value or ""), place if found else -1))
        place += found is not None
    parts.sort(key=lambda part: part[0])
    keys = [None, *(key for key, _, _ in parts)]
    return tuple((between(key, last) + text, at) for last, (key, text, at) in zip(keys, parts, strict=False))
