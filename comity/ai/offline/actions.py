"""Does a sentence ask for or promise something to be done? Features of its form, weighed by a fitted line."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from comity.ai.offline import cue

PAIRS = (
    ("asks_you", "question"),
    ("you", "question"),
    ("bulk", "imperative"),
    ("meet", "question"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """The features' patterns and the fitted weights."""

    patterns: dict[str, re.Pattern[str]]
    weights: dict[str, float]


@cache
def line() -> Line:
    """Read from cues/actions.toml once."""
    raw = cue.file("actions")
    parts = {
        "verb": f"(?:{'|'.join(raw['words']['verbs'])})",
        "time": raw["words"]["time"],
        "lead": raw["words"]["lead"],
    }
    patterns = {name: re.compile(cue.expand(text, parts)) for name, text in raw["features"].items()}
    return Line(patterns, {name: float(value) for name, value in raw["weights"].items()})


def features(sentence: str) -> dict[str, float]:
    """What the form of one folded sentence shows."""
    found = {name: 1.0 for name, pattern in line().patterns.items() if pattern.search(sentence)}
    words = sentence.count(" ") + 1
    found["short"] = 1.0 if words < 5 else 0.0
    found["long"] = min(max(words - 20, 0) / 20, 2.0)
    for left, right in PAIRS:
        if left in found and right in found:
            found[f"{left}&{right}"] = 1.0
    if "past" in found and "i_start" in found:
        found["past&i"] = 1.0
    return found


def likelihood(sentence: str) -> float:
    """How likely this folded sentence asks for or promises an action, 0 to 1."""
    weights = line().weights
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features(sentence).items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
