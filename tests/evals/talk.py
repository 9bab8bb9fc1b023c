"""Sentences and dialogues: who is asked to do what, and when, against people's labels."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from comity.ai.offline import dates
from comity.ai.offline.actions import likelihood
from comity.ai.offline.text import fold
from tests.evals.score import Score

WHEN = ("date", "time")


def tasks(folder: Path) -> Iterator[Score]:
    """What lies in `conversations`."""
    here = folder / "conversations"
    for path in sorted(here.glob("enron_action_sentences*.csv")):
        yield _actions(path)
    for path in sorted(here.glob("nlupp_*fold*.json")):
        yield _slots(path, json.loads(path.read_text("utf-8")))
    for path in sorted(here.glob("sgd_appointments*.json")):
        yield _dialogues(path)


def _actions(path: Path) -> Score:
    score = Score("action sentences", path.stem, note="one annotator; our line is fitted on 700 of their sentences")
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sure = likelihood(fold(row["sentence"]))
            said, true = sure > 0.5, row["label"] == "action"
            score.cases += 1
            score.right += said and true
            score.extra += said and not true
            score.missed += true and not said
            score.certain.append((sure if said else 1 - sure, said == true))
    return score


def _slots(path: Path, rows: list[dict[str, Any]]) -> Score:
    """Recall of date and time slots; the labels leave other dates unmarked, so precision says little."""
    score = Score("dates in requests", path.stem, note="recall counts: an overlap of the span is a hit")
    for row in rows:
        wanted = [slot["span"] for name, slot in row.get("slots", {}).items() if name.startswith(WHEN)]
        _overlaps(score, row["text"], wanted)
    return score


def _dialogues(path: Path) -> Score:
    score = Score("dates in dialogues", path.stem, note="recall counts: an overlap of the span is a hit")
    for dialogue in json.loads(path.read_text("utf-8")):
        for turn in dialogue["turns"]:
            wanted = [(s["start"], s["exclusive_end"]) for s in turn.get("spans", ()) if s["slot"].endswith(WHEN)]
            _overlaps(score, turn["utterance"], wanted)
    return score


def _overlaps(score: Score, text: str, wanted: list[Any]) -> None:
    found = [(d.start, d.end) for d in dates.find(text, datetime(2022, 3, 15, 9))]
    hits = sum(1 for start, end in wanted if any(a < end and start < b for a, b in found))
    score.cases += 1
    score.right += hits
    score.missed += len(wanted) - hits
    score.extra += sum(1 for a, b in found if not any(a < end and start < b for start, end in wanted))
