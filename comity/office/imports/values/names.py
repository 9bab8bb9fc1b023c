"""A whole name in one cell, as first and last name."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_POLITE = _words("""
    mr mrs ms miss mx sir madam herr frau fräulein hr fr m mme mlle monsieur madame sr sra srta señor señora don doña
    sig signor signora dhr mevr
""")
_PARTICLES = _words("""
    von van de da di du del della dello der den des dos das do la le les lo el al bin ibn ter ten zu zum zur af av
    mac mc st saint san santa y e 't vom d'
""")
_AFTER = _words("jr sr ii iii iv v phd md esq mba cpa dds jd")


def split(whole: str) -> tuple[str, str]:
    """First and last name; a single word is a first name."""
    text = " ".join(whole.split())
    if "," in text:
        parts = [part.strip() for part in text.split(",")]
        after = [part for part in parts[1:] if _is_suffix(part)]
        first = " ".join(part for part in parts[1:] if not _is_suffix(part))
        if first:
            return _unpolite(first), " ".join([parts[0], *after])
        text = " ".join([parts[0], *after])
    words = _unpolite(text).split(" ")
    if len(words) == 1:
        return words[0], ""
    end = len(words)
    while end > 2 and _is_suffix(words[end - 1]):
        end -= 1
    begin = end - 1
    while begin > 1 and words[begin - 1].lower().strip(".") in _PARTICLES:
        begin -= 1
    return " ".join(words[:begin]), " ".join(words[begin:])


def _is_suffix(word: str) -> bool:
    return word.strip(" .").lower().replace(".", "") in _AFTER


def _unpolite(text: str) -> str:
    first, _space, rest = text.partition(" ")
    return _unpolite(rest) if rest and first.strip(".").lower() in _POLITE else text
