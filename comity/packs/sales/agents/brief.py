"""The agent that tells a colleague what the call was about, in points that each stand in the transcript."""

from __future__ import annotations

from pathlib import Path

from comity.ai import evidence
from comity.ai.agent import Agent, Checked
from comity.ai.offline import engine
from comity.ai.schemas import Brief
from comity.packs.sales.agents import cases
from comity.packs.sales.agents.heard import Heard, told, unit


def _offline(heard: Heard) -> Brief:
    read = heard.read()
    return engine.summarise(read, heard.signals or engine.extract(read, ours=heard.ours))


def _check(heard: Heard, answer: Brief) -> Checked[Brief]:
    true, kept, dropped = evidence.of_brief(heard.transcript, answer)
    sure = [point.confidence for point in true.summary]
    return Checked(true, kept, dropped, round(sum(sure) / len(sure), 3) if sure else None)


BRIEF: Agent[Heard, Brief] = Agent(
    name="call_brief",
    output=Brief,
    prompt=Path(__file__).with_suffix(".md"),
    ask=told,
    offline=_offline,
    check=_check,
    complexity="balanced",
    cases=cases.of_brief,
    counts="call_analyses",
    unit=unit,
)
