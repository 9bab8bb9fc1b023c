"""What the agents of a call are tried on: calls of our own, in the `.toml` beside each agent."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from comity.ai.agent import Case
from comity.ai.offline.transcript import read
from comity.ai.schemas import Brief, CallSignals
from comity.packs.sales.agents.heard import Heard

WHEN: Final = datetime(2026, 11, 20)


@cache
def of_signals() -> list[Case[Heard, CallSignals]]:
    """Calls with what must be heard in them."""
    return [Case(_heard(one), lambda said, one=one: _signals(one, said)) for one in _cases("signals")]  # type: ignore[misc]


@cache
def of_brief() -> list[Case[Heard, Brief]]:
    """Calls with what a colleague must read of them."""
    return [Case(_heard(one), lambda said, one=one: _brief(one, said)) for one in _cases("brief")]  # type: ignore[misc]


def _cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))["case"]
    return found


def _heard(one: Mapping[str, Any]) -> Heard:
    return Heard(read(one["call"]), WHEN)


def _signals(one: Mapping[str, Any], said: CallSignals) -> float:
    """What was to be heard and was, of that and every false alarm."""
    found = {f"{s.kind}.{s.value}" for s in said.signals if s.kind != "sentiment" and s.evidence.side != "us"}
    wanted = set(one.get("heard", ()))
    wrong = found - wanted - set(one.get("fine", ()))
    return len(wanted & found) / len(wanted | wrong) if wanted or wrong else 1.0


def _brief(one: Mapping[str, Any], said: Brief) -> float:
    """The share of what must be said; nothing for a brief that says what nobody did."""
    points = (*said.summary, *said.needs, *said.decisions, *said.questions)
    words = " ".join([said.headline, *(point.text for point in points)]).lower()
    if any(never in words for never in one["never"]):
        return 0.0
    return sum(part in words for part in one["says"]) / len(one["says"])
