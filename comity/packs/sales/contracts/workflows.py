"""A contract is read step by step, each kept once it is done; and what the signing service tells of it is heard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from comity.ai import coordinator
from comity.ai.coordinator import Answer
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.core.work import P1, Permanent, Work, workflow
from comity.office import notifications
from comity.packs.sales.contracts import arrivals, dates, files, findings, paper, records, signing
from comity.packs.sales.contracts.findings import Step
from comity.packs.sales.contracts.review import ContractReview
from comity.packs.sales.contracts.reviewer import REVIEWER, Read
from comity.people import activities
from comity.web import i18n
from comity.web.i18n import gettext as _

FEWEST_WORDS = 12
KINDS = {media: kind for kind, media in paper.MEDIA_TYPES.items()}


@workflow("sales.read_contract", priority=P1, attempts=10)
async def read_contract(work: Work, subject: str, version_id: str) -> None:
    """Extract, clauses, obligations, risk, notify. Killed anywhere, it goes on at the step it was in.  seed: F15"""
    i18n.use(work.who.language, work.who.timezone)
    contract, version = UUID(subject), UUID(version_id)
    try:
        if await work.change("lay out", lambda tx: _lay_out(tx, version)):
            async with Running(work, version, "extract"):
                words = await work.step("extract", lambda: _extract(work, contract, version))
            if words >= FEWEST_WORDS:
                await _understand(work, contract, version)
            else:
                await work.change("wordless", lambda tx: _wordless(tx, version))
    except Exception as error:
        async with work.tx() as tx:
            await findings.set_state(tx, version, "failed", problem=i18n.why(error)[:500])
        if not isinstance(error, (Permanent, Problem)):
            raise


async def _understand(work: Work, contract: UUID, version: UUID) -> None:
    async with Running(work, version, "clauses"):
        raw = await work.step("read", lambda: _read(work, contract, version))
        answer = _answer(raw)
        await work.change("clauses", lambda tx: _keep(tx, contract, version, answer))
    async with Running(work, version, "obligations"):
        await work.change("obligations", lambda tx: _keep_duties(tx, contract, version, answer))
    async with Running(work, version, "risk"):
        await work.change("risk", lambda tx: _sum_up(tx, contract, version, answer))
    async with Running(work, version, "notify"):
        await work.change("notify", lambda tx: _tell(tx, contract, version, answer))


class Running:
    """Shows a step as running, as done when it is, and as failed when it fails for good."""

    def __init__(self, work: Work, version: UUID, step: Step) -> None:
        self._work, self._version, self._step = work, version, step

    async def __aenter__(self) -> None:
        async with self._work.tx() as tx:
            await findings.begin(tx, self._version, self._step)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if kind is None or isinstance(error, Exception):
            async with self._work.tx() as tx:
                said = i18n.why(error)[:300] if error else None
                await findings.end(tx, self._version, self._step, "failed" if error else "done", said)


async def _lay_out(tx: Tx, version: UUID) -> bool:
    """The steps, all still to do; False when the version is gone."""
    if not await tx.run(findings.q.set_state, version=version, state="running", problem=None, engine=None, model=None,
                        language=None):  # fmt: skip
        return False
    await tx.run(findings.q.lay_out_steps, version=version)
    return True


async def _extract(work: Work, contract: UUID, version: UUID) -> int:
    """The words, written down; how many there are. Done again, it writes the same."""
    async with work.tx() as tx:
        row = await records.version(tx, contract, version)
    async with files.as_file(work.db, work.who, row["path"]) as path:
        if path is None:
            raise Permanent(str(_("The file is not on this machine any more.")))
        found = await paper.read(path, KINDS[row["media_type"]])
    async with work.tx() as tx:
        await tx.run(
            findings.q.put_words, version=version, text=found.text, starts=list(found.starts),
            pages=len(found.starts), words=found.words,
        )  # fmt: skip
    return found.words


async def _wordless(tx: Tx, version: UUID) -> None:
    sentence = _(
        "These pages are pictures without words, as a scanner makes them. Bring a file whose text can be marked."
    )
    for step in ("clauses", "obligations", "risk", "notify"):
        await findings.end(tx, version, step, "skipped")
    await findings.set_state(tx, version, "wordless", problem=str(sentence))


async def _read(work: Work, contract: UUID, version: UUID) -> dict[str, Any]:
    async with work.tx() as tx:
        row = await records.version(tx, contract, version)
    given = Read(row["text"], datetime.now(UTC).date())
    answer = await coordinator.run(work.db, work.who, REVIEWER, given, priority=P1, subject=("contracts", contract))
    return {
        "output": answer.output.model_dump(mode="json"),
        "engine": answer.engine,
        "model": answer.model,
        "status": answer.status,
    }


def _answer(raw: Mapping[str, Any]) -> Answer[ContractReview]:
    return Answer(ContractReview.model_validate(raw["output"]), raw["engine"], raw["model"], raw["status"])


async def _keep(tx: Tx, contract: UUID, version: UUID, answer: Answer[ContractReview]) -> int:
    row = await records.version(tx, contract, version)
    await findings.set_state(
        tx, version, "running", engine=answer.engine, model=answer.model, language=answer.output.language
    )
    return await findings.put_clauses(tx, row, answer)


async def _keep_duties(tx: Tx, contract: UUID, version: UUID, answer: Answer[ContractReview]) -> int:
    return await findings.put_obligations(tx, await records.version(tx, contract, version), answer)


async def _sum_up(tx: Tx, contract: UUID, version: UUID, answer: Answer[ContractReview]) -> None:
    row = await records.version(tx, contract, version)
    await tx.run(
        findings.q.sum_up, contract=contract, version=version, number=row["number"], renews=answer.output.renews,
        law=(answer.output.law or None) and str(answer.output.law)[:300],
    )  # fmt: skip


async def _tell(tx: Tx, contract: UUID, version: UUID, answer: Answer[ContractReview]) -> None:
    """Tasks of the dates to come, the timeline, and a note to whoever owns the contract."""
    row = await records.find(tx, contract)
    first = (await records.version(tx, contract, version))["state"] != "done"
    made = await dates.make_tasks(tx, row, version) if first and row["version_id"] == version else 0
    high = sum(clause.risk == "high" for clause in answer.output.clauses)

    def said() -> str:
        words = _("{clauses} clauses, {high} of high risk, {tasks} dates became tasks.")
        return words.format(clauses=len(answer.output.clauses), high=high, tasks=made)

    def title() -> str:
        return _("Contract read: {title}").format(title=row["title"])

    if row["lead_id"] or row["company_id"]:
        await activities.log(
            tx, kind="ai", lead_id=row["lead_id"], contact_id=row["contact_id"], company_id=row["company_id"],
            about=("contracts", contract), subject=title(), body=said(), actor_kind="agent", actor_name="Comity",
        )  # fmt: skip
    reader = row["owner_id"] or tx.who.user_id
    if reader:
        await notifications.notify(
            tx, reader, "contract", title, body=said, url=f"/contracts/{contract}", subject=("contracts", contract)
        )
    await findings.set_state(tx, version, "done")


@workflow("sales.contract_envelope", priority=P1, attempts=5)
async def hear_envelope(work: Work, body: Any = None) -> None:
    """What the signing service says of an envelope becomes the contract's status.  seed: IN04"""
    i18n.use(work.who.language, work.who.timezone)
    news = signing.read(body)
    if news is not None:
        await work.change("status", lambda tx: signing.apply(tx, news))


WORKFLOWS = (read_contract, hear_envelope, arrivals.file_arrived)
ON_KINDS = {
    "sales.contract_added": [read_contract],
    "webhook.docusign": [hear_envelope],
    "storage.object_stored": [arrivals.file_arrived],
}
