"""What the offline readers know of each language: small tables of words, one TOML file a language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

PIECE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[^\w\s]")
LANGUAGES = ("en", "de", "fr", "es", "pt")

CATEGORIES = {
    "numbers": "N", "scales": "1", "ordinals": "O", "months": "M", "months_unsure": "m", "weekdays": "W",
    "weekdays_unsure": "w", "units": "U", "clock_units": "u", "weekend": "K", "relative": "R", "offsets": "D",
    "now": "!", "parts": "P", "noon": "T", "ampm": "A", "oclock": "h", "seasons": "v", "fractions": "2", "some": "3",
    "to": "t", "between": "b", "and": "a", "from": "f", "of": "o", "in": "i", "on": "n", "at": "@", "the": "d",
    "my": "5", "ago": "g", "later": "l", "every": "y", "before": "B", "after": "F", "end": "e", "start": "s",
    "middle": "c", "early": "E", "late": "Q", "around": "~", "whole": "*", "business": "8", "for": "6",
    "quarters": "q", "halves": "H", "repeats": "S", "holidays": "j", "orlater": "+", "eod": "0", "eow": "7",
    "eom": "7", "eoq": "7", "eoy": "7", "ytd": "7", "rest": "9", "none": "_", "compare": ">",
    "fiscal": "C", "meals": "p", "clock_half": "?", "clock_quarter": "%",
    "minus": "z", "decades": "k",
}  # fmt: skip
"""Table name -> the one letter that stands for a word of it in the patterns of dates/."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language's tables, ready for lookup."""

    language: str
    single: dict[str, tuple[str, Any]]
    """word -> (category letter, value)"""
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]]
    """first word -> [(all words, category letter, value)], longest first"""
    numbers: dict[str, int]
    scales: dict[str, int]
    ordinals: dict[str, int]
    day_first: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@cache
def load(language: str) -> Words:
    """The tables of a language; unknown languages read as English."""
    if language not in LANGUAGES:
        return load("en")
    raw = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text("utf-8"))
    single: dict[str, tuple[str, Any]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
    for table, letter in CATEGORIES.items():
        for word, value in raw.get(table, {}).items():
            _put(single, phrases, word, letter, (table, value) if letter == "7" else value)
    for word, spec in raw.get("phrases", {}).items():
        table, _, number = spec.partition(":")
        letter = CATEGORIES[table]
        _put(single, phrases, word, letter, (table, 1) if letter == "7" else _value(number))
    for entries in phrases.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return Words(
        language,
        single,
        phrases,
        raw["numbers"],
        raw["scales"],
        raw["ordinals"],
        day_first=bool(raw.get("order", {}).get("day_first", language != "en")),
        extra=raw.get("extra", {}),
    )


def _value(text: str) -> Any:
    return int(text) if text.lstrip("-").isdigit() else text


def _put(
    single: dict[str, tuple[str, Any]],
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]],
    word: str,
    letter: str,
    value: Any,
) -> None:
    parts = tuple(PIECE.findall(word))
    if len(parts) == 1:
        single.setdefault(word, (letter, value))
    else:
        phrases.setdefault(parts[0], []).append((parts, letter, value))


@cache
def _reordered(language: str, day_first: bool) -> Words:
    return replace(load(language), day_first=day_first)


def with_order(words: Words, day_first: bool) -> Words:
    """The same tables where 3/4 is read the other way round."""
    return _reordered(words.language, day_first)
