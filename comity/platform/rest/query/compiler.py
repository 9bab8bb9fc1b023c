"""What the compilation of one statement keeps: its parameters, and fresh names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from comity.platform.rest.query.text import literal

ORG = -1
BODY = -2


class Statement(NamedTuple):
    """SQL and where each parameter comes from: a slot of the request's values, the body, or the organisation."""

    sql: str
    sources: tuple[int, ...]

    def params(self, values: Sequence[str], body: bytes | None, org: str | None) -> list[str | bytes | None]:
        """The parameters for one request."""
        return [values[s] if s >= 0 else org if s == ORG else body for s in self.sources]


@dataclass(slots=True)
class Compiler:
    """`tenant`: the caller has an organisation, so every tenant table is bound to it (scale.md rule 5)."""

    tenant: bool
    first: int = 1
    sources: list[int] = field(default_factory=list)
    names: int = 0
    groups: bool = False  # a level grouped by its columns was met: json cannot be grouped by, jsonb can

    def param(self, source: int) -> str:
        """`$n` of a source; the same source is the same parameter."""
        if source not in self.sources:
            self.sources.append(source)
        return f"${self.sources.index(source) + self.first}"

    def fresh(self, prefix: str) -> str:
        """A name no table has."""
        self.names += 1
        return f"pgrst_{prefix}{self.names}"

    def statement(self, sql: str) -> Statement:
        return Statement(sql, tuple(self.sources))


@dataclass(slots=True)
class InlineCompiler(Compiler):
    """Writes values into the text as quoted literals: COPY takes no parameters."""

    values: Sequence[str] = ()
    org: str | None = None

    def param(self, source: int) -> str:
        value = self.values[source] if source >= 0 else self.org
        return "null" if value is None else literal(value)
