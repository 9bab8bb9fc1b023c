"""What the client may have meant: the nearest known name.

Similarity is the cosine of letter trigrams and bigrams, as PostgREST's fuzzy sets score it, so that hints agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import sqrt

_CANDIDATES = 500  # beyond that many names a hint is not worth its time


def nearest(name: str, known: Iterable[str], least: float = 0.33, *, exact: bool = True) -> str | None:
    """The most similar known name, if it is similar enough."""
    candidates = sorted(list(known)[:_CANDIDATES])
    if name in candidates:
        return name if exact else None
    best, best_score = None, 0.0
    for candidate in candidates:
        score = similarity(name, candidate)
        if score > best_score:
            best, best_score = candidate, score
    return best if best_score >= least else None


def similarity(one: str, other: str) -> float:
    """1 for the same letters, 0 for nothing in common."""
    one, other = _normal(one), _normal(other)
    if one == other:
        return 1.0
    for size in (3, 2):
        score = _cosine(_grams(one, size), _grams(other, size))
        if score > 0:
            longest = max(len(one), len(other))
            return 1 - distance(one, other) / longest
    return 0.0


def _normal(text: str) -> str:
    return text.lower()


def _grams(text: str, size: int) -> Counter[str]:
    padded = "-" + "".join(letter for letter in text if letter.isalnum() or letter in " ,") + "-"
    padded = padded.ljust(size, "-")
    return Counter(padded[at : at + size] for at in range(len(padded) - size + 1))


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    shared = sum(count * other[gram] for gram, count in one.items())
    if not shared:
        return 0.0
    return shared / sqrt(sum(c * c for c in one.values()) * sum(c * c for c in other.values()))


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


def nearest_column(name: str, known: Iterable[str]) -> str | None:
    """The column Postgres itself would hint at: at most three letters away, and less than half of it."""
    scored = sorted((distance(name, column), column) for column in known)
    if not scored or scored[0][0] > 3 or scored[0][0] * 2 > len(name):
        return None
    if len(scored) > 1 and scored[1][0] == scored[0][0]:
        return None
    return scored[0][1]
