"""Personas: whom one practises with. Their objections were really heard in lost calls, or were typed by somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.web.i18n import gettext as _

q = sql.load(__file__)
MOST = 8
NOTHING_HEARD = Problem(
    "no_objections", 409, _("No such objection has been heard in a call of a lost deal yet."), field="kinds"
)
on_constraint(
    "roleplay_personas_name_length",
    Problem("persona_name", 422, _("A persona needs a name of at most 100 letters."), field="name"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said about a persona."""

    name: str
    role: str = ""
    about: str = ""
    temper: str = "busy"
    language: str = "en"


async def from_lost_calls(tx: Tx, facts: Facts, kinds: Sequence[str]) -> UUID:
    """A persona of what customers really said before they went elsewhere, in its language where there is any."""
    heard = await tx.rows(q.objections, kinds=list(kinds), language=facts.language)
    heard = heard or await tx.rows(q.objections, kinds=list(kinds), language=None)
    if not heard:
        raise NOTHING_HEARD()
    newest = sorted(heard, key=lambda row: row["started_at"], reverse=True)
    first = [next(row for row in newest if row["kind"] == kind) for kind in {row["kind"] for row in newest}]
    chosen = [*first, *(row for row in newest if row not in first)][:MOST]
    told = [{name: row[name] for name in ("text", "kind", "call_id", "call", "turn", "at")} for row in chosen]
    return await _create(tx, facts, "lost_calls", told)


async def typed(tx: Tx, facts: Facts, objections: Sequence[str]) -> UUID:
    """A persona somebody made up."""
    return await _create(tx, facts, "own", [{"text": text[:500], "kind": "concern"} for text in objections[:MOST]])


async def find(tx: Tx, persona_id: UUID) -> dict[str, Any]:
    """One persona, also one that is gone: talks with it stay."""
    return await tx.found(q.find, id=persona_id)


async def move(tx: Tx, persona_id: UUID, *, gone: bool) -> None:
    """Nobody practises with it any more, or again; talks with it stay."""
    await tx.touch(q.move, id=persona_id, gone=gone)


async def begin(tx: Tx, language: str, one: Mapping[str, Any]) -> None:
    """Somebody to practise with from the first day, marked as made up."""
    told = orjson.dumps(one["objections"]).decode()
    await tx.run(q.sample, language=language, **{**one, "objections": told})


async def _create(tx: Tx, facts: Facts, source: str, objections: Sequence[Mapping[str, Any]]) -> UUID:
    made: UUID = await tx.value(
        q.create, name=facts.name, role=facts.role, about=facts.about, temper=facts.temper, language=facts.language,
        source=source, objections=orjson.dumps(list(objections), default=str).decode(),
    )  # fmt: skip
    return made
