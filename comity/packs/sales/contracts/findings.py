"""What was found in a version of a contract: written by the workflow, read by the pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import orjson

from comity.ai.coordinator import Answer
from comity.core import sql
from comity.core.db import Tx
from comity.packs.sales.contracts.review import ContractReview

q = sql.load(__file__)
Row = dict[str, Any]
Step = Literal["extract", "clauses", "obligations", "risk", "notify"]
LONGEST = 2000


async def begin(tx: Tx, version_id: UUID, step: Step) -> None:
    """The step runs now."""
    await tx.run(q.begin_step, version=version_id, step=step)


async def end(
    tx: Tx,
    version_id: UUID,
    step: Step,
    state: Literal["done", "skipped", "failed"] = "done",
    message: str | None = None,
) -> None:
    """The step has ended."""
    await tx.run(q.end_step, version=version_id, step=step, state=state, message=message)


async def set_state(
    tx: Tx, version_id: UUID, state: str, *, problem: str | None = None, engine: str | None = None,
    model: str | None = None, language: str | None = None,
) -> None:  # fmt: skip
    """How far the reading is."""
    said = {"problem": problem, "engine": engine, "model": model, "language": language}
    await tx.run(q.set_state, version=version_id, state=state, **said)


async def put_clauses(tx: Tx, version: Row, answer: Answer[ContractReview]) -> int:
    """The clauses replace those found before; how many there are."""
    starts = version["page_starts"]
    found = [
        {**clause.model_dump(), "page": page_at(starts, clause.start)} for clause in answer.output.clauses
    ]  # fmt: skip
    await tx.run(q.clear_clauses, version=version["id"])
    return await tx.run(
        q.put_clauses, contract=version["contract_id"], version=version["id"], clauses=orjson.dumps(found).decode(),
        engine=answer.engine, model=answer.model,
    )  # fmt: skip


async def put_obligations(tx: Tx, version: Row, answer: Answer[ContractReview]) -> int:
    """Duties and dates replace those found before, tasks aside; how many are new."""
    starts, review = version["page_starts"], answer.output
    found: list[Row] = [
        {
            **duty.model_dump(mode="json"),
            "kind": "duty",
            "page": page_at(starts, duty.start),
            "what": duty.what[:LONGEST],
        }
        for duty in review.duties
    ]
    found += [
        {"kind": key.kind, "who": "", "what": key.kind, "due": key.day, "due_words": "", "every": "", "must_not": False,
         "page": page_at(starts, key.start), "start": key.start, "end": key.end, "quote": key.quote,
         "confidence": key.confidence, "method": key.method}
        for key in review.dates
    ]  # fmt: skip
    await tx.run(q.clear_obligations, version=version["id"])
    return await tx.run(
        q.put_obligations, contract=version["contract_id"], version=version["id"], duties=orjson.dumps(found).decode(),
        engine=answer.engine, model=answer.model,
    )  # fmt: skip


def page_at(starts: Sequence[int], place: int) -> int:
    """The page, from 1, on which a place in the words lies."""
    return max(1, bisect_right(starts, place))
