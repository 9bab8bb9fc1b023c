"""Sales' server functions, by the seeds' names.  seed: F01, F04-F09, F19"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from comity.ai import coordinator
from comity.ai.agent import PlanUsed
from comity.ai.schemas import Brief, CallSignals
from comity.comms import calls, transcripts
from comity.comms.calls import Facts
from comity.core.errors import NOT_FOUND, Problem
from comity.core.roles import LEADERS, WRITERS
from comity.core.work import P0, start
from comity.office.search import ask, find, reader
from comity.packs.sales import call_intake, ghosts, health, health_flow, plan_flow, revivals
from comity.packs.sales.agents.brief import BRIEF
from comity.packs.sales.agents.heard import Heard
from comity.packs.sales.agents.signals import SIGNALS
from comity.platform.functions import Call, Function, function
from comity.platform.rest import inprocess as rest
from comity.platform.rest.paging import Page
from comity.web.i18n import gettext as _


class Question(BaseModel):
    """A question in plain words."""

    query: str = Field(min_length=1, max_length=500)
    limit: int = Field(default=20, ge=1, le=100)


class Found(BaseModel):
    """What the question was read as, and what it found under the caller's rights. No SQL is written by anybody."""

    relation: str
    query: str
    href: str
    unread: list[str]
    rows: list[dict[str, Any]]


class Words(BaseModel):
    """A call by its id, or the words of one that is not kept."""

    call_id: UUID | None = None
    transcript: str | None = Field(default=None, max_length=5_000_000)


class NewCall(BaseModel):
    """A call to take in."""

    transcript: str = Field(min_length=1, max_length=5_000_000)
    title: str | None = Field(default=None, max_length=200)
    lead_id: UUID | None = None
    contact_id: UUID | None = None
    started_at: datetime | None = None
    external_id: str | None = Field(default=None, max_length=200)


class CallNamed(BaseModel):
    """A call that is kept."""

    call_id: UUID


class CallTaken(BaseModel):
    """The call, and whether it is a new one."""

    call_id: UUID
    new: bool


class Won(BaseModel):
    """A deal that was won."""

    lead_id: UUID


class Nothing(BaseModel):
    """Nothing is asked."""


class HealthAsked(BaseModel):
    """A lead; without one, every open deal is reckoned in the background."""

    lead_id: UUID | None = None


@function("search-leads", reads=True)
async def search_leads(call: Call, given: Question) -> Found:
    """Reads a typed question and answers with the records it means, under the caller's own rights."""
    kinds = [noun for noun in find.nouns(call.request.app.state.plates) if noun.name == "leads"]
    async with call.tx() as tx:
        answer = await ask.ask(tx, kinds, given.query, call.who.language.partition("-")[0])
    if answer is None or reader.wanted(given.query, answer):
        try:
            read = await reader.read(call.db, call.who, kinds, given.query, call.who.language.partition("-")[0])
        except PlanUsed:
            if answer is None:  # the rules have nothing to say either
                raise
            read = None
        answer = read[0] if read else answer
    if answer is None:
        raise Problem("question_unread", 422, _("This question was not understood. Name a stage or a day."))
    async with call.tx() as tx:
        query = answer.reading.query
        page: Page = await rest.select(tx, None, "leads", query, limit=given.limit)
    unread = [part.words for part in answer.reading.unknown]
    return Found(relation="leads", query=query, href=answer.href, unread=unread, rows=page.rows)


@function("ingest-call", roles=WRITERS)
async def ingest_call(call: Call, given: NewCall) -> CallTaken:
    """Takes a call in; it is understood in the background: signals, brief, action items, health."""
    facts = Facts(
        lead_id=given.lead_id, contact_id=given.contact_id, title=given.title, started_at=given.started_at,
        source="api", external_id=given.external_id,
    )  # fmt: skip
    async with call.tx() as tx:
        call_id, new = await call_intake.from_text(tx, facts, given.transcript)
    return CallTaken(call_id=call_id, new=new)


@function("transcribe", roles=WRITERS)
async def transcribe(call: Call, given: CallNamed) -> CallTaken:
    """Writes the recording of a call down, where a transcriber is configured, and understands it anew."""
    return await _again(call, given.call_id)


@function("orchestrate-agents", roles=WRITERS)
async def orchestrate_agents(call: Call, given: CallNamed) -> CallTaken:
    """Runs every agent of a call again, in order."""
    return await _again(call, given.call_id)


@function("extract-signals", reads=True)
async def extract_signals(call: Call, given: Words) -> CallSignals:
    """Signals, action items and names in a call, each with the words it rests on."""
    heard = await _heard(call, given)
    subject = ("calls", given.call_id) if given.call_id else None
    return (await coordinator.run(call.db, call.who, SIGNALS, heard, priority=P0, subject=subject)).output


@function("generate-brief", reads=True)
async def generate_brief(call: Call, given: Words) -> Brief:
    """What a call came to, in a few sentences that stand in it."""
    heard = await _heard(call, given)
    signals = await coordinator.run(call.db, call.who, SIGNALS, heard, priority=P0)
    known = Heard(heard.transcript, heard.reference, heard.day_first, heard.ours, signals.output)
    return (await coordinator.run(call.db, call.who, BRIEF, known, priority=P0)).output


@function("calculate-deal-health", roles=WRITERS)
async def calculate_deal_health(call: Call, given: HealthAsked) -> dict[str, Any]:
    """Reckons a deal's health now: score, likelihood, warnings, reasons and their evidence; or all deals'."""
    async with call.tx() as tx:
        if given.lead_id is None:
            await start(tx, health_flow.age_health, {})
            return {"started": True}
        found = await health.reckon(tx, given.lead_id, cause="person")
    if found is None:
        raise NOT_FOUND()
    return found


@function("create-onboarding-plan", roles=WRITERS)
async def create_onboarding_plan(call: Call, given: Won) -> dict[str, Any]:
    """Plans the onboarding of a deal that was won, as its own fact does; null where there is a plan already."""
    async with call.tx() as tx:
        return {"plan_id": await plan_flow.onboard(tx, given.lead_id)}


@function("detect-ghosts", roles=WRITERS)
async def detect_ghosts(call: Call, given: Nothing) -> dict[str, int]:
    """Looks for deals that fell silent, as every morning at six; how many there are, are new, and are back."""
    async with call.db.acting(call.who.service(call.who.org_id, agent="ghosts")) as tx:
        return await ghosts.detect(tx)


@function("resurrect-leads", roles=LEADERS)
async def resurrect_leads(call: Call, given: Nothing) -> dict[str, Any]:
    """Writes drafts to cold leads in the background, as every Monday; none is sent by itself."""
    async with call.tx() as tx:
        await start(tx, revivals.resurrect_leads, {})
    return {"started": True}


async def _again(call: Call, call_id: UUID) -> CallTaken:
    async with call.tx() as tx:
        await call_intake.again(tx, call_id)
    return CallTaken(call_id=call_id, new=False)


async def _heard(call: Call, given: Words) -> Heard:
    async with call.tx() as tx:
        if given.call_id is not None:
            row = await calls.find(tx, given.call_id)
            if row["transcript"]:
                return Heard(calls.transcript_of(row), row["started_at"].replace(tzinfo=None))
        now = datetime.now().astimezone().replace(tzinfo=None)
    if not (given.transcript or "").strip():
        raise call_intake.NOTHING()
    return Heard(await transcripts.understand(given.transcript or "", ""), now)


FUNCTIONS: tuple[Function, ...] = (
    search_leads,
    ingest_call,
    transcribe,
    orchestrate_agents,
    extract_signals,
    generate_brief,
    calculate_deal_health,
    create_onboarding_plan,
    detect_ghosts,
    resurrect_leads,
)
