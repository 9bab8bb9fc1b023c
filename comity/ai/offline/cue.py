"""The cue tables: TOML of patterns per language, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from comity.ai.schemas import SignalKind


@dataclass(frozen=True, slots=True)
class Cue:
    """One way of saying one thing."""

    kind: SignalKind
    value: str
    who: Literal["customer", "us", "any"]
    polarity: float
    weight: float
    pattern: re.Pattern[str]
    negated: str
    asked: str
    supposed: str
    needs: str | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Table:
    """A language's cues and its words of praise and blame."""

    language: str
    cues: tuple[Cue, ...]
    positive: frozenset[str]
    negative: frozenset[str]


WORD = r"[A-ZÀ-ÖØ-Þ][\w'&.’-]*[\w]"
NAME = rf"{WORD}(?:\s(?:de|van|von|da|di|del|la|le|bin)?\s?{WORD}){{0,2}}"
FOLDER = Path(__file__).parent / "cues"


def file(name: str) -> dict[str, Any]:
    """A table of patterns that is not a language's."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


@cache
def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """The compiled patterns of such a table; its lists of words are left out."""
    raw = file(name)
    parts = {"name": NAME, "word": WORD}
    return {key: re.compile(expand(text, parts)) for key, text in raw.items() if isinstance(text, str)}


@cache
def _raw(language: str) -> dict[str, Any]:
    path = FOLDER / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else _raw("en")


def actions(language: str) -> dict[str, Any]:
    """A language's ways to promise, ask, accept and refuse."""
    found = _raw(language).get("actions") or _raw("en")["actions"]
    return dict(found)


@cache
def load(language: str) -> Table:
    """The table of a language, English where there is none."""
    raw = _raw(language)
    macros = raw.get("macros", {})
    tone = raw.get("tone", {})
    return Table(
        language,
        tuple(_cue(each, macros) for each in raw["cue"]),
        frozenset(tone.get("positive", ())),
        frozenset(tone.get("negative", ())),
    )


def _cue(raw: dict[str, Any], macros: dict[str, str]) -> Cue:
    find = "|".join(expand(pattern, macros) for pattern in raw["find"])
    return Cue(
        raw["kind"],
        raw["value"],
        raw.get("who", "customer"),
        float(raw.get("polarity", 0)),
        float(raw.get("weight", 0.7)),
        re.compile(rf"(?<!\w)(?:{find})", re.MULTILINE),
        raw.get("negated", "drop"),
        raw.get("asked", "weaken"),
        raw.get("hypothetical", "weaken"),
        raw.get("needs"),
        re.compile(raw["unless"]) if "unless" in raw else None,
    )


def expand(pattern: str, macros: dict[str, str]) -> str:
    """`{we}` -> the macro; counts such as `{0,28}` are left alone."""
    for _ in range(3):
        pattern = re.sub(r"\{([a-z]+)\}", lambda match: str(macros[match[1]]), pattern)
    return pattern
