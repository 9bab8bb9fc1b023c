"""Phones, e-mail addresses and web addresses in plain text, with exact spans."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from comity.ai.offline.text import fold


@dataclass(frozen=True, slots=True)
class ContactSpan:
    """One way to reach somebody."""

    start: int
    end: int
    kind: Literal["phone", "email", "url"]
    value: str
    confidence: float


EMAIL = re.compile(r"(?<![\w.+%-])[\w+%-]+(?:\.[\w+%-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?![\w@])")
URL = re.compile(
    r"(?<![\w@])(?:(?:https?|ftp)://(?!\d{1,6}(?![\w.]))|www\.)[^\s<>\"')\]]+"
    r"|(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,8}(?:(?:com|org|net|edu|gov|co)\.[a-z]{2}|com|org|net|io|edu|gov|info|biz|academy|online|shop"
    r"|store|tech|cloud|agency|blog|de|ch|co\.uk|uk|eu|fr|es|pt|br|nl|pl|se|dk|ly|ms|si|ai|app|dev|aws|tv|ca"
    r"|jp|cn|ru|mx)(?:/[^\s<>\"')\]]*)?(?![\w@-])"
)
PHONE = re.compile(
    r"(?<![\w#.,:@%$€£-])(?<!\d[/])"
    r"(?:\+\s?|00\s?)?(?:\(\s?\+?\d{1,5}\s?\)|\d)(?:[\s./()-]{0,3}\d|\([\d\s]{1,5}\))+"
    r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6})?(?![\w%€$£])"
)
CONTEXT = re.compile(
    r"\b(?:phone|number|call|cell|mobile|tel|telefon\w*|handy|nummer|reach|fax|whatsapp|dial|teléfono|móvil|telefone"
    r"|celular|téléphone|numéro|anruf\w*)\b"
)
AGAINST = re.compile(
    r"\b(?:account|card|order|invoice|ssn|ticket|id|konto|karten?|rechnung|american express|visa|omb no)\.?"
    r"(?:\s(?:number|no\.?|is:?))?\s?[:#]?\s?$"
)
SLASH_DATE = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/\d{2,4}(?!\d)")
DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{4}/\d{4}|(?:19|20)\d{2}\s?-\s?(?:19|20)\d{2}|\d{3}-\d{2}-\d{4}")


def emails(text: str) -> list[ContactSpan]:
    """Every e-mail address; the value in lower case."""
    folded = fold(text)
    return [
        ContactSpan(m.start(), m.end(), "email", m.group(), 0.98)
        for m in EMAIL.finditer(folded)
        if ".." not in m.group()
    ]


def urls(text: str) -> list[ContactSpan]:
    """Every web address, sentence punctuation left out."""
    out = []
    for match in URL.finditer(fold(text)):
        end = match.end() - (len(match.group()) - len(match.group().rstrip(".,;:!?")))
        out.append(ContactSpan(match.start(), end, "url", text[match.start() : end], 0.95))
    return out


def phones(text: str, taken: Iterable[tuple[int, int]] = ()) -> list[ContactSpan]:
    """Every phone number that is not inside `taken` (amounts of money, addresses)."""
    folded = SLASH_DATE.sub(lambda m: "_" * len(m.group()), fold(text))
    blocked = [*taken, *((s.start, s.end) for s in (*emails(text), *urls(text)))]
    out: list[ContactSpan] = []
    for match in PHONE.finditer(folded):
        start, end = match.start(), match.end()
        if any(start < b and a < end for a, b in blocked):
            continue
        confidence = _confidence(match.group(), folded, start)
        if confidence > 0:
            out.append(ContactSpan(start, end, "phone", text[start:end], confidence))
    return out


def _confidence(piece: str, folded: str, start: int) -> float:
    digits = re.sub(r"\D", "", re.split(r"x|ext", piece)[0])
    if not 7 <= len(digits) <= 15 and not (len(digits) == 6 and "(" in piece):
        return 0
    if DATE.fullmatch(piece.strip()) or (len(set(digits)) == 1 and len(digits) < 8):
        return 0
    before = folded[max(0, start - 48) : start]
    if AGAINST.search(before):
        return 0
    if before.endswith("\t") or re.fullmatch(r"(?:\d\s)+\d", piece) or re.search(r"\d{4}\s\d{4}\s\d{4}\s\d{3}", piece):
        return 0
    score = 0.3
    score += 0.35 if piece.startswith(("+", "00", "(+")) else 0
    score += 0.25 if re.search(r"[\s().-]", piece) else 0
    score += 0.25 if CONTEXT.search(before) else 0
    if piece.isdigit() and not CONTEXT.search(before):
        return 0 if len(digits) not in (10, 11) else 0.4
    return round(0.86 + 0.12 * min(score, 1.0), 3)
