"""An agent tried on its cases: asked for on its page, done by a worker, shown to whom it belongs.  seed: AC13"""

from __future__ import annotations

import re
import time

import pytest

from comity.ai.agent import Agent
from comity.app import PACKS
from tests.app import App
from tests.visits import visit

AGENTS = {agent.name: agent for pack in PACKS for agent in pack.agents if isinstance(agent, Agent) and agent.cases}
PAGE = "/settings/ai/agents/call_brief"


def test_an_agent_is_tried_on_its_cases_from_its_page(app_server: App) -> None:
    with visit(app_server, app_server.world.owner) as owner:
        assert "Try it on its cases" in owner.get(PAGE).text
        assert owner.post(f"{PAGE}/trials").status_code in (303, 200)
        assert owner.post("/settings/ai/agents/nobody/trials").status_code == 404
        for _wait in range(900):
            if "On its own cases" in (page := owner.get(PAGE).text):
                break
            time.sleep(0.1)
        said = re.search(r"<b>offline</b>.*?(\d+)%.*?(\d+) cases", page, re.S)
        assert said and int(said[1]) > 70 and int(said[2]) == len(AGENTS["call_brief"].cases()), said  # type: ignore[misc]
        assert f"{said[1]}%" in owner.get("/settings/ai/agents").text
    with visit(app_server, app_server.world.stranger) as stranger:
        assert "On its own cases" not in stranger.get(PAGE).text
    with visit(app_server, app_server.world.rep) as rep:
        assert rep.get(PAGE).status_code == rep.post(f"{PAGE}/trials").status_code == 403


@pytest.mark.parametrize("name", sorted({"call_signals", "call_brief", "contract_review", "call_judge", *AGENTS}))
def test_every_case_can_be_graded_and_rules_do_well_on_most(name: str) -> None:
    agent = AGENTS[name]
    assert agent.cases is not None
    grades = [case.grade(agent.check(case.given, agent.offline(case.given)).output) for case in agent.cases()]
    assert all(0 <= grade <= 1 for grade in grades) and sum(grades) / len(grades) > 0.7, grades
