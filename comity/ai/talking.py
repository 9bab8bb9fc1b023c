"""Conversations: turns in, words out, as they come.

    async for part in coordinator.stream(db, who, ROLEPLAY, Talk(messages, facts)):
        part.text, part.again, part.done

Where one engine breaks off in the middle, `again` says to forget what was shown; another starts over.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.ai import asking, gate, ledger, means, standing, ways
from comity.ai.agent import Chat, NoAnswer, Talk
from comity.ai.bills import NO_BUDGET, Bill, left
from comity.ai.ledger import Subject
from comity.ai.prices import most
from comity.ai.providers.base import STALL, Failure, Model, Piece
from comity.config import Settings
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import Priority

OFFLINE = "offline"
LULL = 8.0
"""Seconds of silence in the middle of words, where only the offline engine is left to ask."""
SECONDS = {"p0": 30.0, "p1": 60.0, "p2": 120.0, "p3": 300.0}
"""How long a whole turn may take; its first words come sooner or from somebody else."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of whoever answered."""

    text: str
    engine: str
    model: str | None
    run_id: UUID | None = None
    cost_usd: float = 0.0
    attempts: tuple[asking.Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """More words; or that those before do not count; or, at the end, the whole."""

    text: str = ""
    again: bool = False
    done: Said | None = None


async def stream(
    settings: Settings,
    db: Database,
    who: Who,
    chat: Chat,
    talk: Talk,
    *,
    priority: Priority,
    subject: Subject,
    deadline: float | None,
) -> AsyncIterator[Part]:
    """The next turn, word by word; NoAnswer where neither a model nor the offline engine has one."""
    seconds = deadline or SECONDS[priority]
    asked = {"facts": talk.facts, "messages": [[m.role, m.text] for m in talk.messages]}
    bill = Bill(db, who, chat.name, priority, settings, asked, subject, chat.version)
    models = (await means.of(db, who, settings)).models(priority, chat.complexity)
    size = len(chat.instructions(talk)) + sum(len(message.text) for message in talk.messages)
    if size > chat.longest:
        models = ()
    async with bill.held():
        able = await bill.able(models, lambda m: most(m.provider, m.name, size, chat.most_tokens), seconds)
        async with ledger.held(db, bill.request):
            async with aclosing(_spoken(bill, chat, talk, able, time.monotonic() + seconds)) as parts:
                async for part in parts:
                    yield part
            if bill.run_id is None:
                async for part in _offline(bill, chat, talk):
                    yield part


async def _spoken(
    bill: Bill, chat: Chat, talk: Talk, models: tuple[Any, ...], until: float
) -> AsyncGenerator[Part, None]:
    """The words of the first model that gets to its end."""
    if models == () and not bill.affordable:
        bill.running.attempts.append(asking.Attempt("chain", None, NO_BUDGET, 0))
    for number, model in enumerate(models):
        text, since = "", time.monotonic()
        try:
            async with aclosing(_words(bill, chat, talk, model, until, last=number == len(models) - 1)) as pieces:
                async for piece in pieces:
                    if piece.text:
                        text += piece.text
                        yield Part(piece.text)
                    if piece.tokens_in or piece.tokens_out:
                        bill.running.paid(model, piece.model, piece.tokens_in, piece.tokens_out)
            if not text.strip():
                raise Failure("said nothing")
        except Failure as failure:
            bill.failed(model, failure, since)
            if text:
                bill.running.cost += most(model.provider, model.name, len(text), 0)
                yield Part(again=True)
            continue
        standing.worked(model)
        status = "ok" if number == 0 else "fallback"
        run_id = await bill.end(status, model.provider, model.name, {"text": text})
        running = bill.running
        done = Said(text, model.provider, model.name, run_id, round(running.cost, 6), tuple(running.attempts))
        yield Part(done=done)
        return


async def _words(
    bill: Bill, chat: Chat, talk: Talk, model: Model, until: float, *, last: bool
) -> AsyncGenerator[Piece, None]:
    """A model's words; the first must come soon while there is somebody else to ask."""
    client = ways.client(model, bill.settings)
    pieces = model.words(client, chat.instructions(talk), talk.messages, chat.most_tokens)
    patience = left(until) if last or bill.priority != "p0" else min(asking.HEDGE, left(until))
    try:
        while True:
            try:
                async with asyncio.timeout(max(patience, 0.0)):
                    piece = await anext(pieces)
            except TimeoutError:
                standing.slow(model, bill.settings)
                raise Failure("timed out", outage=True) from None
            except StopAsyncIteration:
                return
            yield piece
            patience = min(LULL if last else STALL, left(until))  # words that have begun must go on
    finally:
        await pieces.aclose()  # type: ignore[attr-defined]


async def _offline(bill: Bill, chat: Chat, talk: Talk) -> AsyncIterator[Part]:
    try:
        text = await gate.think(bill.priority, chat.offline, talk)
    except NoAnswer:
        await bill.end("failed", OFFLINE, None, None)
        raise
    status = "fallback" if bill.running.attempts else "ok"
    for word in text.splitlines(keepends=True):
        yield Part(word)
    run_id = await bill.end(status, OFFLINE, None, {"text": text})
    running = bill.running
    yield Part(done=Said(text, OFFLINE, None, run_id, round(running.cost, 6), tuple(running.attempts)))
