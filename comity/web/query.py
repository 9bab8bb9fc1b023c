"""The query dialect as people see it: the conditions of a list's URL as chips and rows, and back again.

platform/rest judges and runs the query; here it is only taken apart to be shown and edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote

import orjson

OWN: Final = frozenset(
    {"order", "select", "columns", "after", "view", "group", "q", "limit", "offset", "filter", "page"}
)
"""Parameters of a list's URL that are not conditions."""
_OPERATORS: Final = re.compile(
    r"^(not\.)?(eq|neq|gte?|lte?|i?like|i?match|in|is|isdistinct|cs|cd|ov|(?:pl|ph|w)?fts)(\([\w ]+\))?\.(.*)$", re.S
)
_QUOTED: Final = re.compile(r'[,.:()"\\ ]')


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition: `city=not.eq.Paris`."""

    column: str
    op: str
    value: str = ""
    negated: bool = False

    def right(self, *, inside: bool = False) -> str:
        """What stands after the column, quoted where a group needs it."""
        value = self.value
        listed = self.op in ("in", "is", "cs", "cd", "ov") and not value.startswith("[")
        if inside and not listed and _QUOTED.search(value):
            value = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return f"{'not.' if self.negated else ''}{self.op}.{value}"

    @property
    def values(self) -> list[str]:
        """The members of an `in` list or of an array; else the one value."""
        if self.op in ("cs", "cd") and self.value.startswith("["):
            return _listed(self.value)
        if self.op in ("in", "cs", "cd", "ov") and self.value[:1] in "({":
            return [_unquote(part) for part in split(self.value[1:-1])]
        return [self.value]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which any (or, nested, all) must hold."""

    items: tuple[Rule | Group, ...]
    every: bool = False
    negated: bool = False

    @property
    def word(self) -> str:
        """The name of the parameter or function."""
        return ("not." if self.negated else "") + ("and" if self.every else "or")

    def body(self) -> str:
        """`(a.eq.1,b.gt.2)`."""
        parts = (
            f"{item.column}.{item.right(inside=True)}" if isinstance(item, Rule) else item.word + item.body()
            for item in self.items
        )
        return f"({','.join(parts)})"


def conditions(query: str) -> list[Rule | Group]:
    """The conditions of a query string, in its order; what cannot be read is left out here and judged by rest."""
    found = (_condition(key, value) for key, value in pairs(query) if key not in OWN)
    return [condition for condition in found if condition is not None]


def pairs(query: str) -> list[tuple[str, str]]:
    """The parameters of a query string."""
    return parse_qsl(query, keep_blank_values=True)


def join(items: Iterable[tuple[str, str]]) -> str:
    """A query string that stays readable: the dialect's own punctuation is not escaped."""
    return "&".join(f"{quote(key, safe='.->')}={quote(value, safe='.,:*(){}/@-_')}" for key, value in items)


def written(found: Iterable[Rule | Group]) -> list[tuple[str, str]]:
    """Conditions as parameters."""
    return [(item.column, item.right()) if isinstance(item, Rule) else (item.word, item.body()) for item in found]


def replaced(query: str, **changes: str | None) -> str:
    """The query with some parameters set or, with None, taken away; paging starts again unless it is what changes."""
    kept = [(key, value) for key, value in pairs(query) if key not in changes and key != "after"]
    return join([*kept, *((key, value) for key, value in changes.items() if value is not None)])


def without(query: str, index: int) -> str:
    """The query without its nth condition."""
    found = conditions(query)
    rest = [item for at, item in enumerate(found) if at != index]
    return rebuilt(query, rest)


def rebuilt(query: str, found: Sequence[Rule | Group]) -> str:
    """The query with these conditions instead of its own; order, columns and view stay."""
    kept = [(key, value) for key, value in pairs(query) if key in OWN and key not in ("after", "filter")]
    return join([*written(found), *kept])


def split(text: str) -> Iterator[str]:
    """Cuts at commas outside quotes and parentheses."""
    depth, start, quoted, escaped = 0, 0, False, False
    for at, letter in enumerate(text):
        if escaped or letter == "\\":
            escaped = not escaped
        elif letter == '"':
            quoted = not quoted
        elif not quoted and letter in "({":
            depth += 1
        elif not quoted and letter in ")}":
            depth -= 1
        elif letter == "," and not quoted and depth == 0:
            yield text[start:at]
            start = at + 1
    if text:
        yield text[start:]


def _condition(key: str, value: str, *, inside: bool = False, depth: int = 0) -> Rule | Group | None:
    negated = key.startswith("not.")
    word = key.removeprefix("not.")
    if word in ("or", "and") and value.startswith("(") and value.endswith(")") and depth < 8:
        items = tuple(item for part in split(value[1:-1]) if (item := _inner(part.strip(), depth + 1)) is not None)
        return Group(items, every=word == "and", negated=negated) if items else None
    found = _OPERATORS.match(value)
    if found is None:
        return None
    right = _unquote(found[4]) if inside else found[4]
    return Rule(key, found[2] + (found[3] or ""), right, negated=bool(found[1]))


def _inner(part: str, depth: int) -> Rule | Group | None:
    group = re.match(r"^((?:not\.)?(?:and|or))(\(.*\))$", part, re.S)
    if group:
        return _condition(group[1], group[2], depth=depth)
    column, _, rest = part.partition(".")
    return _condition(column, rest, inside=True, depth=depth)


def _listed(text: str) -> list[str]:
    try:
        return [str(each) for each in orjson.loads(text)]
    except ValueError:
        return [text]


def _unquote(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text
