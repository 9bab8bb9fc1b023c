"""The head of a contract: its name, who signs, its date and the day it takes effect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from comity.ai.offline.clauses.model import Clause, Kind, Party
from comity.ai.offline.clauses.sections import Places, Sentence

HEAD = 6000
"""Characters in which the head stands."""
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août"
    r"|septembre|octobre|novembre|décembre"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)"
)
BLANK = r"(?:_{2,}|\[[^\]\n]{0,12}\])"
DATE = re.compile(
    rf"(?<!\w){MONTH}\.? ?(?:\d{{1,2}}(?: ?(?:st|nd|rd|th))?|{BLANK}),? ?(?:\d{{4}}|20{BLANK}|{BLANK})"
    rf"|(?:(?<!\d)\d{{1,2}} ?(?:st|nd|rd|th|t h)?|{BLANK})\.?,? (?:day of |de |du )?(?:{MONTH}|{BLANK}),?\.? "
    rf"(?:de )?(?:\d{{4}}|20{BLANK}|{BLANK})"
    r"|\b\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b",
    re.I,
)
MADE = re.compile(
    r"(?:made|entered|dated|date|executed|effective|as of|commenc\w+|on this|this|geschlossen|vom|datum|fait|en date"
    r"|fecha|celebrad\w|data)\b[^.;]{0,60}$",
    re.I,
)
FILED = re.compile(r"(?:source|filed|file no)\b[^\n]{0,80}$", re.I)
"""Before a date that is somebody else's stamp on the paper."""
SIGNED = re.compile(r"\bdated?\s?[:.]\s{0,20}$", re.I)
GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*(?![\s]))"
"""Blanks or one line end inside a name; never an empty line."""
FORM = (
    r"(?:Inc|Incorporated|LLC|L\.L\.C|Ltd|Limited|Corp|Corporation|Company|Co|LP|L\.P|LLP|PLC|plc|N\.A"
    r"|GmbH|AG|KG|SE|UG|OHG|e\.V|e\.K"
    r"|S\.?A|SAS|SARL|S\.?L|B\.?V|N\.V|S\.?p\.?A|Ltda|Lda|AB|A/S|Oy|Pty|Bank|Trust|University|Foundation|Association"
    r"|INC|INCORPORATED|LTD|LIMITED|CORP|CORPORATION|COMPANY|CO|GMBH|TRUST|BANK)"
)
WORD = r"[A-ZÀ-Þ0-9][\w&.'’/-]*"
LEGAL = re.compile(
    rf"(?<![\w.])(?P<name>{WORD}(?:,?{GAP}(?:{WORD}|&|of|and|the|de|und|et|y|e)){{0,8}}?,?{GAP}{FORM}\b(?! Liability)"
    rf"(?:\.(?=[\s,;)]|$))?(?:[ \n]*&[ \n]*Co\.?[ \n]*KG|,?[ ]LLC\b)?)"
)
PLAIN = re.compile(
    r"(?:between:?|\band|among|zwischen|und|entre|\by|\bet"
    r"|\be)\s+(?P<name>[A-ZÀ-Þ][\w.'’&-]+(?:\s[A-ZÀ-Þ&][\w.'’&-]*){0,5}),?\s+"
    r"(?:\(|[Aa]n?\s[^()]{3,90}(?:corporation|company|partnership|trust|entity|individual|association|fund)\b)"
)
PLACE = re.compile(r"^\d+\s|\b(?:street|drive|road|avenue|suite|floor|boulevard|straße|strasse|rue|calle|rua)\b", re.I)
ALIAS = re.compile(
    r"[\"“”'‘’]\s?(?:the |each,? |der |die |das |le |la |el |o "
    r"|a )?(?P<alias>[^\"“”‘’\n()]{1,48}?)[,.]?\s?[\"“”'’](?=[\s),.;]|$)",
    re.I,
)
NOT_PARTY = re.compile(
    r"^(?:agreement|effective date|part(?:y|ies)|contract|territory|products?|services?|term|date|recitals?|website"
    r"|exhibit.*|schedule.*|purchase agreement|closing|this.*|license agreement|property|software"
    r"|program|vertrag|parteien"
    r"|contrato|contrat|brand|trademarks?)s?$",
    re.I,
)
PAPER = (
    r"(?:AGREEMENT|CONTRACT|LEASE|LICENSE|ADDENDUM|AMENDMENT|ORDER FORM|TERMS AND CONDITIONS"
    r"|TERMS OF SERVICE|Agreement|Contract"
    r"|Lease|Addendum|Order Form|Terms of Service|VERTRAG|[A-ZÄÖÜ][a-zäöüß]*[Vv]ertrag"
    r"|[A-ZÄÖÜ]+VERTRAG|CONTRATO|Contrato|CONTRAT"
    r"|Contrat|ACUERDO|Acuerdo|Vereinbarung|VEREINBARUNG|Convention|CONVENTION)"
)
TITLE = re.compile(
    rf"(?<![\w.])(?P<title>(?:(?:[A-Z0-9][\w&/,'’-]*(?:\.\w+)*|and|of|for|to|–|-|&)(?:[ \t]+"
    rf"|[ \t]*\n[ \t]*)(?=\S)){{0,12}}?{PAPER}"
    rf"(?:[ ](?:de|do|da|of|über|für|d[ue])[ ][\w ]{{3,60}}?)?)(?=$|[\s.,(\"“:])(?![ ]+{PAPER})"
)
COVER = re.compile(r"(?:exhibit|execution|version|copy|[\d.]+[a-z]?)[\s.:-]+", re.I)
NOT_TITLE = re.compile(
    r"\b(?:this|has|have|been|is|are|requested|pursuant|omitted|confidential treatment|whereas|by and between)\b", re.I
)


def clauses(text: str, sentences: Sequence[Sentence], places: Places) -> Iterator[Clause]:
    """The name of the paper, the names of those who sign, its date and when it takes effect."""
    if found := title(text):
        yield _clause("document_name", *found, 0.85)
    for party in parties(text):
        yield _clause("party", party.start, party.end, 0.8)
        if party.alias and (at := _alias_at(text, party)) is not None:
            yield _clause("party", at, at + len(party.alias), 0.8)
    if made := signed(text):
        yield _clause("agreement_date", *made, 0.85)
        if not any(_effective(each.folded) and DATE.search(text, each.start, each.end) for each in sentences):
            yield _clause("effective_date", *made, 0.7)
    for each in sentences:
        if _effective(each.folded):
            yield _clause("effective_date", each.start, each.end, 0.72)


def _clause(kind: Kind, start: int, end: int, sure: float) -> Clause:
    return Clause(kind, start, end, sure, "none", "")


EFFECTIVE = re.compile(
    r"\"effective date\" (?:shall )?means?|(?:the )?effective date (?:of this \w+ )?(?:shall be|is|will be)\b"
    r"|(?:agreement|contract|vertrag|contrat|contrato) (?:is |shall be |will be |becomes? "
    r"|shall become |tritt |commences? |shall commence )(?:effective |in kraft )?(?:as of|on|upon|from"
    r"|am|mit) (?!termination|the termination|expir|the effective date|the date first|the commencement)"
    r"|(?:tritt|treten) .{0,60}in kraft|entre en vigueur|entrará en vigor|entra em vigor"
)


def _effective(folded: str) -> bool:
    return bool(EFFECTIVE.search(folded)) and len(folded) < 700 and "amend" not in folded


def title(text: str) -> tuple[int, int] | None:
    """Where the paper says what it is."""
    for match in TITLE.finditer(text, 0, HEAD):
        start, end = match.span("title")
        while lead := COVER.match(text, start, end) or re.compile(r"(?:THIS|This|The|THE)\s+").match(text, start, end):
            start = lead.end()
        words = text[start:end]
        if NOT_TITLE.search(words) or not words[:1].isupper():
            continue
        if len(words.split()) >= 2 or words.lower().endswith(("vertrag", "vereinbarung", "contrato", "contrat")):
            return start, end
    return None


def signed(text: str) -> tuple[int, int] | None:
    """Where the paper says its date: near `made`, `dated`, `as of`, then beside the signatures, else its first date."""
    first: tuple[int, int] | None = None
    for match in DATE.finditer(text, 0, HEAD):
        before = text[max(0, match.start() - 90) : match.start()]
        if FILED.search(before):
            continue
        if MADE.search(before):
            return match.span()
        first = first or match.span()
    for match in DATE.finditer(text, max(len(text) - HEAD, 0)):
        if SIGNED.search(text[max(0, match.start() - 30) : match.start()]):
            return match.span()
    return first


def parties(text: str) -> tuple[Party, ...]:
    """Those who sign, in the order they are named; the same name once."""
    start, end = _opening(text)
    spans: list[tuple[int, int]] = []
    for match in [*LEGAL.finditer(text, start, end), *PLAIN.finditer(text, start, end)]:
        first, last = _trimmed(text, *match.span("name"))
        taken = any(first < b and a < last for a, b in spans)
        if not taken and not PLACE.search(text[first:last]) and not NOT_PARTY.match(text[first:last]):
            spans.append((first, last))
    spans.sort()
    found: dict[str, Party] = {}
    for at, (first, last) in enumerate(spans):
        after = spans[at + 1][0] if at + 1 < len(spans) else end
        alias = _alias(text, last, min(after, last + 420))
        key = re.sub(r"\W+", " ", text[first:last].lower()).strip()
        if key not in found and (alias or len(found) < 2):
            found[key] = Party(text[first:last], alias, first, last)
    return tuple(found.values())[:8]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    lead = re.compile(r"(?:and|between|und|by|the|et|y|e)\s+", re.I).match(text, start, end)
    return (lead.end() if lead else start), end


BEGINS = re.compile(r"\b(?:between|by and among|made by|zwischen|entre|among)\b", re.I)
LETTER = re.compile(r"\(the [\"“]\w+[\"”]\)", re.I)
ENDS = re.compile(
    r"\bwhereas\b|\brecitals?\b|witnesseth|now,? therefore|\n\s{0,40}(?:1|§\s?1)[.)]?\s"
    r"|\barticle\s+(?:1|i)\b|präambel|preámbulo"
    r"|préambule|considerando",
    re.I,
)


def _opening(text: str) -> tuple[int, int]:
    """From `between` to the recitals or the first section; in a letter, around what its writer calls itself."""
    paper = title(text)
    named = re.compile(r"\(this [\"“]|(?:this|dieser|diese|le présent|el presente|o presente)\s", re.I).search(
        text, paper[1] if paper else 0, HEAD
    )
    begins = BEGINS.search(text, 0, HEAD)
    letter = LETTER.search(text, 0, HEAD)
    if begins and not (letter and letter.start() < begins.start() - 400):
        start = begins.start()
    else:
        start = max((letter or named or begins).start() - 160, 0) if (letter or named or begins) else 0  # type: ignore[union-attr]
    ends = ENDS.search(text, start + 40, HEAD)
    return start, min(ends.start() if ends else start + 1600, len(text))


def _alias(text: str, start: int, end: int) -> str:
    for match in ALIAS.finditer(text, start, end):
        if not NOT_PARTY.match(match["alias"].strip()):
            return match["alias"].strip()
    return ""


def _alias_at(text: str, party: Party) -> int | None:
    at = text.find(party.alias, party.end)
    return at if at >= 0 else None
