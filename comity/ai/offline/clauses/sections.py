"""A contract's text in numbered and headed sections, and in sentences; offsets always into the given text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comity.ai.offline.clauses.model import Section
from comity.ai.offline.text import fold

LONGEST = 6000
"""Characters a sentence may have; text without any full stop is cut there at a blank."""
NUMBER = (
    r"(?:(?:article|section|clause|artikel|abschnitt|ziffer|cl[aá]usula|art[ií]culo|secci[oó]n|artigo|se[cç][aã]o)\s+"
    r"(?:[ivxlc]{1,7}|\d{1,3}(?:\.\d{1,3}){0,4})\b[.:)]?|§\s?\d{1,3}[a-z]?\b"
    r"|\d{1,3}(?:\.\d{1,3}){1,4}\.?(?=[\s\u00a0])|\d{1,3}[.)](?=\s))"
)
START = re.compile(rf"(?:(?<=\n)|^)[ #>*_]{{0,60}}(?P<number>{NUMBER})\s{{0,40}}", re.I)
INLINE = re.compile(rf"(?<=[.;:)\"]\s)\s{{0,40}}(?P<number>{NUMBER})\s{{0,40}}(?=[A-Z\"“§])", re.I)
BARE = re.compile(r"(?<!\S)(?P<before>\S{1,40})\s(?P<number>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\s{1,4}(?=[A-Z\"“][a-zA-Z])")
"""`1.1 Commencement` in the middle of a flattened page; not `Section 1.1 Commencement`."""
REFERS = re.compile(
    r"^\W*(?:sections?|articles?|clauses?|paragraphs?|exhibit|schedule|and|or|to|of|in|§+|ziffern?|absatz"
    r"|nr\.?)\W*$",
    re.I,
)
HEADING = re.compile(
    r"(?P<heading>(?:[A-ZÀ-Þ][\w&/,'’()-]*)(?:[ ]+(?:[A-ZÀ-Þ&][\w&/,'’()-]*|of|and|the|to|for|in|on|by"
    r"|or|with|und|der|des|von|de|la|et|y|e|do|da|del|du)){0,9})(?:[.:]|\s[-–—]|\s{2,}|\n|$)"
)
CAPITALS = re.compile(r"(?<=\n)[ \t#*_]*(?P<heading>[A-ZÀ-Þ][A-ZÀ-Þ &/,'’-]{3,70})[ \t*_]*(?=\n|$)")
ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|inc|ltd|co|corp|llc|l\.p|no|nos|nr|jr|sr|art|sec|para|cl|ave"
    r"|blvd|dept|ph|rev|fed|cal|ref"
    r"|e\.g|i\.e|a\.m|p\.m|u\.s|u\.k|u\.s\.c|z\.b|d\.h|u\.a|bzw|ca|ggf|inkl|zzgl|abs|ziff|vgl|usw|s\.a"
    r"|s\.l|cf|approx|v|p\.o|seq)|\b[a-z]|(?<![\w.])\d{1,2}(?:\.\d{1,2}){0,3})\.$"
)
STOP = re.compile(r"[.?!][\"'”’)\]]{0,3}(?=\s)|\n[ \t]*\n\s*")
OPENS = re.compile(r"[\s(\[\"'“‘*_#>-]*(?:[A-ZÀ-Þ0-9§•]|[a-z]\)|\()")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence by offsets, and its words folded and squeezed for matching."""

    start: int
    end: int
    folded: str


def split(text: str) -> tuple[Section, ...]:
    """All numbered or headed sections in order."""
    marks: list[tuple[int, str, int]] = []
    for pattern in (START, INLINE):
        marks += [(m.start("number"), m["number"].strip(" .)"), m.end()) for m in pattern.finditer(text)]
    marks += [(m.start("number"), m["number"], m.end()) for m in BARE.finditer(text) if not REFERS.match(m["before"])]
    marks += [(m.start("heading"), "", m.start("heading")) for m in CAPITALS.finditer(text)]
    marks = _distinct(sorted(marks))
    out = []
    for at, (start, number, after) in enumerate(marks):
        end = marks[at + 1][0] if at + 1 < len(marks) else len(text)
        found = HEADING.match(text, after, min(end, after + 160))
        body = found.end() if found else after
        heading = " ".join(found["heading"].split()).rstrip(",") if found else ""
        out.append(Section(number, heading, start, min(body, end), end, number.count(".") + 1 if number else 0))
    return tuple(out)


def _distinct(marks: Sequence[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    out: list[tuple[int, str, int]] = []
    for mark in marks:
        if not out or mark[0] >= out[-1][2]:
            out.append(mark)
    return out


class Places:
    """Which section an offset lies in."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._starts = [section.start for section in sections]

    def at(self, offset: int) -> Section | None:
        """The section, None before the first."""
        found = bisect_right(self._starts, offset) - 1
        return self._sections[found] if found >= 0 else None


def sentences(text: str, sections: Sequence[Section]) -> Iterator[Sentence]:
    """Every sentence; section numbers and headings begin new ones."""
    folded = fold(text)
    cuts = sorted({section.start for section in sections} | {section.body for section in sections})
    at = 0
    for cut in [*cuts, len(text)]:
        for start, end in _stops(text, folded, at, cut):
            yield Sentence(start, end, " ".join(folded[start:end].split()))
        at = max(at, cut)


def _stops(text: str, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in STOP.finditer(text, start, end):
        blank = match.group()[0] == "\n"
        if match.end() <= at or not _ends(text, folded, at, match, end, blank):
            continue
        yield from _cut(text, at, match.start() if blank else match.end())
        at = match.end()
    yield from _cut(text, at, end)


def _ends(text: str, folded: str, at: int, match: re.Match[str], end: int, blank: bool) -> bool:
    """A page break in the middle of a sentence ends nothing, nor does an abbreviation."""
    if not OPENS.match(text, match.end(), min(end, match.end() + 12)):
        return match.end() >= end
    if blank:
        before = text[max(at, match.start() - 40) : match.start()].rstrip()
        return not before.endswith((",", ";", "and", "or", "the", "of", "to", "und", "oder")) or match.end() >= end
    if match.group()[0] != ".":
        return True
    stop = match.start() + 1
    return not ABBREVIATION.search(folded[max(at, stop - 12) : stop])


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = end
        if end - start > LONGEST:
            blank = text.rfind(" ", start + 1, start + LONGEST)
            stop = blank if blank > start else start + LONGEST
        first, last = start, stop
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            yield first, last
        start = stop
