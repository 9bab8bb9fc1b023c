"""Contracts: sections, clauses with risk and evidence, terms with computed dates, and who owes what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from comity.ai.offline import sentences as talk
from comity.ai.offline.clauses import compare as comparing
from comity.ai.offline.clauses import duties, head
from comity.ai.offline.clauses import find as finding
from comity.ai.offline.clauses import sections as parts
from comity.ai.offline.clauses import terms as timing
from comity.ai.offline.clauses.compare import Difference
from comity.ai.offline.clauses.model import KINDS, Clause, Kind, Length, Obligation, Party, Risk, Section, Terms
from comity.ai.offline.clauses.names import NAMES
from comity.ai.offline.clauses.risk import REASONS

__all__ = [
    "KINDS", "NAMES", "REASONS", "Clause", "Difference", "Kind", "Length", "Obligation", "Party", "Reading", "Risk",
    "Section",
    "Terms", "compare", "find", "obligations", "read", "sections", "terms",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one contract."""

    language: str
    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...]
    terms: Terms
    obligations: tuple[Obligation, ...]


def read(text: str, language: str | None = None, today: date | None = None) -> Reading:
    """All of it at once; `today` moves a renewed term to the one that runs now."""
    spoken = language or talk.language(text)
    split = parts.split(text)
    sentences = list(parts.sentences(text, split))
    clauses = finding.clauses(text, sentences, split, spoken)
    said = timing.read(text, clauses, spoken, today)
    owed = tuple(duties.find(text, sentences, parts.Places(split), said.parties, spoken, said.effective_on))
    return Reading(spoken, split, clauses, said, owed)


def find(text: str, language: str | None = None) -> tuple[Clause, ...]:
    """Every clause of the contract in text order; spans of different kinds may overlap."""
    split = parts.split(text)
    return finding.clauses(text, list(parts.sentences(text, split)), split, language or talk.language(text))


def sections(text: str) -> tuple[Section, ...]:
    """The numbered and headed parts."""
    return parts.split(text)


def terms(text: str, language: str | None = None, today: date | None = None) -> Terms:
    """When it began, ends and renews, and the last day to say no."""
    spoken = language or talk.language(text)
    return timing.read(text, find(text, spoken), spoken, today)


def obligations(text: str, language: str | None = None, reference: date | None = None) -> tuple[Obligation, ...]:
    """Who must do what, and when; lengths that begin with the contract are counted from `reference`."""
    spoken = language or talk.language(text)
    split = parts.split(text)
    sentences = parts.sentences(text, split)
    return tuple(duties.find(text, sentences, parts.Places(split), head.parties(text), spoken, reference))


def compare(text: str, standard: Mapping[Kind, str], language: str | None = None) -> tuple[Difference, ...]:
    """The contract's clauses beside the organisation's standard ones."""
    return comparing.compare(text, find(text, language), standard)
