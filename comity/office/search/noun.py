"""What a room says about one of its tables, so that search, palette and typed questions can find its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from comity.core.sql import Query

Kind = Literal["text", "number", "money", "date", "instant", "id", "tags"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter of the query dialect: `column=op.value`."""

    column: str
    op: str
    value: str = ""
    negated: bool = False

    def __str__(self) -> str:
        return f"{self.column}={self.bare}"

    @property
    def bare(self) -> str:
        """The right-hand side: `not.eq.x`."""
        return f"{'not.' if self.negated else ''}{self.op}.{self.value}"

    @property
    def inner(self) -> str:
        """As a member of `or=(...)`, quoted where the dialect needs it."""
        value = self.value
        if self.op != "in" and self.op != "is" and any(letter in value for letter in ',()":. '):
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            value = f'"{escaped}"'
        return f"{self.column}.{'not.' if self.negated else ''}{self.op}.{value}"


@dataclass(frozen=True, slots=True)
class Field:
    """A thing people name in questions, and the column that holds it."""

    column: str
    kind: Kind = "text"
    descending: bool = True
    """Whether "by this" means the largest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """One kind of record.

    `fields` maps the grammar's concepts (amount, created, contacted, city, ...) to columns, `states` its states (won,
    overdue, vip, ...) to filters. `aka` are other nouns of the grammar that mean this one with filters: customers are
    contacts whose lifecycle is customer. `search` is a named query (parameters: org_id, words, wanted, limit) giving
    id, title, subtitle, detail, for money amount and currency, and for long texts passage.
    """

    name: str
    title: str
    path: str
    icon: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    states: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    aka: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    period: str = "created"
    """The field a bare stretch of time is about: "tasks this week" means due."""
    search: Query | None = None
    near: Query | None = None
    """A named query (parameter: near) that gives those of many words which occur at all: slips are forgiven here."""
    brief: tuple[str, ...] = ()
    """The columns that name and tell a record in one line: the first is the title; `amount` is told in `currency`."""
    listed: bool = True
    """Whether `path` is a list page that takes the query dialect."""
    names: Mapping[str, Query] = field(default_factory=dict)
    """Named things of the organisation questions may mention (stage, pipeline, ...): queries giving name, id."""
    shown: bool = True
    """Whether each record has a page of its own."""
    person: bool = False
    """Whether "who" may mean these."""
    says: Mapping[str, str] = field(default_factory=dict)
    """What the fixed values of `detail` are called."""
    order: int = 100

    def href(self, record_id: object) -> str:
        """Where a record of this kind is shown."""
        return f"{self.path}/{record_id}"
