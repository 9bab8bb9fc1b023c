"""What was understood of a question: a noun, filters of the query dialect, an order; and what was not."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from comity.office.search.noun import Condition


@dataclass(frozen=True, slots=True)
class Clause:
    """One understood piece of the question: its words, and the filters they became."""

    words: str
    start: int
    end: int
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The clause as parameters of the query dialect."""
        if self.any_of:
            return [("or", f"({','.join(condition.inner for condition in self.any_of)})")]
        return [(condition.column, condition.bare) for condition in self.all_of]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A piece nobody understood, or that this noun has no column for; `why` is a code: word, no_field, nobody."""

    words: str
    start: int
    end: int
    why: str = "word"
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as the query dialect says it."""

    question: str
    language: str
    noun: str
    named: bool
    """Whether the question named the noun, or it was guessed from what else was asked."""
    clauses: tuple[Clause, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()  # column, descending
    limit: int | None = None
    unknown: tuple[Unknown, ...] = ()
    understood: int = field(default=0, compare=False)
    """How many letters of the question were understood: what readings in two languages are compared by."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Parameters of the query dialect."""
        found = [pair for clause in self.clauses for pair in clause.pairs]
        if self.order:
            found.append(("order", ",".join(_order(column, down) for column, down in self.order)))
        return found

    @property
    def query(self) -> str:
        """The query string a list page, an export or a saved view takes."""
        return urlencode(self.pairs, quote_via=quote, safe="*(),:{}@/")

    @property
    def asks(self) -> bool:
        """Whether this is a question at all, rather than a name somebody typed."""
        return bool(self.clauses or self.order) and (self.named or len(self.clauses) > 0)


def _order(column: str, descending: bool) -> str:
    return f"{column}.desc.nullslast" if descending else f"{column}.asc.nullslast"
