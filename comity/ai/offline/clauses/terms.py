"""The dates a contract lives by: when it began, ends, renews, and the last day to say no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from comity.ai.offline.clauses import head, lengths
from comity.ai.offline.clauses.model import Clause, Kind, Length, Terms
from comity.ai.offline.text import fold

LAW = re.compile(
    r"(?i:\blaws?\b)[^.]{0,40}?\s(?i:of|in)\s+(?i:the\s+)?(?:(?i:state|commonwealth|province|republic"
    r"|kingdom|federal republic)"
    r"\s+(?i:of)\s+(?i:the\s+)?)?(?P<law>[A-ZÀ-Þ][\w.]+(?:\s+(?:and\s+)?[A-ZÀ-Þ][\w.]+){0,3})"
    r"|(?P<adjective>English|German|French|Swiss|Dutch|Irish|Austrian|Spanish|Portuguese|Belgian"
    r"|Italian|[Dd]eutsche[sm]?"
    r"|[Öö]sterreichische[sm]?|[Ss]chweizerische[sm]?)\s+(?:law|Recht|Rechts)"
    r"|(?:Recht|droit|[Ll]ey(?:es)?|[Ll]eis?)\s+(?:der\s|des\s|de la\s|de\s|da\s"
    r"|do\s)?(?P<other>Bundesrepublik Deutschland"
    r"|[A-ZÀ-Þ]\w+(?:\s[A-ZÀ-Þ]\w+)?|français|española|brasileiras?|portuguesa)",
)
CAPITALS = re.compile(r"\s(?:EXCLUDING|WITHOUT|REGARDLESS|AND|AS|APPLICABLE)\b.*$", re.S)
STATES = re.compile(r"\b(?:state|commonwealth|province) of (?:the )?(?P<law>[a-z]+(?: [a-z]+)?)", re.I)
UNTIL = re.compile(
    r"(?:until|through|ending(?: on)?|expires?(?: on)?|conclud\w+|ends?(?: on)?|bis(?: zum)?"
    r"|jusqu\W?\w*|hasta|até|terminat\w+ on)\b[^.;]{0,24}$",
    re.I,
)
NEVER = re.compile(
    r"perpet|indefinite|until (?:otherwise )?terminat|unbestimmte zeit|indéterminée|indefinid"
    r"|indeterminad|until or unless"
)
NEAR_PAYMENT = re.compile(r"within|net|days? (?:of|after|from)|binnen|innerhalb|tagen|dans|plazo|dentro|prazo")
NEAR_NOTICE = re.compile(
    r"notice|notif|prior|before|advance|vor |kündigung|frist|préavis|preaviso|antelación|aviso|antecedência"
)


def read(text: str, clauses: Sequence[Clause], language: str, today: date | None = None) -> Terms:
    """What the clauses say about time, law and money, with the spans it was read from."""
    american = language == "en"
    spans: list[tuple[str, int, int]] = []
    title, made = head.title(text), head.signed(text)
    signed_on = lengths.day(text[slice(*made)], day_first=not american) if made else None
    spans += [("title", *title)] if title else []
    spans += [("signed_on", *made)] if made and signed_on else []
    effective = _effective(text, clauses, signed_on, american, spans)
    initial, perpetual, ends = _term(text, clauses, american, spans)
    renews, renewal = _renewal(text, clauses, spans)
    notice = _length(text, clauses, "renewal_notice", NEAR_NOTICE, "notice", spans)
    expires = ends or (lengths.add(effective, initial) if effective and initial else None)
    expires = _current(expires, renewal if renews else None, today)
    return Terms(
        title=" ".join(text[slice(*title)].split()) if title else None,
        parties=head.parties(text),
        signed_on=signed_on,
        effective_on=effective,
        initial=initial,
        perpetual=perpetual and expires is None,
        expires_on=expires,
        renews=renews,
        renewal=renewal,
        notice=notice,
        give_notice_by=lengths.add(expires, notice, -1) if expires and notice else None,
        law=_law(text, clauses, spans),
        payment=_length(text, clauses, "payment", NEAR_PAYMENT, "payment", spans),
        spans=tuple(spans),
    )  # fmt: skip


def _of(clauses: Iterable[Clause], kind: Kind) -> list[Clause]:
    return sorted((each for each in clauses if each.kind == kind), key=lambda each: (-each.confidence, each.start))


def _effective(
    text: str, clauses: Sequence[Clause], signed_on: date | None, american: bool, spans: list[tuple[str, int, int]]
) -> date | None:
    for clause in [*_of(clauses, "effective_date"), *_of(clauses, "expiration")]:
        for match in head.DATE.finditer(text, clause.start, clause.end):
            found = lengths.day(match.group(), day_first=not american)
            if found and not UNTIL.search(text[max(clause.start, match.start() - 40) : match.start()]):
                spans.append(("effective_on", *match.span()))
                return found
    return signed_on


def _term(
    text: str, clauses: Sequence[Clause], american: bool, spans: list[tuple[str, int, int]]
) -> tuple[Length | None, bool, date | None]:
    """(the first term's length, whether it never ends, the day it says it ends)"""
    endless = False
    for clause in _of(clauses, "expiration"):
        words = fold(text[clause.start : clause.end])
        for match in head.DATE.finditer(text, clause.start, clause.end):
            said = lengths.day(match.group(), day_first=not american)
            if said and UNTIL.search(text[max(clause.start, match.start() - 60) : match.start()]):
                spans.append(("expires_on", *match.span()))
                return None, False, said
        endless = endless or bool(NEVER.search(words))
        for length, start, end in lengths.lengths(words):
            if length.unit in ("month", "year", "quarter", "week") or length.count >= 28:
                spans.append(("initial", clause.start + start, clause.start + end))
                return length, False, None
    return None, endless, None


def _renewal(text: str, clauses: Sequence[Clause], spans: list[tuple[str, int, int]]) -> tuple[bool, Length | None]:
    for clause in _of(clauses, "renewal"):
        words = fold(text[clause.start : clause.end])
        says = re.search(r"renew|extend|successive|additional|verlänger|renouvel|reconduit|prorrog|renov", words)
        itself = bool(
            re.search(
                r"automatic|(?:shall|will) (?:be )?(?:\w+ )?(?:renew|extend)|verlängert sich|tacite|tácit|automátic",
                words,
            )
        )
        spans.append(("renews", clause.start, clause.end))
        for length, start, end in lengths.lengths(words):
            if says and start >= says.start() and (length.unit in ("month", "year", "quarter")):
                spans.append(("renewal", clause.start + start, clause.start + end))
                return itself, length
        monthly = re.search(r"monthly|month-to-month|annual|yearly", words)
        unit = Length(1, "month" if monthly and monthly.group().startswith("month") else "year") if monthly else None
        return itself, unit
    return False, None


def _length(
    text: str,
    clauses: Sequence[Clause],
    kind: Kind,
    near: re.Pattern[str],
    name: str,
    spans: list[tuple[str, int, int]],
) -> Length | None:
    for clause in _of(clauses, kind):
        words = fold(text[clause.start : clause.end])
        found = list(lengths.lengths(words))
        ranked = sorted(found, key=lambda each: -_nearness(words, each[1], each[2])) if name == "notice" else found
        for length, start, end in ranked:
            if near.search(words[max(0, start - 40) : end + 40]):
                spans.append((name, clause.start + start, clause.start + end))
                return length
    return None


LEAST = re.compile(
    r"(?:at least|not less than|no less than|upon|mindestens|frist von|au moins|al menos|pelo menos|mit)\W+$"
)
AHEAD = re.compile(r"^\W*(?:'s? )?(?:prior|before|in advance|written|notice|vor|avant|antes)")


def _nearness(words: str, start: int, end: int) -> int:
    """How much the words around a length make it a notice."""
    return 2 * bool(LEAST.search(words[max(0, start - 20) : start])) + bool(AHEAD.match(words[end : end + 16]))


def _current(expires: date | None, renewal: Length | None, today: date | None) -> date | None:
    """The end of the term that runs today, where it has renewed since."""
    for _ in range(600):
        if expires is None or renewal is None or today is None or renewal.count < 1 or expires >= today:
            return expires
        expires = lengths.add(expires, renewal)
    return expires


def _law(text: str, clauses: Sequence[Clause], spans: list[tuple[str, int, int]]) -> str | None:
    for clause in _of(clauses, "governing_law"):
        for pattern in (LAW, STATES):
            match = pattern.search(text, clause.start, clause.end)
            if match:
                name = next((n for n, v in match.groupdict().items() if v), None)
                if name:
                    spans.append(("law", *match.span(name)))
                    words = CAPITALS.sub("", " ".join(match[name].split()).rstrip(".,"))
                    return words.title() if words.isupper() or words.islower() else words
    return None
