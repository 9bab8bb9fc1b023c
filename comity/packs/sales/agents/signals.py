"""The agent that listens: signals, action items and names of a call, each with the words they rest on."""

from __future__ import annotations

from pathlib import Path

from comity.ai import evidence
from comity.ai.agent import Agent, Checked
from comity.ai.offline import engine
from comity.ai.schemas import CallSignals
from comity.packs.sales.agents import cases
from comity.packs.sales.agents.heard import Heard, told, unit


def _offline(heard: Heard) -> CallSignals:
    return engine.extract(heard.read(), ours=heard.ours)


def _check(heard: Heard, answer: CallSignals) -> Checked[CallSignals]:
    """Quotes looked up; what a model leaves out (tone, what is missing) is reckoned here."""
    true, kept, dropped = evidence.of_signals(heard.transcript, answer)
    if not true.sentiment.sentences:
        own = engine.extract(heard.read(), ours=heard.ours)
        true = true.model_copy(update={"sentiment": own.sentiment, "missing": own.missing, "language": own.language})
    sure = [signal.confidence for signal in true.signals]
    return Checked(true, kept, dropped, round(sum(sure) / len(sure), 3) if sure else None)


SIGNALS: Agent[Heard, CallSignals] = Agent(
    name="call_signals",
    output=CallSignals,
    prompt=Path(__file__).with_suffix(".md"),
    ask=told,
    offline=_offline,
    check=_check,
    complexity="balanced",
    cases=cases.of_signals,
    counts="call_analyses",
    unit=unit,
)
