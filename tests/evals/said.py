"""Our own calls in five languages: promises and requests with who and when, people and companies, the mood's way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from comity.ai.offline import engine
from comity.ai.offline.coaching import measures
from comity.ai.offline.transcript import read
from comity.ai.schemas import ActionItem, CallSignals
from tests.evals.score import Score

OURS = Path(__file__).with_name("said.yaml")
NOW = datetime(2026, 11, 26, 10)
"""A Thursday."""


def tasks(folder: Path, half: str = "held") -> Iterator[Score]:
    """Four lines a language."""
    for language, cases in yaml.safe_load(OURS.read_text("utf-8"))[half].items():
        yield from scores(language, cases)


def scores(language: str, cases: list[dict[str, Any]]) -> list[Score]:
    """Action items, people, companies and moods of one language."""
    made = [Score(task, "evals/said.yaml held", language=language) for task in
            ("promises and requests", "people named", "companies named", "mood over time")]  # fmt: skip
    made[0].note = "side and day must be right"
    for case in cases:
        reading = engine.prepare(read(case["call"]), NOW)
        found = engine.extract(reading)
        if "actions" in case:
            _actions(made[0], case["actions"], found.action_items)
        for score, kind, key in ((made[1], "person", "people"), (made[2], "company", "companies")):
            if key in case:
                _names(score, set(case[key]), found, kind)
        if "mood" in case:
            _mood(made[3], case["mood"], [value for _, value in measures.measure(reading).sentiment_path])
    return [score for score in made if score.cases]


def _actions(score: Score, wanted: list[dict[str, Any]], found: list[ActionItem]) -> None:
    score.cases += len(wanted)
    left = list(found)
    for each in wanted:
        hit = next((item for item in left if _is(item, each)), None)
        score.right += hit is not None
        score.missed += hit is None
        if hit is not None:
            left.remove(hit)
            score.certain.append((hit.confidence, True))
    score.extra += len(left)
    score.certain += [(item.confidence, False) for item in left]


def _is(item: ActionItem, wanted: dict[str, Any]) -> bool:
    same = wanted["word"].lower() in item.evidence.quote.lower() and item.side == wanted["side"]
    return same and (wanted["due"] is None or item.due == wanted["due"])


def _names(score: Score, wanted: set[str], found: CallSignals, kind: str) -> None:
    said = {person.name: person.confidence for person in found.people if person.kind == kind}
    score.cases += len(wanted)
    score.right += len(said.keys() & wanted)
    score.missed += len(wanted - said.keys())
    score.extra += len(said.keys() - wanted)
    score.certain += [(sure, name in wanted) for name, sure in said.items()]


def _mood(score: Score, wanted: str, path: list[float]) -> None:
    moved = path[-1] - path[0] if len(path) > 1 else 0.0
    good = moved < -0.2 if wanted == "falls" else moved > 0.2
    score.cases += 1
    score.right += good
    score.missed += not good
    score.extra += not good
