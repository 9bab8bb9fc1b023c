"""The agent that reads contracts: clauses with their risk, duties and dates, each with the words it rests on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from comity.ai.agent import Agent, Case, Checked
from comity.ai.offline import clauses, sentences
from comity.ai.offline.clauses import Obligation, Terms
from comity.packs.sales.contracts.review import ClauseFound, ContractReview, Duty, KeyDate, Words

T = TypeVar("T", bound=Words)
MOST_DUTIES: Final = 300
SHORTEST: Final = 4
CASES_READ: Final = date(2026, 11, 20)


@dataclass(frozen=True)
class Read:
    """A contract's words, and the day it is read."""

    text: str
    today: date


def _told(read: Read) -> str:
    return f"Today is {read.today:%A, %d %B %Y}. The contract:\n\n{read.text}"


def _offline(read: Read) -> ContractReview:
    language = sentences.language(read.text)
    terms = clauses.terms(read.text, language, read.today)
    owed = clauses.obligations(read.text, language, terms.effective_on)
    return ContractReview(
        clauses=[
            ClauseFound(
                kind=one.kind, risk=one.risk, reason=one.reason, number=one.number[:40], heading=one.heading[:200],
                quote=one.quote(read.text), start=one.start, end=one.end, confidence=one.confidence, method=one.method,
            )
            for one in clauses.find(read.text, language)
        ],
        duties=[_duty(read.text, one) for one in owed[:MOST_DUTIES]],
        dates=_dates(read.text, terms),
        renews=terms.renews,
        law=terms.law,
        language=language,
    )  # fmt: skip


def _duty(text: str, one: Obligation) -> Duty:
    many = one.within is not None and one.within.count != 1
    within = f"{one.within.count} {one.within.unit.replace('_', ' ')}{'s' if many else ''}" if one.within else ""
    return Duty(
        who=one.who[:200], what=one.what, due=one.due, due_words=" · ".join(filter(None, (within, one.after)))[:300],
        every=one.every, must_not=one.must_not, quote=text[one.start : one.end], start=one.start, end=one.end,
        confidence=one.confidence, method="rules",
    )  # fmt: skip


def _dates(text: str, terms: Terms) -> list[KeyDate]:
    """The days it lives by, each with the words it was read from."""
    places = {name: (start, end) for name, start, end in reversed(terms.spans)}
    wanted = (
        ("effective", terms.effective_on, ("effective_on", "signed_on")),
        ("expiry", terms.expires_on, ("expires_on", "initial")),
        ("notice", terms.give_notice_by, ("give_notice_by", "notice", "renewal", "renews")),
    )
    found = []
    for kind, day, fields in wanted:
        place = next((places[field] for field in fields if field in places), None)
        if day is not None and place is not None:
            start, end = place
            said = {"kind": kind, "day": day, "quote": text[start:end], "start": start, "end": end}
            found.append(KeyDate.model_validate({**said, "confidence": 0.8, "method": "rules"}))
    return found


def _check(read: Read, answer: ContractReview) -> Checked[ContractReview]:
    """What does not stand in the contract is no finding."""
    known = set(clauses.KINDS)
    found, lost = _placed(read.text, [one for one in answer.clauses if one.kind in known])
    duties, lost_duties = _placed(read.text, answer.duties)
    dates, lost_dates = _placed(read.text, answer.dates)
    sure = [one.confidence for one in found]
    return Checked(
        answer.model_copy(update={"clauses": found, "duties": duties, "dates": dates}),
        len(found) + len(duties) + len(dates),
        lost
        + lost_duties
        + lost_dates
        + len(answer.clauses)
        - len([one for one in answer.clauses if one.kind in known]),
        round(sum(sure) / len(sure), 3) if sure else None,
    )


def _placed(text: str, values: Iterable[T]) -> tuple[list[T], int]:
    """Those whose words stand in the text, with their place; and how many do not."""
    good: list[T] = []
    lost = 0
    for value in values:
        if value.quote and value.start >= 0 and text[value.start : value.end] == value.quote:
            good.append(value)
        elif place := locate(text, value.quote):
            start, end = place
            good.append(value.model_copy(update={"start": start, "end": end, "quote": text[start:end]}))
        else:
            lost += 1
    return good, lost


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """Where the words stand, blind to spacing; None where they do not."""
    words = quote.strip(" \"'“”…").split()
    if len("".join(words)) < SHORTEST:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return (found.start(), found.end()) if found else None


@cache
def _cases() -> list[Case[Read, ContractReview]]:
    """Contracts of our own, in the `.toml` beside this, with the kinds of clauses that are in them."""
    cases = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["case"]
    return [Case(Read(one["text"], CASES_READ), lambda said, one=one: _share(one, said)) for one in cases]  # type: ignore[misc]


def _share(one: Mapping[str, Any], said: ContractReview) -> float:
    """Kinds that were found where they are, and not where they are not."""
    kinds = {clause.kind for clause in said.clauses}
    right = sum(kind in kinds for kind in one["found"]) + sum(kind not in kinds for kind in one["absent"])
    return right / (len(one["found"]) + len(one["absent"]))


REVIEWER: Agent[Read, ContractReview] = Agent(
    name="contract_review",
    output=ContractReview,
    prompt=Path(__file__).with_suffix(".md"),
    ask=_told,
    offline=_offline,
    check=_check,
    complexity="accurate",
    cases=_cases,
)
