"""Questions the rules cannot read: a model answers in the query dialect, checked, under the asker's rights.

seed: AG01, F01, D21, RT03
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from comity.ai.agent import NoAnswer
from comity.app import PACKS
from comity.core.db import Database
from comity.core.sql import compile_named
from comity.office.search import ask, find, reader, recents
from comity.office.search.reader import Filter, Said, Wish
from comity.platform.rest import inprocess as rest
from tests.street import keyed, openai, street
from tests.world import World

LEADS = [noun for noun in find.nouns(PACKS) if noun.name == "leads"]
WISH = Wish("who is about to leave us", date(2026, 11, 21), "EUR",
            {"leads": {"status": "text", "amount_base": "money", "owner_id": "id", "title": "text"}},
            {"person": {"remy duval": "0190"}}, "me-id")  # fmt: skip


def said(*filters: tuple[str, str, str], relation: str = "leads", **more: Any) -> Said:
    made = [Filter(column=column, op=op, value=value) for column, op, value in filters]  # type: ignore[arg-type]
    return Said(relation=relation, filters=made, **more)


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody serves here, so nothing is planned; the pages' tests plan."""
    monkeypatch.setattr(rest, "check", lambda relation, query: [])


def test_only_columns_and_ids_that_are_there() -> None:
    found = reader.READER.check(
        WISH, said(("status", "eq", "open"), ("password", "eq", "x"), ("owner_id", "eq", "9999"))
    )
    assert [one.column for one in found.output.filters] == ["status"] and (found.kept, found.dropped) == (1, 2)
    mine = reader.READER.check(WISH, said(("owner_id", "in", "0190,me-id")))
    assert mine.kept == 1
    for wrong in (
        said(("status", "eq", "open"), relation="users"),
        said(),
        said(("nothing", "eq", "1"), order="secret"),
    ):
        assert reader.READER.check(WISH, wrong).kept == 0


def test_values_stay_values() -> None:
    odd = said(("title", "ilike", "x),id=gt.0&select=*"), ("status", "in", 'open,won"),(x'), ("title", "is", "NULL"))
    reading = reader._reading(WISH, odd, "en")
    assert [pair[0] for pair in reading.pairs] == ["title", "status", "title"]
    assert "select=" not in reading.query.split("&")[-1] and reading.query.count("&") == 2


def test_without_a_model_nobody_pretends() -> None:
    with pytest.raises(NoAnswer):
        reader.READER.offline(WISH)


@pytest.mark.parametrize(
    ("text", "wants"), [("claire", False), ("claire fontaine", False), ("who might leave us soon", True)]
)
def test_only_questions_are_put_to_a_model(text: str, wants: bool) -> None:
    assert reader.wanted(text, None) is wants


async def test_a_model_reads_what_the_rules_cannot(db: Database, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {
        "relation": "leads",
        "filters": [{"column": "health_score", "op": "lt", "value": "50"}],
        "left_out": ["soon"],
    }
    async with street(openai=lambda: openai(json.dumps(answer))) as here:
        keyed(monkeypatch, here, "openai:gpt-5-mini")
        found = await reader.read(db, world.rep, LEADS, "which deals might slip away from us soon", "en")
    assert found is not None and found[1].startswith("gpt-5") and found[0].href == "/leads?health_score=lt.50"
    assert [part.words for part in found[0].reading.unknown] == ["soon"]
    assert len(here.asked) == 1 and "select" not in json.dumps(here.bodies[0]).lower().split("question:")[-1]


async def test_nobody_is_asked_without_a_key(db: Database, world: World) -> None:
    assert await reader.read(db, world.theirs.rep, LEADS, "which deals might slip away", "en") is None


async def test_history_keeps_what_was_found(db: Database, world: World) -> None:
    async with db.acting(world.rep) as tx:
        answer = await ask.ask(tx, LEADS, "open leads", "en")
        await recents.asked(tx, "open leads", answer, results=3)
    query = compile_named(
        "t", "A test's own.", "select question, results, engine from ai_queries where org_id = :org_id"
    )
    assert await db.once(world.rep, query) == [{"question": "open leads", "results": 3, "engine": "rules"}]
    assert await db.once(world.owner, query) == []  # private to the person
