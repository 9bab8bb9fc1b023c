"""How positive a sentence is, -1 to 1: VADER for English, small word lists for other languages."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from comity.ai.offline import cue, stance

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
BUSINESS = {
    "no": -0.3, "interested": 1.2, "demo": 0.0, "free": 0.3, "pain": -0.8, "stress": -0.8,
    "problem": -1.0,
    "problems": -1.0, "issue": -0.6, "issues": -0.6, "debt": -0.6, "cancel": -1.5,
    "expensive": -1.2, "pricey": -1.2, "concern": -0.9,
    "concerns": -0.9, "concerned": -1.0, "delay": -1.0, "delayed": -1.0, "skeptical": -1.2,
    "hesitant": -1.2,
    "impressed": 2.2, "seamless": 1.5, "intuitive": 1.5, "overwhelming": -1.4, "frustrating": -2.0, "frustrated": -1.9,
    "disappointed": -2.1, "clunky": -1.5, "unresponsive": -1.8, "reliable": 1.4, "risk": -0.6, "risks": -0.6,
    "insurance": 0.0, "investment": 0.0, "security": 0.2, "secure": 0.5, "care": 0.6, "please": 0.3, "kind": 0.4,
    "like": 0.3, "well": 0.4, "sure": 0.6, "okay": 0.4, "yes": 0.7, "thanks": 0.8, "thank": 0.6, "warm": 0.5,
}  # fmt: skip
"""What VADER's social-media scores get wrong in sales talk."""


@cache
def _vader() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    analyzer.lexicon.update(BUSINESS)
    return analyzer


@cache
def _loaded() -> frozenset[str]:
    return frozenset(_vader().lexicon)


def score(sentence: str, language: str) -> float:
    """The tone of one folded sentence; manners count for nothing."""
    for start, end in reversed(stance.polite(sentence)):
        sentence = sentence[:start] + " " + sentence[end:]
    if language == "en":
        if not any(word in _loaded() for word in WORD.findall(sentence)):
            return 0.0
        return float(_vader().polarity_scores(sentence)["compound"])
    return _by_lists(sentence, language)


@cache
def _lists(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words of praise and of blame; a star stands for any ending."""
    table = cue.load(language)

    def either(words: frozenset[str]) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(words)) or "(?!)")

    return either(table.positive), either(table.negative)


@lru_cache(maxsize=4096)
def _value(word: str, language: str) -> int:
    praise, blame = _lists(language)
    return (praise.fullmatch(word) is not None) - (blame.fullmatch(word) is not None)


def _by_lists(sentence: str, language: str) -> float:
    total = hits = 0
    for match in WORD.finditer(sentence):
        value = _value(match.group(), language)
        if value:
            flipped = stance.read(sentence, match.start(), asked=False, language=language).negated
            total += -value if flipped else value
            hits += 1
    return max(-0.9, min(0.9, total / (hits + 1))) if hits else 0.0
