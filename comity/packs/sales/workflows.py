"""Sales' promises: a call is understood step by step, each step kept once it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from comity.ai import coordinator
from comity.ai.coordinator import Answer
from comity.ai.offline.transcript import Transcript, Unreadable, read
from comity.ai.schemas import Brief, CallSignals
from comity.comms import calls, recordings, transcribing
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.core.work import P1, Permanent, Work, workflow
from comity.office import jobs, notifications
from comity.packs.sales import call_results as results
from comity.packs.sales import health, raw_words
from comity.packs.sales.agents.brief import BRIEF
from comity.packs.sales.agents.heard import Heard
from comity.packs.sales.agents.signals import SIGNALS
from comity.packs.sales.call_results import Step
from comity.people import activities
from comity.web import i18n
from comity.web.i18n import gettext as _

DAY_FIRST = {"US": False, "CA": False, "PH": False}


@workflow("sales.process_call", priority=P1, attempts=10)
async def process_call(work: Work, call_id: str) -> None:
    """Ingest, transcribe, listen, brief, health, tell. Killed anywhere, it goes on at the step it was in."""
    i18n.use(work.who.language, work.who.timezone)
    call = UUID(call_id)
    known: dict[str, Any] | None = None
    try:
        known = await work.change("ingest", lambda tx: _ingest(tx, call))
        if known is not None and (known["words"] or await _transcribe(work, call)):
            await _understand(work, call, known)
    except Exception as error:
        await _failed(work, call, known, error)
        if not isinstance(error, (Permanent, Problem)):
            raise


async def _failed(work: Work, call: UUID, known: dict[str, Any] | None, error: Exception) -> None:
    """The call and the tray say what went wrong."""
    said = i18n.why(error)
    async with work.tx() as tx:
        await calls.set_state(tx, call, "failed", problem=said[:500])
        if known and known["job"]:
            await jobs.update(tx, UUID(known["job"]), state="failed", message=said[:200])


async def _understand(work: Work, call: UUID, known: dict[str, Any]) -> None:
    lead = UUID(known["lead_id"]) if known["lead_id"] else None
    async with Running(work, call, "signals"):
        raw = await work.step("hear", lambda: _hear(work, call))
        said = _answer(CallSignals, raw)
        await work.change("signals", lambda tx: _keep_signals(tx, call, lead, said))
    async with Running(work, call, "brief"):
        raw = await work.step("sum up", lambda: _sum_up(work, call, said.output))
        await work.change("brief", lambda tx: _keep_brief(tx, call, lead, _answer(Brief, raw)))
    async with Running(work, call, "health"):
        await work.change("health", lambda tx: _keep_health(tx, call, lead))
    async with Running(work, call, "notify"):
        await work.change("notify", lambda tx: _tell(tx, call, known))


class Running:
    """Shows a step as running, and as failed when it fails for good."""

    def __init__(self, work: Work, call: UUID, step: Step) -> None:
        self._work, self._call, self._step = work, call, step

    async def __aenter__(self) -> None:
        async with self._work.tx() as tx:
            await results.begin(tx, self._call, self._step)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception):
            async with self._work.tx() as tx:
                await results.end(tx, self._call, self._step, "failed", message=i18n.why(error)[:300])


async def _ingest(tx: Tx, call_id: UUID) -> dict[str, Any] | None:
    """The words in our layout, the steps laid out, the job in the tray. None: the call is gone."""
    row = await calls.started(tx, call_id)
    if row is None:
        return None
    await results.lay_out(tx, call_id)
    call = await calls.find(tx, call_id)
    words = 0
    if call["transcript"]:
        transcript = calls.transcript_of(call)
        if not transcript.turns:
            transcript = await _laid_out(tx, call, row)
            await calls.put_transcript(tx, call_id, transcript)
        words = transcript.words
    brought = tx.who.user_id is not None and row["source"] in ("upload", "paste")
    job = await jobs.start(tx, "call", row["title"], total=6) if brought else None
    await calls.set_state(tx, call_id, "running")
    await results.end(tx, call_id, "ingest", "done")
    if words:
        await results.end(tx, call_id, "transcribe", "skipped")
    return {
        "words": words,
        "lead_id": str(row["lead_id"]) if row["lead_id"] else None,
        "title": row["title"],
        "job": str(job) if job else None,
    }


async def _laid_out(tx: Tx, call: dict[str, Any], row: dict[str, Any]) -> Transcript:
    """Words that came over the wire as one text."""
    ours, theirs = await calls.names(tx, row["contact_id"], row["company_id"])
    try:
        return read(call["transcript"], us=ours, customers=theirs)
    except Unreadable as error:
        raise Permanent(str(error)) from None


async def _transcribe(work: Work, call: UUID) -> bool:
    """A recording is written down where a transcriber is configured; False where somebody must bring the words."""
    settings = coordinator.settings()
    if not transcribing.configured(settings):
        await work.change("ask for words", lambda tx: _ask_for_words(tx, call))
        return False

    async def listen() -> dict[str, Any]:
        async with work.tx() as tx:
            row = await calls.find(tx, call)
            ours, theirs = await calls.names(tx, row["contact_id"], row["company_id"])
        assert tx.who.org_id is not None
        async with recordings.as_file(work.db, work.who, settings.home, row) as path:
            if path is None:
                raise Permanent(str(_("The recording is not on this machine any more.")))
            heard = await transcribing.transcribe(settings, path, row["recording_name"], us=ours, customers=theirs)
        return {"text": heard.text, "turns": [turn.to_json() for turn in heard.turns]}

    async with Running(work, call, "transcribe"):
        raw = await work.step("listen", listen)
        assert work.who.org_id is not None
        org, model = work.who.org_id, settings.transcriber_model
        await work.step("keep as heard", lambda: raw_words.keep(work.db, org, call, raw, model))
        await work.change("transcribe", lambda tx: _keep_words(tx, call, raw, settings.transcriber_model))
    return True


async def _ask_for_words(tx: Tx, call: UUID) -> None:
    sentence = str(_("No transcriber is configured here, so bring the transcript of this recording."))
    await results.end(tx, call, "transcribe", "waiting", message=sentence)
    await calls.set_state(tx, call, "waiting", problem=sentence)


async def _keep_words(tx: Tx, call: UUID, raw: dict[str, Any], model: str) -> None:
    row = {"transcript": raw["text"], "segments": raw["turns"], "transcript_format": "transcribed"}
    await calls.put_transcript(tx, call, calls.transcript_of(row), transcribed_by=model)
    await results.end(tx, call, "transcribe", "done", model=model)


async def _heard(work: Work, call: UUID, signals: CallSignals | None = None) -> Heard:
    async with work.tx() as tx:
        found = await heard(tx, call, signals)
    if found is None:
        raise NOT_FOUND()
    return found


async def heard(tx: Tx, call: UUID, signals: CallSignals | None = None) -> Heard | None:
    """A call as its agents are given it; None where it is gone."""
    row = await calls.started(tx, call)
    if row is None:
        return None
    whole = await calls.find(tx, call)
    return Heard(
        calls.transcript_of(whole),
        _local(row["started_at"], row["timezone"]),
        day_first=DAY_FIRST.get(row["country"] or "", True if row["country"] else None),
        ours=(row["organisation"],),
        signals=signals,
    )


def _local(at: datetime, zone: str | None) -> datetime:
    """The call's own day: `tomorrow` was said there."""
    try:
        return at.astimezone(ZoneInfo(zone or "UTC")).replace(tzinfo=None)
    except (KeyError, ValueError):
        return at.replace(tzinfo=None)


async def _hear(work: Work, call: UUID) -> dict[str, Any]:
    given = await _heard(work, call)
    return _plain(
        await coordinator.run(
            work.db, work.who, SIGNALS, given, priority=P1, subject=("calls", call), again=_later(call)
        )
    )


async def _sum_up(work: Work, call: UUID, signals: CallSignals) -> dict[str, Any]:
    given = await _heard(work, call, signals)
    return _plain(
        await coordinator.run(work.db, work.who, BRIEF, given, priority=P1, subject=("calls", call), again=_later(call))
    )


def _later(call: UUID) -> coordinator.Again:
    """The call is understood once more when there is a budget for a model again."""
    return coordinator.Again(process_call, {"call_id": str(call)})


def _plain(answer: Answer[Any]) -> dict[str, Any]:
    return {
        "output": answer.output.model_dump(mode="json"),
        "engine": answer.engine,
        "model": answer.model,
        "status": answer.status,
        "attempts": [{"engine": a.engine, "problem": a.problem} for a in answer.attempts],
    }


def _answer(kind: type[Any], raw: dict[str, Any]) -> Answer[Any]:
    attempts = tuple(coordinator.Attempt(a["engine"], None, a["problem"], 0) for a in raw["attempts"])
    output = TypeAdapter(kind).validate_python(raw["output"])
    return Answer(output, raw["engine"], raw["model"], raw["status"], attempts=attempts)


def _said(answer: Answer[Any]) -> str | None:
    """Why somebody else answered, for the step."""
    return "; ".join(f"{a.engine}: {a.problem}" for a in answer.attempts)[:300] or None


async def _keep_signals(tx: Tx, call: UUID, lead: UUID | None, answer: Answer[CallSignals]) -> None:
    await results.put_signals(tx, call, lead, answer)
    await calls.set_state(tx, call, "running", language=answer.output.language)
    await results.end(tx, call, "signals", engine=answer.engine, model=answer.model, message=_said(answer))


async def _keep_brief(tx: Tx, call: UUID, lead: UUID | None, answer: Answer[Brief]) -> None:
    await results.put_brief(tx, call, lead, answer)
    await results.end(tx, call, "brief", engine=answer.engine, model=answer.model, message=_said(answer))


async def _keep_health(tx: Tx, call: UUID, lead: UUID | None) -> None:
    if lead is None:
        await results.end(tx, call, "health", "skipped", message=str(_("This call is about no lead.")))
        return
    await health.reckon(tx, lead, call_id=call)
    await results.end(tx, call, "health", engine="rules")


async def _tell(tx: Tx, call: UUID, known: dict[str, Any]) -> None:
    """The timeline, the tray, and a note to the lead's owner."""
    row = await calls.find(tx, call)
    brief = await results.brief(tx, call)
    headline = (brief or {}).get("headline") or row["title"]
    await activities.log(
        tx, kind="ai", call_id=call, lead_id=row["lead_id"], contact_id=row["contact_id"], company_id=row["company_id"],
        about=("calls", call), subject=str(_("Call understood: {title}")).format(title=row["title"]),
        body=(brief or {}).get("summary"), actor_kind="agent", actor_name="Comity",
    )  # fmt: skip
    if known["job"]:
        await jobs.finish(tx, UUID(known["job"]), "done", message=headline[:200], result_url=f"/calls/{call}")
    if row["owner_id"] and row["owner_id"] != tx.who.user_id:
        await notifications.notify(
            tx,
            row["owner_id"],
            "call",
            lambda: _("{title}: the brief is ready").format(title=row["title"]),
            body=headline[:300],
            url=f"/calls/{call}",
            subject=("calls", call),
        )
    await calls.set_state(tx, call, "done")
    await results.end(tx, call, "notify")


WORKFLOWS = (process_call,)
