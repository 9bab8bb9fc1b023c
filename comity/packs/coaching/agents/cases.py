"""What the judge is tried on: talks of our own, in `judge.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from comity.ai.agent import Case
from comity.ai.offline.transcript import read
from comity.packs.coaching.rubrics import Criterion

if TYPE_CHECKING:
    from comity.packs.coaching.agents.judge import Judgement, Talk

WHEN: Final = datetime(2026, 11, 20, tzinfo=UTC)
GOOD, BAD = 70, 40


@cache
def of_judge() -> list[Case[Talk, Judgement]]:
    """Talks with what must come out well or badly."""
    from comity.packs.coaching.agents.judge import Talk

    cases = []
    for one in tomllib.loads(Path(__file__).with_name("judge.toml").read_text("utf-8"))["case"]:
        names = (*one.get("good", ()), *one.get("bad", ()))
        criteria = tuple(
            Criterion(id=UUID(int=number + 1), position=number, name=name, good=name.replace("_", " "), measure=name)
            for number, name in enumerate(names)
        )
        talk = Talk(read(one["call"].replace(" (us)", ""), us=("Remy",)), criteria, WHEN)
        cases.append(Case(talk, lambda said, one=one, names=names: _share(one, names, said)))  # type: ignore[misc]
    return cases


def _share(one: Mapping[str, Any], names: tuple[str, ...], said: Judgement) -> float:
    """Of what was to be judged, how much came out as it must; without words for it, it does not count."""
    scores = {names[score.criterion]: score.score for score in said.scores if 0 <= score.criterion < len(names)}
    right = sum(scores.get(name, 0) >= GOOD for name in one.get("good", ()))
    right += sum(scores.get(name, 0) <= BAD for name in one.get("bad", ()))
    return right / len(names)
