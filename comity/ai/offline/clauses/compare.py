"""A contract's clauses beside the organisation's standard ones: missing, the same, changed or extra."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from comity.ai.offline.clauses.model import Clause, Kind
from comity.ai.offline.text import fold

SAME = 0.9
"""Likeness from which two clauses say the same."""
TELLING = frozenset({"high", "medium"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One standard clause against what the contract has, or a clause no standard speaks of."""

    kind: Kind
    state: Literal["missing", "same", "changed", "extra"]
    start: int = -1
    end: int = -1
    likeness: float = 0.0
    standard: str = ""


def compare(text: str, clauses: Iterable[Clause], standard: Mapping[Kind, str]) -> tuple[Difference, ...]:
    """One line a standard kind, then the risky kinds that have no standard."""
    by_kind: dict[Kind, list[Clause]] = {}
    for clause in clauses:
        by_kind.setdefault(clause.kind, []).append(clause)
    found = [_one(text, kind, by_kind.get(kind, []), words) for kind, words in standard.items()]
    return (*found, *_extra(by_kind, standard))


def _one(text: str, kind: Kind, clauses: list[Clause], words: str) -> Difference:
    if not clauses:
        return Difference(kind, "missing", standard=words)
    wanted = " ".join(fold(words).split())
    likeness, best = max(
        ((_like(" ".join(fold(each.quote(text)).split()), wanted), each) for each in clauses),
        key=lambda pair: (pair[0], -pair[1].start),
    )
    return Difference(kind, "same" if likeness >= SAME else "changed", best.start, best.end, likeness, words)


def _like(left: str, right: str) -> float:
    """Words in common; a number, a `not` or a `may` that differs is a change however alike the rest is."""
    score = fuzz.token_sort_ratio(left, right) / 100
    turning = {"not", "no", "may", "shall", "nicht", "kein", "keine", "darf", "ne", "pas", "não", "nunca"}
    differ = {
        word for word in set(left.split()) ^ set(right.split()) if word in turning or any(c.isdigit() for c in word)
    }
    return round(min(score, SAME - 0.05) if differ else score, 3)


def _extra(by_kind: Mapping[Kind, list[Clause]], standard: Mapping[Kind, str]) -> Iterator[Difference]:
    for kind, clauses in by_kind.items():
        risky = next((each for each in clauses if each.risk in TELLING), None)
        if kind not in standard and risky is not None:
            yield Difference(kind, "extra", risky.start, risky.end)
