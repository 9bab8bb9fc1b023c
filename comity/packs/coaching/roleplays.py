"""Practice talks: the verbs. Somebody of ours and a persona take turns; at the end the talk is judged like a call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from comity.ai import coordinator
from comity.ai.offline import partner as rules
from comity.ai.offline.transcript import Transcript
from comity.ai.offline.transcript.model import Said, build
from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import Problem, on_constraint
from comity.core.who import Who
from comity.core.work import P0
from comity.packs.coaching import personas
from comity.packs.coaching.agents import partner
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
OVER = Problem("roleplay_over", 409, _("This practice talk is over. Begin another one."))
TOO_SHORT = Problem("roleplay_short", 409, _("Say something first; there is nothing to judge yet."))
on_constraint(
    "roleplay_turns_text_length", Problem("turn_long", 422, _("Say it in at most 4,000 letters."), field="text")
)
on_constraint("roleplay_turns_position_range", OVER)
on_constraint(
    "roleplay_turns_in_order",
    Problem("roleplay_busy", 409, _("The other side is still answering. Wait for it and try again.")),
)


async def start(tx: Tx, persona_id: UUID) -> UUID:
    """A new talk; the persona speaks first."""
    persona = await personas.find(tx, persona_id)
    made: UUID = await tx.value(q.start, persona=persona_id, title=persona["name"])
    await _say(tx, made, "customer", rules.opening(persona["language"], persona["temper"]), "script", None)
    return made


async def find(tx: Tx, roleplay_id: UUID) -> Row:
    """One talk."""
    return await tx.found(q.find, id=roleplay_id)


async def say(tx: Tx, roleplay_id: UUID, text: str) -> None:
    """We say something."""
    await find(tx, roleplay_id)
    await _say(tx, roleplay_id, "us", text, None, None)


async def answer(db: Database, who: Who, roleplay_id: UUID) -> AsyncIterator[Mapping[str, Any]]:
    """The persona's answer as it comes: {"text"} more words, {"again"} forget them, {"done", "engine"} the whole."""
    async with db.acting(who) as tx:
        talk, turns = await find(tx, roleplay_id), await tx.rows(q.turns, id=roleplay_id)
        persona = await personas.find(tx, talk["persona_id"])
    if talk["state"] != "open":
        raise OVER()
    if not turns or turns[-1]["side"] != "us":
        return
    said = None
    asked = partner.talk(persona, turns)
    async for part in coordinator.stream(
        db, who, partner.PARTNER, asked, priority=P0, subject=("roleplays", roleplay_id)
    ):
        if part.done:
            said = part.done
        else:
            yield {"again": True} if part.again else {"text": part.text}
    assert said is not None
    async with db.acting(who) as tx:
        await _say(tx, roleplay_id, "customer", said.text[:4000], said.engine, said.model)
    yield {"done": said.text[:4000], "engine": said.engine}


async def end(tx: Tx, roleplay_id: UUID) -> Row:
    """The talk is over and can be judged."""
    talk, turns = await find(tx, roleplay_id), await tx.rows(q.turns, id=roleplay_id)
    if not any(turn["side"] == "us" for turn in turns):
        raise TOO_SHORT()
    if await tx.value(q.end, id=roleplay_id) is None:
        raise OVER()
    return talk


async def transcript(tx: Tx, roleplay_id: UUID) -> Transcript:
    """The talk as a transcript, so that it is judged like any call."""
    talk = await find(tx, roleplay_id)
    persona = await personas.find(tx, talk["persona_id"])
    return laid_out(await tx.rows(q.turns, id=roleplay_id), talk["person"] or str(_("You")), persona["name"])


def laid_out(turns: Sequence[Row], us: str, them: str) -> Transcript:
    """Turns as a transcript with seconds counted from the first."""
    them = them if them != us else f"{them} ({_('persona')})"
    first = turns[0]["created_at"] if turns else None
    said = [
        Said(us if turn["side"] == "us" else them, turn["text"], (turn["created_at"] - first).total_seconds())
        for turn in turns if first
    ]  # fmt: skip
    return build(said, "roleplay").with_sides({us: "us", them: "customer"})


async def _say(tx: Tx, roleplay_id: UUID, side: str, text: str, engine: str | None, model: str | None) -> None:
    if await tx.value(q.say, id=roleplay_id, side=side, text=text.strip(), engine=engine, model=model) is None:
        raise OVER()
