"""What is paid besides agents' answers: a conversation, an image, vectors. Begun and ended in the books like those."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from comity.ai import gate, ledger, standing
from comity.ai.agent import brief_of
from comity.ai.asking import Running
from comity.ai.ledger import CANCELLED, Subject
from comity.ai.providers.base import Failure
from comity.config import Settings
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import Priority

NO_BUDGET = "the month's AI budget is used up"


@dataclass
class Bill:
    """One such run on its way."""

    db: Database
    who: Who
    name: str
    priority: Priority
    settings: Settings
    asked: Any
    subject: Subject = None
    version: str = "1"
    running: Running = field(default_factory=Running)
    request: UUID | None = None
    affordable: bool = True
    run_id: UUID | None = None

    async def able(self, models: tuple[Any, ...], costs: Callable[[Any], float], seconds: float) -> tuple[Any, ...]:
        """Those of the models that are up and within the budget; the most it may cost is held back."""
        well = tuple(model for model in models if not standing.down(model)) if self.who.org_id else ()
        while well:
            begun = await ledger.begin(
                self.db, self.who, self.name, self.priority, key=None, costs=max(map(costs, well)),
                seconds=seconds + 30.0, subject=self.subject,
            )  # fmt: skip
            self.request = begun.request
            if begun.state != "broke":
                break
            self.affordable = False
            well = tuple(model for model in well if not costs(model))
        return tuple(standing.ordered(well))

    def failed(self, model: Any, failure: Failure, since: float) -> None:
        """Somebody did not answer well."""
        self.running.note(model, failure.problem, since)
        self.running.paid(model, model.name, *failure.tokens)
        standing.failed(model, failure, self.settings)

    async def end(
        self, status: str, engine: str, model: str | None, outputs: Any, confidence: float | None = None
    ) -> UUID | None:
        """Writes it down, once."""
        if self.who.org_id is None or self.run_id is not None:
            return self.run_id
        running = self.running
        row = {
            "agent": self.name, "agent_version": self.version, "priority": self.priority, "status": status,
            "engine": engine, "model": model,
            "subject_table": self.subject[0] if self.subject else None,
            "subject_id": str(self.subject[1]) if self.subject else None,
            "input_hash": hashlib.sha256(repr(self.asked).encode("utf-8", "replace")).hexdigest(),
            "inputs": brief_of(self.asked), "outputs": brief_of(outputs),
            "attempts": [
                {"engine": a.engine, "model": a.model, "problem": a.problem, "ms": a.ms} for a in running.attempts
            ],
            "evidence_kept": 0, "evidence_dropped": 0, "tokens_in": running.tokens_in,
            "tokens_out": running.tokens_out, "cost_usd": round(running.cost, 6), "latency_ms": running.ms,
            "confidence": confidence,
        }  # fmt: skip
        self.run_id = await ledger.end(self.db, self.who, row, self.request)
        return self.run_id

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """A turn to ask; whatever breaks it off is written down."""
        async with gate.turn(self.priority):
            try:
                yield
            except BaseException as error:
                status = "cancelled" if error == CANCELLED or isinstance(error, GeneratorExit) else "failed"
                await asyncio.shield(self.end(status, "offline", None, None))
                raise


def left(until: float) -> float:
    """Seconds until then, of the monotonic clock."""
    return until - time.monotonic()
