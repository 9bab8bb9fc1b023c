"""Whole calls: our own judgement cases of each agent, the invariants of every answer, and briefs against summaries."""

from __future__ import annotations

import asyncio
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from comity import config
from comity.ai.offline import engine
from comity.ai.offline.transcript import read
from comity.ai.providers import Failure, chain
from comity.ai.schemas import CallSignals
from comity.packs.sales.agents.heard import Heard
from comity.packs.sales.agents.signals import SIGNALS
from tests.evals.score import Score

NOW = datetime(2026, 11, 20)
CASES = Path(__file__).parents[2] / "comity/packs/sales/agents/signals.toml"


def tasks(folder: Path) -> Iterator[Score]:
    """Our own cases by every engine there is, then the calls that lie in the folder."""
    cases = tomllib.loads(CASES.read_text("utf-8"))["case"]
    yield _judged(cases, "offline", lambda heard: SIGNALS.offline(heard))
    for model in chain(config.load({}), SIGNALS.complexity):
        try:
            yield _judged(cases, f"{model.provider}:{model.name}", lambda heard, m=model: _asked(heard, m))
        except Failure as failure:
            print(f"{model.provider}:{model.name} was left out: {failure.problem}")
    paths = sorted((folder / "conversations/nile_sales_calls").glob("*.txt"))
    if paths:
        yield _evidence(paths)
    meetings = sorted((folder / "conversations/qmsum").glob("*.json"))
    if meetings:
        yield _briefs(meetings)


def _judged(cases: list[dict[str, Any]], name: str, answer: Any) -> Score:
    """Each case names signals that must be heard and signals that must not."""
    score = Score("signals", "agents/signals.toml", name)
    for case in cases:
        heard = Heard(read(case["call"]), NOW)
        signals = [s for s in answer(heard).signals if s.kind != "sentiment" and s.evidence.side != "us"]
        found = {f"{s.kind}.{s.value}": s.confidence for s in signals}
        score.cases += 1
        for wanted in case.get("heard", ()):
            score.right += wanted in found
            score.missed += wanted not in found
            if wanted in found:
                score.certain.append((found[wanted], True))
        allowed = set(case.get("heard", ())) | set(case.get("fine", ()))
        for wrong in found.keys() - allowed:
            score.extra += 1
            score.certain.append((found[wrong], False))
    return score


def _asked(heard: Heard, model: Any) -> CallSignals:
    async def ask() -> CallSignals:
        async with httpx.AsyncClient(timeout=120) as client:
            schema = CallSignals.model_json_schema()
            reply = await model.answer(client, SIGNALS.instructions, SIGNALS.ask(heard), schema)
        return SIGNALS.check(heard, CallSignals.model_validate(reply.data)).output

    return asyncio.run(ask())


def _evidence(paths: list[Path]) -> Score:
    """No labels here: every value must stand in the words, and no call may be without a need, doubt or next step."""
    score = Score("evidence stands", "nile_sales_calls", note="right: the quote is exactly what stands at its offsets")
    for path in paths:
        transcript = read(path.read_bytes(), path.name)
        found = engine.extract(engine.prepare(transcript, NOW))
        score.cases += 1
        for each in (*found.signals, *found.action_items, *found.people):
            exact = transcript.text[each.evidence.start : each.evidence.end] == each.evidence.quote
            score.right += exact
            score.extra += not exact
        score.missed += not found.signals
    return score


def _briefs(paths: list[Path]) -> Score:
    """Words shared with the summary a person wrote (ROUGE-1), a weak measure that shows a fall."""
    score = Score("brief: words shared", "qmsum", note="ROUGE-1 against a person's summary of the meeting")
    for path in paths:
        raw = json.loads(path.read_text("utf-8"))
        wanted = Counter(_words(raw["general_query_list"][0]["answer"]))
        reading = engine.prepare(read(path.read_bytes(), path.name), NOW)
        brief = engine.summarise(reading, engine.extract(reading))
        said = Counter(_words(" ".join(p.text for p in (*brief.summary, *brief.needs, *brief.decisions))))
        shared = sum((wanted & said).values())
        score.cases += 1
        score.right += shared
        score.missed += sum(wanted.values()) - shared
        score.extra += sum(said.values()) - shared
    return score


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]{3,}", text.lower())
