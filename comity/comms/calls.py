"""Calls: the verbs. A call with words, or with a recording to write down, is understood by whoever asks for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from comity.ai.offline.transcript import Transcript, Turn
from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.web.i18n import gettext as _

q = sql.load(__file__)

Direction = Literal["inbound", "outbound"]
Consent = Literal["unknown", "granted", "announced", "refused", "not_needed"]
State = Literal["waiting", "queued", "running", "done", "failed"]
Row = dict[str, Any]

on_constraint(
    "calls_title_length",
    Problem("call_title", 422, _("A call needs a title of at most 200 characters."), field="title"),
)
on_constraint("calls_lead", Problem("lead_unknown", 422, _("There is no such lead."), field="lead_id"))
on_constraint("calls_contact", Problem("contact_unknown", 422, _("There is no such contact."), field="contact_id"))
on_constraint("calls_company", Problem("company_unknown", 422, _("There is no such company."), field="company_id"))
on_constraint(
    "calls_transcript_unique", Problem("call_known", 409, _("This call is here already."), field="transcript")
)
on_constraint(
    "calls_transcript_length", Problem("transcript_long", 422, _("This transcript is too long."), field="transcript")
)
on_constraint(
    "calls_in_future",
    Problem(
        "call_in_future", 422,
        _("A call that took place cannot begin in the future. Correct the time, or plan the call as a task."),
        field="started_at",
    ),
)  # fmt: skip
on_constraint(
    "calls_recording_file_place",
    Problem("recording_place", 422, _("Recordings are brought by upload."), field="recording_file"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Sound that was kept: where it lies, and what it is."""

    file: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about a call beside its words."""

    lead_id: UUID | None = None
    contact_id: UUID | None = None
    company_id: UUID | None = None
    title: str | None = None
    direction: Direction = "outbound"
    started_at: datetime | None = None
    duration_seconds: int | None = None
    source: str = "upload"
    external_id: str | None = None
    consent: Consent = "unknown"
    from_number: str | None = None
    to_number: str | None = None


async def add(
    tx: Tx, facts: Facts, *, transcript: Transcript | None = None, recording: Recording | None = None
) -> tuple[UUID, bool]:
    """A new call; (its id, whether it is new): the same words or sound about the same subject are the same call."""
    known, about = None, {"lead": facts.lead_id, "contact": facts.contact_id}
    if transcript is not None:
        known = await tx.value(q.same, transcript=transcript.text, **about)
    elif recording is not None:
        known = await tx.value(q.same_recording, sha256=recording.sha256, **about)
    if known is not None:
        return known, False
    call_id: UUID = await tx.value(
        q.add,
        lead=facts.lead_id,
        contact=facts.contact_id,
        company=facts.company_id,
        title=facts.title,
        direction=facts.direction,
        started_at=facts.started_at,
        duration=facts.duration_seconds or _length(transcript),
        source=facts.source,
        external_id=facts.external_id,
        consent=facts.consent,
        language=None,
        from_number=facts.from_number,
        to_number=facts.to_number,
        transcript=transcript.text if transcript else None,
        transcript_format=transcript.format if transcript else None,
        transcript_words=transcript.words if transcript else None,
        segments=_segments(transcript),
        recording_file=recording.file if recording else None,
        recording_name=recording.name if recording else None,
        recording_type=recording.media_type if recording else None,
        recording_size=recording.size if recording else None,
        recording_sha256=recording.sha256 if recording else None,
    )
    return call_id, True


async def find(tx: Tx, call_id: UUID) -> Row:
    """One call with its words."""
    return await tx.found(q.find, id=call_id)


async def put_transcript(tx: Tx, call_id: UUID, transcript: Transcript, *, transcribed_by: str | None = None) -> None:
    """The words of a call that had none, or others."""
    await tx.touch(
        q.put_transcript,
        id=call_id,
        transcript=transcript.text,
        transcript_format=transcript.format,
        transcript_words=transcript.words,
        segments=_segments(transcript),
        language=None,
        transcribed_by=transcribed_by,
    )


async def set_state(
    tx: Tx, call_id: UUID, state: State, *, problem: str | None = None, language: str | None = None
) -> None:
    """How far Comity is with it, and what went wrong."""
    await tx.run(q.set_state, id=call_id, state=state, problem=problem, language=language)


async def change(
    tx: Tx,
    call_id: UUID,
    *,
    title: str | None = None,
    direction: Direction | None = None,
    started_at: datetime | None = None,
    consent: Consent | None = None,
) -> None:
    """Another title, direction, time or consent."""
    await tx.touch(q.change, id=call_id, title=title, direction=direction, started_at=started_at, consent=consent)


async def be_about(tx: Tx, call_id: UUID, lead_id: UUID) -> None:
    """A call that is about no lead is about this one from now on, on timelines too."""
    await tx.touch(q.be_about, id=call_id, lead=lead_id)
    await tx.run(q.on_timeline, id=call_id, lead=lead_id)


async def trash(tx: Tx, call_id: UUID) -> UUID | None:
    """Moves a call to the trash; the lead it was about."""
    lead_id: UUID | None = (await tx.found(q.trash, id=call_id))["lead_id"]
    return lead_id


async def restore(tx: Tx, call_id: UUID) -> UUID | None:
    """Takes a call out of the trash; the lead it is about."""
    lead_id: UUID | None = (await tx.found(q.restore, id=call_id))["lead_id"]
    return lead_id


async def names(tx: Tx, contact_id: UUID | None, company_id: UUID | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(our people's names, the customer's people's names)."""
    rows = await tx.rows(q.people, contact=contact_id, company=company_id)
    ours = tuple(row["name"] for row in rows if row["side"] == "us")
    return ours, tuple(row["name"] for row in rows if row["side"] == "customer")


async def started(tx: Tx, call_id: UUID) -> Row | None:
    """When it was, with whom, and how the organisation writes; None where it is gone."""
    return await tx.row(q.started, id=call_id)


def transcript_of(row: Row) -> Transcript:
    """The words of a row that `find` read."""
    turns = tuple(Turn.from_json(segment) for segment in row["segments"])
    return Transcript(row["transcript"] or "", turns, row["transcript_format"] or "text")


def _segments(transcript: Transcript | None) -> str | None:
    if transcript is None:
        return None
    segments: Sequence[dict[str, Any]] = [turn.to_json() for turn in transcript.turns]
    return json.dumps(segments, ensure_ascii=False)


def _length(transcript: Transcript | None) -> int | None:
    """The last moment the transcript names."""
    if transcript is None:
        return None
    moments = [moment for turn in transcript.turns for moment in (turn.until, turn.at) if moment is not None]
    return round(max(moments)) if moments else None
