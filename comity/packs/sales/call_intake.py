"""Calls come in: pasted, as a file of words, or as a recording; and are understood again when somebody asks."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from comity.ai.offline.transcript import MAX_BYTES
from comity.comms import calls, recordings, transcripts
from comity.comms.calls import Facts
from comity.core import sql
from comity.core.announce import announce
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.facts.comms import CallAdded
from comity.web.i18n import gettext as _

q = sql.load(__file__)

NOTHING = Problem("call_empty", 422, _("Paste the transcript, or choose a file."), field="transcript")
BUSY = Problem("call_busy", 409, _("Comity is still listening to this call."))


async def from_text(tx: Tx, facts: Facts, text: str | bytes, filename: str = "") -> tuple[UUID, bool]:
    """A call of its words."""
    ours, theirs = await _names(tx, facts)
    transcript = await transcripts.understand(text, filename, us=ours, customers=theirs)
    return await calls.add(tx, facts, transcript=transcript)


async def from_file(tx: Tx, facts: Facts, home: Path, name: str, source: BinaryIO) -> tuple[UUID, bool]:
    """A call of a file: words are read, sound is kept."""
    head = await asyncio.to_thread(source.read, 64)
    await asyncio.to_thread(source.seek, 0)
    if recordings.looks_like_sound(name, head):
        brought = await recordings.bring(tx, name, source)
        call_id, new = await calls.add(tx, facts, recording=brought.recording)
        if new:
            await recordings.settle(tx, call_id, brought)
        else:
            await recordings.drop(brought)
        return call_id, new
    return await from_text(tx, facts, await words_of(source), name)


async def attach(tx: Tx, call_id: UUID, text: str | bytes, filename: str = "") -> None:
    """The words of a call that has none, or others than it had."""
    row = await calls.find(tx, call_id)
    ours, theirs = await _names(
        tx, Facts(lead_id=row["lead_id"], contact_id=row["contact_id"], company_id=row["company_id"])
    )
    transcript = await transcripts.understand(text, filename, us=ours, customers=theirs)
    had_words = row["transcript"] is not None
    await calls.put_transcript(tx, call_id, transcript)
    if had_words:
        await _announce(tx, call_id)


async def again(tx: Tx, call_id: UUID) -> None:
    """Understood anew, as if it had just come in."""
    row = await calls.find(tx, call_id)
    if row["state"] == "running":
        raise BUSY()
    await calls.set_state(tx, call_id, "queued")
    await _announce(tx, call_id)


async def name_lead(tx: Tx, call_id: UUID, lead_id: UUID) -> None:
    """Says which lead a call is about that came without one; it is understood anew, now for the lead's health too."""
    lead = await tx.found(q.lead, id=lead_id)
    if (await calls.find(tx, call_id))["state"] == "running":
        raise BUSY()
    await calls.be_about(tx, call_id, lead["id"])
    await tx.run(q.items_about, call=call_id, lead=lead["id"])
    await tx.run(q.brief_about, call=call_id, lead=lead["id"])
    await again(tx, call_id)


async def _announce(tx: Tx, call_id: UUID) -> None:
    row = await calls.find(tx, call_id)
    lead, contact = row["lead_id"], row["contact_id"]
    await announce(
        tx,
        CallAdded(
            subject=str(call_id),
            call_id=str(call_id),
            title=row["title"],
            lead_id=str(lead) if lead else None,
            contact_id=str(contact) if contact else None,
        ),
    )


async def words_of(source: BinaryIO) -> bytes:
    """The whole file, but never more than a transcript may have, so that a huge one costs no memory."""
    data = await asyncio.to_thread(source.read, MAX_BYTES + 1)
    if len(data) <= MAX_BYTES:
        return data
    size = await asyncio.to_thread(source.seek, 0, 2)
    sentence = str(transcripts.SENTENCES["long"]).format(size=f"{size / 1e6:.1f}", most=f"{MAX_BYTES / 1e6:.0f}")
    raise Problem("transcript_unreadable", 422, sentence, field="transcript")


async def _names(tx: Tx, facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    contact, company, group = facts.contact_id, facts.company_id, []
    if facts.lead_id is not None:
        lead = await tx.row(q.lead, id=facts.lead_id)
        if lead is None:
            raise Problem("lead_unknown", 422, _("There is no such lead."), field="lead_id")
        contact = contact or lead["contact_id"]
        group = await tx.values(q.names, lead=facts.lead_id)
    ours, theirs = await calls.names(tx, contact, company)
    return ours, (*theirs, *group)
