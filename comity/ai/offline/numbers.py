"""Number words in five languages: runs of them become one number."""

from __future__ import annotations

import re
from functools import lru_cache

from comity.ai.offline.words import Words

_GERMAN_UNITS = {
    "ein": 1, "eins": 1, "eine": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15,
    "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20, "dreißig": 30, "dreissig": 30,
    "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_GERMAN_TENS = re.compile(r"([a-zäöüß]+?)und([a-zäöüß]+zig|dreißig|dreissig)$")


@lru_cache(maxsize=2048)
def german(word: str) -> int | None:
    """A German compound such as `zweitausenddreihundertvierzehn`; None when it is not one."""
    if word in _GERMAN_UNITS:
        return _GERMAN_UNITS[word]
    for name, size in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(name)
        if found:
            count = german(head) if head else 1
            rest = german(tail.removeprefix("und")) if tail else 0
            return None if count is None or rest is None else count * size + rest
    if tens := _GERMAN_TENS.match(word):
        unit, ten = german(tens[1]), german(tens[2])
        return unit + ten if unit and ten and unit < 10 else None
    return None


@lru_cache(maxsize=2048)
def german_ordinal(word: str) -> int | None:
    """`neunundzwanzigsten` -> 29."""
    match = re.fullmatch(r"(.+?)(?:s?te[nrsm]?)", word)
    if not match:
        return None
    stem = {"ers": "eins", "er": "eins", "drit": "drei", "sieb": "sieben", "ach": "acht"}.get(match[1], match[1])
    value = german(stem)
    return value if value and value <= 31 else None


def compose(values: list[tuple[str, int]], *, french: bool = False) -> list[int]:
    """Fold a run of ("n" number | "s" scale) words into numbers; more than one where they do not add up.

    `[two][thousand][eighteen]` is one number; `[one][thirty]` is two (half past one).
    """
    out: list[int] = []
    total = current = 0
    last: int | None = None
    for kind, value in values:
        if kind == "s":
            current = max(current, 1) * value
            if value >= 1000:
                total, current = total + current, 0
            last = value
            continue
        if french and last == 4 and value == 20:
            current, last = current + 76, 80
            continue
        if last is not None and not (_adds(last, value) or (french and last in (60, 80) and value < 20)):
            out.append(total + current)
            total = current = 0
        current += value
        last = value
    out.append(total + current)
    return out


def _adds(last: int, value: int) -> bool:
    if last >= 100:
        return True
    tens = last in (20, 30, 40, 50, 60, 70, 80, 90)
    return tens and 1 <= value <= 9


def is_number_word(word: str, words: Words) -> tuple[str, int] | None:
    """("n", value) | ("s", value) | ("o", value) for a word, None for any other."""
    if word in words.numbers:
        return "n", words.numbers[word]
    if word in words.scales:
        return "s", words.scales[word]
    if word in words.ordinals:
        return "o", words.ordinals[word]
    if words.language == "de" and len(word) > 3:
        value = german(word)
        if value is not None:
            return "n", value
        ordinal = german_ordinal(word)
        if ordinal is not None:
            return "o", ordinal
    return None
