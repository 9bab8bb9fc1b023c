"""Who owes what to whom, and by when: the sentences in which a party shall, must or must not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal

from comity.ai.offline.clauses import head, lengths
from comity.ai.offline.clauses.kinds import FOLDER
from comity.ai.offline.clauses.model import Length, Obligation, Party
from comity.ai.offline.clauses.sections import Places, Sentence
from comity.ai.offline.text import fold

Every = Literal["", "day", "week", "month", "quarter", "year"]
MOST = 2000
"""Characters of a sentence that are read."""
WITHIN = re.compile(
    r"(?:within|no(?:t)? later than|at least|not less than|in|innerhalb(?: von)?|binnen|spätestens"
    r"|dans(?: un délai de)?|sous|en un plazo de|dentro de(?: los)?|no prazo de|em até)[\w ]{0,24}$"
)
AFTER = re.compile(
    r"^[\w' ]{0,16}?\b(?:of|after|following|from|prior to|before|nach|ab|vor|après|à compter de"
    r"|suivant|de|desde|a partir de|após|contados de|antes de)\s(?P<after>[^,;.]{3,90})"
)


BEGINNING = re.compile(
    r"effective date|date (?:hereof|of this|first)|signing|execution|commencement|vertragsbeginn"
    r"|inkrafttreten|unterzeichnung"
    r"|signature|entrée en vigueur|firma|assinatura"
)


@dataclass(frozen=True, slots=True)
class Ways:
    """A language's ways to oblige."""

    duty: re.Pattern[str]
    weak: re.Pattern[str]
    every: tuple[tuple[Every, re.Pattern[str]], ...]


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "duties.toml").read_text("utf-8"))


@lru_cache(maxsize=32)
def _ways(language: str, names: tuple[str, ...]) -> Ways:
    raw = _raw().get(language) or _raw()["en"]
    own = "".join(f"|(?:the )?{re.escape(name)}" for name in names)
    who = f"(?:{raw['who']}{own})"
    return Ways(
        re.compile(
            rf"(?<![\w'])(?:(?P<who>{who})(?:,[^,]{{0,80}},)? (?:hereby |also |further "
            rf"|expressly )?(?:(?P<not>{raw['not']})|(?P<must>{raw['must']}))"
            rf"|(?P<nobody>{raw['nobody']}) (?P<may>\w+))(?!\w)"
        ),
        re.compile(rf"^(?:{raw['weak']})(?!\w)"),
        tuple((unit, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for unit, words in raw["every"].items()),
    )


def find(
    text: str,
    sentences: Iterable[Sentence],
    places: Places,
    parties: Sequence[Party],
    language: str,
    reference: date | None = None,
) -> Iterator[Obligation]:
    """One for each sentence that obliges somebody; dates written out, or counted from `reference`."""
    names = tuple(sorted({fold(p.alias) for p in parties if len(p.alias) > 1}, key=len, reverse=True))
    ways = _ways(language, names)
    for sentence in sentences:
        match = ways.duty.search(sentence.folded[:MOST])
        if match is None or ways.weak.match(sentence.folded[match.end() :].lstrip()):
            continue
        yield _one(text, sentence, match, ways, places, language, reference)


def _one(
    text: str,
    sentence: Sentence,
    match: re.Match[str],
    ways: Ways,
    places: Places,
    language: str,
    reference: date | None,
) -> Obligation:
    words = " ".join(text[sentence.start : sentence.end].split())
    aligned = len(words) == len(sentence.folded)
    shown = words if aligned else sentence.folded
    who = shown[match.start("who") : match.end("who")] if match["who"] else shown[slice(*match.span("nobody"))]
    what = re.split(r"(?<=\w)[;.](?:\s|$)", shown[match.end() :], maxsplit=1)[0].strip(" ,:")
    due, within, after = _when(sentence.folded, match.end(), language, reference)
    section = places.at(sentence.start)
    every: Every = next((unit for unit, way in ways.every if way.search(sentence.folded, match.start())), "")
    sure = 0.72 + 0.1 * (due is not None or within is not None) + 0.06 * bool(section and section.number)
    return Obligation(
        who=_named(who),
        what=(what[:1].upper() + what[1:])[:400],
        start=sentence.start,
        end=sentence.end,
        confidence=round(sure, 2),
        due=due,
        within=within,
        after=after,
        every=every,
        must_not=bool(match["not"] or match["nobody"]),
        number=section.number if section else "",
        heading=section.heading if section else "",
    )


def _named(who: str) -> str:
    bare = re.sub(r"^(?:the|der|die|das|le|la|les|el|los|o|a|os|as)\s", "", who, flags=re.I)
    return (bare[:1].upper() + bare[1:])[:120]


def _when(folded: str, start: int, language: str, reference: date | None) -> tuple[date | None, Length | None, str]:
    dated = head.DATE.search(folded, start)
    due = lengths.day(dated.group(), day_first=language != "en") if dated else None
    for length, first, last in lengths.lengths(folded):
        if first < start and not WITHIN.search(folded[max(0, first - 40) : first]):
            continue
        if WITHIN.search(folded[max(0, first - 40) : first]):
            after = AFTER.match(folded[last : last + 120])
            if due is None and reference is not None and after and BEGINNING.search(after["after"]):
                due = lengths.add(reference, length)
            return due, length, after["after"].strip() if after else ""
    return due, None, ""
