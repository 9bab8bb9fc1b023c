"""Dates, money, phones, e-mail and web addresses against labelled sentences (the Recognizers-Text form)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from comity.ai.offline import contacts, dates, money
from comity.ai.offline.dates import SURE, When
from tests.evals.score import Score

DATES = {"English": "en", "German": "de", "Portuguese": "pt", "Spanish": "es", "French": "fr"}
LEADS = (
    "on ",
    "the ",
    "in the ",
    "around ",
    "at ",
    "for ",
    "in ",
    "am ",
    "den ",
    "der ",
    "dem ",
    "as ",
    "às ",
    "na ",
    "no ",
)
FORMS = {"date": "%Y-%m-%d", "time": "%H:%M:%S", "datetime": "%Y-%m-%d %H:%M:%S"}


def tasks(folder: Path) -> Iterator[Score]:
    """Every file of `dates_money` that we can answer for."""
    here = folder / "dates_money"
    for path in sorted(here.glob("DateTime_*DateTimeModel.json")) + sorted(here.glob("DateTime_*DateParser.json")):
        language = next((code for name, code in DATES.items() if name in path.name), None)
        if language:
            yield from _dates(path, language)
    for name, find in (
        ("NumberWithUnit_English_CurrencyModel", _money),
        ("Sequence_English_PhoneNumberModel", _phones),
        ("Sequence_English_EmailModel", lambda text: [(c.start, c.end, c.confidence) for c in contacts.emails(text)]),
        ("Sequence_English_URLModel", lambda text: [(c.start, c.end, c.confidence) for c in contacts.urls(text)]),
    ):
        if (here / f"{name}.json").exists():
            yield _plain(here / f"{name}.json", find)


def _read(path: Path) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return data


def _dates(path: Path, language: str) -> Iterator[Score]:
    spans = Score("dates: span", path.stem, language=language)
    values = Score(
        "dates: span and value",
        path.stem,
        language=language,
        note="am/pm unsaid: either is right; calibration on odd rows",
    )
    for row, case in enumerate(_read(path)):
        reference = case.get("Context", {}).get("ReferenceDateTime")
        if not reference:
            continue
        text = case["Input"]
        found = [(d.start, d.end, d.when) for d in dates.find(text, datetime.fromisoformat(reference), language)]
        spans.cases += 1
        values.cases += 1
        used: set[int] = set()
        good: set[int] = set()
        for wanted in case["Results"]:
            kind = (wanted.get("TypeName") or wanted.get("Type", "")).replace("datetimeV2.", "")
            hit = next((n for n, f in enumerate(found) if n not in used and f[2].kind == kind
                        and _bare(text[f[0] : f[1]]) == _bare(wanted["Text"])), None)  # fmt: skip
            if hit is None:
                spans.missed += 1
                values.missed += 1
                continue
            used.add(hit)
            spans.right += 1
            if _value(found[hit][2]) in _wanted(wanted):
                values.right += 1
                good.add(hit)
            else:
                values.missed += 1
                values.extra += 1
        spans.extra += len(found) - len(used)
        values.extra += len(found) - len(used)
        if row % 2:
            values.certain += [(SURE.get(f[2].kind, 0.85), n in good) for n, f in enumerate(found)]
    yield spans
    yield values


def _bare(text: str) -> str:
    """Without the preposition before it, which the labels keep or leave by no rule."""
    text = text.lower().strip(" .,()")
    for lead in LEADS:
        text = text.removeprefix(lead)
    return text


def _value(when: When) -> str:
    kind = when.kind
    if kind == "duration":
        return f"{when.seconds:.10g}"
    if kind in ("set", "none") or (when.start is None and when.end is None):
        return "not resolved"
    form = FORMS[kind.removesuffix("range")]

    def shown(moment: datetime | None) -> str:
        return moment.strftime(form) if moment else ""

    return f"{shown(when.start)}..{shown(when.end)}" if kind.endswith("range") else shown(when.start)


def _wanted(result: dict[str, Any]) -> list[str]:
    if "Resolution" in result:
        values = result["Resolution"]["values"]
        return [value.get("value") or f"{value.get('start', '')}..{value.get('end', '')}" for value in values]
    return [str(value) for value in (result["Value"].get("FutureResolution") or {}).values()]


Find = Callable[[str], Sequence[tuple[int, int, float]]]


def _money(text: str) -> list[tuple[int, int, float]]:
    return [(m.start, m.end, m.confidence) for m in money.find(text)]


def _phones(text: str) -> list[tuple[int, int, float]]:
    return [(c.start, c.end, c.confidence) for c in contacts.phones(text)]


def _plain(path: Path, find: Find) -> Score:
    score = Score(path.stem.split("_")[-1].removesuffix("Model").lower(), path.stem)
    for case in _read(path):
        text = case["Input"]
        spans = find(text)
        found = [text[start:end].lower().strip() for start, end, _ in spans]
        wanted = [result["Text"].lower().strip() for result in case["Results"]]
        right = sum(1 for each in wanted if each in found)
        score.cases += 1
        score.certain += [(sure, said in wanted) for said, (_, _, sure) in zip(found, spans, strict=True)]
        score.right += right
        score.missed += len(wanted) - right
        score.extra += max(len(found) - right, 0)
    return score
