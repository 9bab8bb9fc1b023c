"""The ways each kind of clause is said, a table of patterns a language, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from comity.ai.offline.clauses.model import KINDS, Kind
from comity.ai.offline.cue import expand

FOLDER = Path(__file__).parent.parent / "cues" / "clauses"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of saying a clause of one kind."""

    kind: Kind
    hints: tuple[str, ...]
    """one of these stands in every sentence it can match; looked for first, being cheap"""
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    heading: re.Pattern[str] | None
    """the section's heading must say so"""
    confidence: float


@cache
def ways(language: str) -> tuple[Way, ...]:
    """All ways of a language; English where there are none."""
    path = FOLDER / f"{language}.toml"
    raw = tomllib.loads((path if path.exists() else FOLDER / "en.toml").read_text("utf-8"))
    return tuple(_way(each, raw.get("macros", {})) for each in raw["clause"])


def _way(raw: dict[str, Any], macros: dict[str, str]) -> Way:
    kind = raw["kind"]
    if kind not in KINDS:
        raise ValueError(f"no such kind of clause: {kind}")
    find = "|".join(f"(?:{expand(pattern, macros)})" for pattern in raw["find"])
    return Way(
        cast(Kind, kind),
        tuple(raw.get("hints", ())),
        re.compile(find),
        re.compile(expand(raw["unless"], macros)) if "unless" in raw else None,
        re.compile(raw["heading"]) if "heading" in raw else None,
        float(raw.get("confidence", 0.7)),
    )


@cache
def _sure() -> dict[str, float]:
    return {kind: float(value) for kind, value in tomllib.loads((FOLDER / "sure.toml").read_text("utf-8")).items()}


def sure(kind: Kind, told: float) -> float:
    """How often a clause said to be of that kind is one, where it was measured; else what its way says."""
    return _sure().get(kind, told)
