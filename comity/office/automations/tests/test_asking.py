"""The step that asks a model: answered from the record, named by later steps, and nothing made up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.core.db import Database
from comity.office.automations import run
from comity.office.automations.tests.test_automations import TITLE, kind_of, made, ready, runs, tell
from comity.platform.rest import inprocess as rest
from tests.street import keyed, openai, street
from tests.working import Working
from tests.world import World

__all__ = ["ready"]
ASK = {"do": "ask", "question": "Who is {{name}}?"}
KEEP = {"do": "change", "field": "title", "value": "{{answer}}"}


def answering(answer: str, quote: str) -> Callable[[], Any]:
    return lambda: openai({"answer": answer, "quote": quote, "confidence": 0.8})


async def asked(db: Database, world: World) -> dict[str, Any]:
    """An automation that asks about our first contact and keeps what was said; how it ended."""
    kind = kind_of()
    automation = await made(db, world.owner, kind, ASK, KEEP)
    async with Working(db, run.automation):
        await tell(db, world.owner, kind, world.ours.contacts[0])
        (row,) = await runs(db, world.owner, automation, 1)
    return row


async def name_of(db: Database, world: World) -> str:
    async with db.acting(world.owner) as tx:
        found = await rest.one(tx, "name", "contacts", f"id=eq.{world.ours.contacts[0]}")
    return str((found or {})["name"])


async def test_what_was_said_is_named_by_later_steps(
    db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = await name_of(db, world)
    async with street(openai=answering("Somebody we know", name)) as here:
        keyed(monkeypatch, here, "openai:gpt-5-mini")
        row = await asked(db, world)
    assert row["state"] == "done", row
    assert name in str(here.bodies[0])
    async with db.acting(world.owner) as tx:
        assert await tx.value(TITLE, org_id=world.ours.id, id=world.ours.contacts[0]) == "Somebody we know"


async def test_an_answer_that_rests_on_nothing_does_not_count(
    db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with street(openai=answering("The Emperor of Mars", "words that stand nowhere in it")) as here:
        keyed(monkeypatch, here, "openai:gpt-5-mini")
        row = await asked(db, world)
    assert row["state"] == "failed" and "rests on nothing" in row["why"]
    async with db.acting(world.owner) as tx:
        assert "Mars" not in str(await tx.value(TITLE, org_id=world.ours.id, id=world.ours.contacts[0]))


async def test_without_a_model_it_says_so(db: Database, world: World) -> None:
    row = await asked(db, world)
    assert row["state"] == "failed" and "needs a model" in row["why"]
