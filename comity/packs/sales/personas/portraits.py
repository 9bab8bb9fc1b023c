"""A lead's persona: gathered, drawn, kept for seven days; each trait points at a call's words, a note or a fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from comity.ai import coordinator, evidence
from comity.ai.coordinator import Answer
from comity.comms import calls
from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_FOUND
from comity.core.who import Who
from comity.core.work import P0
from comity.packs.sales import leads
from comity.packs.sales.personas.drawer import DRAWER, Known, Persona, Source, all_sources
from comity.web import i18n
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
MOST_QUESTIONS = 6
CHANNELS = {"email": _("e-mail"), "call": _("phone"), "sms": _("message"), "meeting": _("meeting")}
PAGES = {"leads": "/leads/{id}", "activities": "/leads/{lead}#entry-{id}"}


async def of_lead(tx: Tx, lead_id: UUID) -> tuple[Row, list[Row]] | None:
    """The persona as it was drawn last, with its traits; None when nobody drew one."""
    row = await tx.row(q.find, lead=lead_id)
    return (row, await tx.rows(q.traits, persona=row["id"])) if row else None


async def draw(db: Database, who: Who, lead_id: UUID, *, again: bool = False) -> tuple[Row, list[Row]]:
    """The persona: as it is while younger than seven days, drawn anew when older or when asked.  seed: AC11"""
    async with db.acting(who) as tx:
        lead = await leads.find(tx, lead_id)
        known = await of_lead(tx, lead_id)
        if known and not known[0]["stale"] and not again:
            return known
        gathered = await gather(tx, lead)
    answer = await coordinator.run(db, who, DRAWER, gathered, priority=P0, subject=("leads", lead_id))
    async with db.acting(who) as tx:
        await _keep(tx, lead, gathered, answer)
        drawn = await of_lead(tx, lead_id)
    if drawn is None:
        raise NOT_FOUND()
    return drawn


def href(item: Mapping[str, Any], lead_id: UUID) -> str:
    """Where a piece of evidence stands."""
    page = PAGES.get(str(item.get("source")))
    return page.format(id=item.get("id"), lead=lead_id) if page else evidence.href(item)


async def gather(tx: Tx, lead: Mapping[str, Any]) -> Known:
    """Everything known of the person behind a lead, each piece with where it stands."""
    said, transcripts, notes = await tx.many(
        [(q.signals, {"lead": lead["id"]}), (q.turns, {"lead": lead["id"]}), (q.notes, {"lead": lead["id"]})]
    )
    part = await tx.value(q.part, lead=lead["id"], contact=lead["contact_id"]) if lead["contact_id"] else None
    sources = [*_facts(lead, part), *map(_said, said)]
    sources += [
        Source("activities", str(one["id"]), one["text"], str(_("Note"))) for one in notes if one["text"].strip()
    ]
    turns, words, questions = _talk(transcripts)
    name = lead["contact"] or lead["company"] or lead["title"]
    channels, language = tuple(_channels(notes)), i18n.reader().language
    return Known(name, tuple(sources), turns, words, tuple(questions), channels, language)


def _said(one: Row) -> Source:
    """What a call's signal rests on."""
    sure = float(one["confidence"])
    title, start = str(one["title"]), one["span_start"]
    return Source("calls", str(one["call_id"]), one["quote"], title, start, one["kind"], one["value"], sure)


def _facts(lead: Mapping[str, Any], part: str | None) -> list[Source]:
    names = {"decision_maker": _("Decision maker"), "champion": _("Champion"), "influencer": _("Influencer"),
             "gatekeeper": _("Gatekeeper"), "blocker": _("Blocker"), "user": _("User")}  # fmt: skip
    known = (
        ("role", _("Role"), lead["role"]),
        ("part", _("Part in the decision"), str(names[part]) if part in names else None),
        ("budget", _("Budget"), f"{lead['budget_min']:,.0f} {lead['currency']}" if lead["budget_min"] else None),
        ("close", _("Close date"), lead["expected_close_on"].isoformat() if lead["expected_close_on"] else None),
    )
    return [Source("leads", str(lead["id"]), str(value), str(name), kind=kind) for kind, name, value in known if value]


def _talk(transcripts: list[Row]) -> tuple[int, int, list[Source]]:
    """How often and how much the customer spoke, and what they asked."""
    turns = words = 0
    questions: list[Source] = []
    for call in transcripts:
        transcript = calls.transcript_of(call)
        for turn in transcript.turns:
            if turn.side != "customer":
                continue
            said = transcript.said(turn)
            turns, words = turns + 1, words + len(said.split())
            if said.rstrip().endswith("?") and len(questions) < MOST_QUESTIONS:
                questions.append(Source("calls", str(call["id"]), said[:500], str(call["title"]), turn.start))
    return turns, words, questions


def _channels(notes: list[Row]) -> list[tuple[str, int, Source]]:
    """By what way the customer came to us, and how often."""
    came = [one for one in notes if one["direction"] == "inbound" and one["kind"] in CHANNELS]
    counted = Counter(one["kind"] for one in came)
    first = {one["kind"]: one for one in reversed(came)}
    return [
        (
            str(CHANNELS[kind]),
            count,
            Source("activities", str(first[kind]["id"]), first[kind]["text"], str(CHANNELS[kind])),
        )
        for kind, count in counted.items()
    ]


async def _keep(tx: Tx, lead: Mapping[str, Any], known: Known, answer: Answer[Persona]) -> None:
    sources = all_sources(known)
    traits = [
        {
            **trait.model_dump(mode="json", exclude={"evidence"}),
            "position": place,
            "evidence": [
                {"source": sources[one.source].table, "id": sources[one.source].id, "quote": one.quote,
                 "start": sources[one.source].start, "label": sources[one.source].label}
                for one in trait.evidence
            ],
        }
        for place, trait in enumerate(answer.output.traits)
    ]  # fmt: skip
    said = {"engine": answer.engine, "model": answer.model}
    persona = await tx.value(
        q.put, lead=lead["id"], contact=lead["contact_id"], summary=answer.output.summary, status=answer.status, **said
    )
    await tx.run(q.clear, persona=persona)
    await tx.run(q.put_traits, persona=persona, lead=lead["id"], traits=orjson.dumps(traits).decode(), **said)
    await tx.value(q.announce, lead=lead["id"], persona=persona, n=len(traits))
