"""What was typed into a search box, as queries: prefixes first, then the same words with one slip of the finger."""

from __future__ import annotations

import re
import unicodedata

# The same folding as app.fold in the database: what is compared must be folded alike.
_FOLD = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "a", "œ": "o", "ß": "ss"})
_ACCENTS = re.compile("[\u0300-\u036f]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PHONE = re.compile(r"[\d\s()+./-]{4,}")
_LONGEST = 200


def fold(text: str) -> str:
    """Lower case without Latin accents."""
    plain = text.replace("İ", "i").lower().translate(_FOLD)
    if plain.isascii():
        return plain
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", plain)))


def split(text: str) -> list[str]:
    """The words of a text, folded."""
    return re.findall(r"\w+", fold(text[:_LONGEST]).replace("_", " "))


def prefixes(text: str) -> str | None:
    """A tsquery that wants every word, each perhaps only begun; None when there is no word."""
    if _PHONE.fullmatch(text.strip()):
        digits = re.sub(r"\D", "", text).removeprefix("00").removeprefix("0")
        return f"'{digits}':*" if digits else None
    words = split(text)
    return " & ".join(f"'{word}':*" for word in words) if words else None


def slips(text: str) -> list[list[str]]:
    """For each word typed, the words it may have been meant for: a letter left out, doubled, swapped, wrong."""
    wanted = split(text)[:4]
    if not any(_may_slip(word) for word in wanted):
        return []
    return [sorted(one_off(word) | {word}) if _may_slip(word) else [word] for word in wanted]


def joined(choices: list[list[str]], known: set[str]) -> str | None:
    """A tsquery that wants one known choice for every word; None when a word has none."""
    found = [[word for word in choice if word in known] for choice in choices]
    if not all(found):
        return None
    return " & ".join(f"({' | '.join(quoted(word) for word in words)})" for words in found)


def quoted(word: str) -> str:
    """A word as a tsquery has it."""
    return f"'{word}'"


def _may_slip(word: str) -> bool:
    return 3 < len(word) < 25 and word.isalpha()


def one_off(word: str) -> set[str]:
    """Every word one slip away; the first letter may be wrong too."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    left_out = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    wrong = {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    added = {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    return (left_out | swapped | wrong | added) - {word}


def marked(text: str, typed: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether what was typed begins there: what to highlight."""
    wanted = sorted({word for word in split(typed) if word}, key=len, reverse=True)
    if not wanted or not text:
        return [(text, False)]
    folded = fold(text)
    if len(folded) != len(text):  # ß became ss: positions would not agree
        folded = text.lower()
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in wanted)})")
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in pattern.finditer(folded):
        pieces += [(text[end : found.start()], False), (text[found.start() : found.end()], True)]
        end = found.end()
    return [(piece, lit) for piece, lit in [*pieces, (text[end:], False)] if piece]
