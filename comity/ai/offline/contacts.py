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
    r"(?<![\w#.,:@%$€£])(?<!\d[/-])(?<![^a-z#)]-)(?<!\A-)"
    r"(?:\+\s?|00\s?)?(?:\(\s?\+?\d{1,5}\s?\)|\d)(?:[\s./()-]{0,3}\d|\([\d\s]{1,5}\))+"
    r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6})?(?![\w%€$£])(?!-\d)"
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


OTHER = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}|\d{1,3}\.\d{4,}|\d{1,2}(?:[ .]\d{3}){2,}|\d{3}(?:[ .]\d{3})*[ .]000"
    r"|(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])\s.*"
)
"""Addresses of machines, decimals, grouped counts, days with a time: no phones unless somebody says so."""


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
        before = folded[max(0, start - 12) : start]
        if LABELLED.search(before):
            continue
        lead = _unopened(match.group())
        start += lead
        confidence = max(_confidence(folded[start:end], folded, start), 0.86 if lead else 0)
        if confidence > 0:
            out.append(ContactSpan(start, end, "phone", text[start:end], confidence))
    return out


EXTENSION = re.compile(r"(?<=\d)-\d{3,5}$")
"""A branch behind a number that is whole without it: `+86 20 6130 2222-8866`."""


LABELLED = re.compile(r"\d[a-z]+-$")
"""Part of a name with digits in it: `91a-677-0060`."""


def _unopened(piece: str) -> int:
    """How much of it belongs to something else: what ends in a bracket that never opened, `19) 358 31 647`."""
    depth = last = 0
    for at, char in enumerate(piece):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            depth, last = 0, at + 1 if piece[at + 1 : at + 2].isspace() else last
    return last + len(piece[last:]) - len(piece[last:].lstrip()) if last else 0


def _confidence(piece: str, folded: str, start: int) -> float:
    whole = re.split(r"x|ext", piece)[0]
    digits = re.sub(r"\D", "", whole)
    if len(digits) > 15 and whole.startswith("+"):
        digits = re.sub(r"\D", "", EXTENSION.sub("", whole))
    if "((" in piece.replace(" ", "") or "))" in piece.replace(" ", ""):
        return 0
    if not 7 <= len(digits) <= 15 and not (len(digits) == 6 and "(" in piece):
        return 0
    if DATE.fullmatch(piece.strip()) or (len(set(digits)) == 1 and len(digits) < 8):
        return 0
    before = folded[max(0, start - 48) : start]
    if AGAINST.search(before) or (OTHER.fullmatch(piece.strip()) and not CONTEXT.search(before)):
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
