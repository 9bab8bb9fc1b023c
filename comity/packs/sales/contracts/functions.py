"""Contracts as server functions.  seed: F15"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from comity.ai import coordinator
from comity.core.errors import Problem
from comity.core.roles import WRITERS
from comity.core.work import P1
from comity.packs.sales.contracts import findings, records
from comity.packs.sales.contracts.review import ContractReview
from comity.packs.sales.contracts.reviewer import REVIEWER, Read
from comity.platform.functions import Call, Function, function
from comity.web.i18n import gettext as _

UNREAD = Problem("contract_unread", 409, _("This contract has no words yet."))
NOTHING = Problem("contract_nothing", 422, _("Name a contract, or give its text."), field="contract_id")


class Contract(BaseModel):
    """A contract that is kept, or the words of one that is not."""

    contract_id: UUID | None = None
    text: str | None = Field(default=None, max_length=6_000_000)


class Analysed(BaseModel):
    """What a contract says. Of one that is kept, what was found when it was read."""

    contract_id: UUID | None
    state: str
    engine: str | None
    clauses: list[dict[str, Any]]
    obligations: list[dict[str, Any]]
    review: ContractReview | None = None


@function("analyze-contract", roles=WRITERS)
async def analyze_contract(call: Call, given: Contract) -> Analysed:
    """Clauses, duties and dates of a contract, each with the words and the place they rest on."""
    if given.contract_id is not None:
        async with call.tx() as tx:
            row = await records.find(tx, given.contract_id)
            if row["version_id"] is None:
                raise UNREAD()
            version = await records.version(tx, given.contract_id, row["version_id"])
            found, duties = await tx.many(
                [(findings.q.clauses, {"version": version["id"]}), (findings.q.obligations, {"version": version["id"]})]
            )
        return Analysed(
            contract_id=given.contract_id, state=version["state"], engine=version["engine"], clauses=list(found),
            obligations=list(duties),
        )  # fmt: skip
    if not (given.text or "").strip():
        raise NOTHING()
    read = Read(given.text or "", datetime.now(UTC).date())
    answer = await coordinator.run(call.db, call.who, REVIEWER, read, priority=P1)
    return Analysed(
        contract_id=None, state="done", engine=answer.engine, clauses=[], obligations=[], review=answer.output
    )


FUNCTIONS: tuple[Function, ...] = (analyze_contract,)
