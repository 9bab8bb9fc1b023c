"""Images and vectors, from the providers that make them; said plainly where there is none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from comity.ai import means, standing, ways
from comity.ai.asking import Attempt
from comity.ai.bills import NO_BUDGET, Bill, left
from comity.ai.ledger import Subject
from comity.ai.prices import PICTURE, most
from comity.ai.providers.base import Failure, Vectors
from comity.config import Settings
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import Priority

NO_IMAGES = Problem(
    "no_image_engine",
    503,
    "No provider that makes images is configured. Add a key of OpenAI or Gemini in the settings.",
)
NO_IMAGE = Problem("no_image", 502, "No provider made an image of this. Change the words, or try again later.")
NO_BUDGET_LEFT = Problem("ai_quota_exceeded", 402, "The month's AI budget is used up. An admin can raise it.")
SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Image:
    """A picture somebody made, and what it came to."""

    data: bytes
    media_type: str
    engine: str
    model: str
    run_id: UUID | None
    cost_usd: float


async def image(
    settings: Settings,
    db: Database,
    who: Who,
    name: str,
    prompt: str,
    *,
    size: str,
    priority: Priority,
    subject: Subject,
) -> Image:
    """A picture of what is described, by the first provider that makes one."""
    drawers = (await means.of(db, who, settings)).drawers()
    if not drawers:
        raise NO_IMAGES()
    bill = Bill(db, who, name, priority, settings, {"prompt": prompt, "size": size}, subject)
    async with bill.held():
        until = time.monotonic() + SECONDS
        able = await bill.able(drawers, lambda m: 0.0 if m.provider == "compatible" else PICTURE, SECONDS)
        for number, model in enumerate(able):
            since = time.monotonic()
            try:
                async with asyncio.timeout(max(left(until), 0.0)):
                    picture = await model.draw(ways.client(model, settings), prompt, size)
            except TimeoutError:
                bill.failed(model, Failure("timed out", outage=True), since)
                continue
            except Failure as failure:
                bill.failed(model, failure, since)
                continue
            standing.worked(model)
            bill.running.paid(model, picture.model, picture.tokens_in, picture.tokens_out)
            status = "ok" if number == 0 else "fallback"
            outputs = {"bytes": len(picture.data), "media_type": picture.media_type}
            run_id = await bill.end(status, model.provider, picture.model, outputs)
            cost = round(bill.running.cost, 6)
            return Image(picture.data, picture.media_type, model.provider, picture.model, run_id, cost)
        if not able and not bill.affordable:
            bill.running.attempts.append(Attempt("chain", None, NO_BUDGET, 0))
            raise NO_BUDGET_LEFT()
        raise NO_IMAGE()


async def embed(
    settings: Settings, db: Database, who: Who, texts: Sequence[str], *, priority: Priority
) -> Vectors | None:
    """One vector a text, all of one model; None where nobody makes them now."""
    if not texts:
        return None
    embedders = (await means.of(db, who, settings)).embedders()
    if not embedders:
        return None
    size = sum(map(len, texts))
    bill = Bill(db, who, "embedding", priority, settings, {"texts": len(texts), "characters": size})
    async with bill.held():
        until = time.monotonic() + SECONDS
        for model in await bill.able(embedders, lambda m: most(m.provider, m.name, size, 0), SECONDS):
            since = time.monotonic()
            try:
                async with asyncio.timeout(max(left(until), 0.0)):
                    made = await model.embed(ways.client(model, settings), texts)
                if len(made.vectors) != len(texts):
                    raise Failure("answered with another number of vectors")
            except TimeoutError:
                bill.failed(model, Failure("timed out", outage=True), since)
                continue
            except Failure as failure:
                bill.failed(model, failure, since)
                continue
            bill.running.paid(model, made.model, made.tokens_in, 0)
            await bill.end("ok", model.provider, made.model, {"vectors": len(made.vectors)})
            return Vectors(made.vectors, made.model, made.tokens_in)
        await bill.end("failed", "offline", None, None)
        return None
