"""The pipeline: request -> plan -> query -> run -> response, with plans cached by the shape of the request."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace

import structlog

from comity.core.db import Database
from comity.platform.rest import openapi, response
from comity.platform.rest.errors import RestError, broken
from comity.platform.rest.familiar import Familiar, Prepared, read_values, renewed
from comity.platform.rest.large import run_large
from comity.platform.rest.parse.params import decode
from comity.platform.rest.plan.call import named_functions
from comity.platform.rest.plan.make import find_table, make
from comity.platform.rest.query.levels import PROBE
from comity.platform.rest.query.statement import compile_plan
from comity.platform.rest.request import Action, Raw, Request, read
from comity.platform.rest.response import Answer
from comity.platform.rest.run import Caller, Door, HouseDoor, Outcome, run
from comity.platform.rest.schema.holder import SchemaHolder
from comity.platform.rest.schema.model import SchemaCache
from comity.platform.rest.settings import RestSettings
from comity.platform.rest.totals import Totals

_PLANS_AT_MOST = 2000
LARGE_AT_ONCE = 4  # each holds a connection for as long as its client takes to read it
_STALE = frozenset(("PGRST200", "PGRST202", "PGRST204", "PGRST205", "42703", "42P01", "42883"))


log = structlog.get_logger(__name__)


class View:
    """The engine as one role has it."""

    def __init__(self, settings: RestSettings) -> None:
        self.settings = settings
        self.familiar = Familiar()


class Engine:
    """REST over one database."""

    def __init__(self, db: Database, settings: RestSettings, door: Door | None = None) -> None:
        self.db = db
        self.settings = settings
        self.inside = replace(settings, max_rows=None, aggregates=True)  # for the house's own queries
        self.schema = SchemaHolder(db, settings)
        self.totals = Totals()
        self.countable: frozenset[str] = frozenset()  # tables with counting views (app.seen_<table>, app.own_<table>)
        self.door = door or HouseDoor(db)
        self._plans: OrderedDict[tuple[object, ...], Prepared] = OrderedDict()
        self._large_ones = asyncio.Semaphore(LARGE_AT_ONCE)
        self._views = {role: View(settings.of(role)) for role in ("", *settings.roles)}
        self.schema.on_change.append(self.forget)

    def forget(self) -> None:
        """What was planned holds no longer."""
        self._plans.clear()
        for view in self._views.values():
            view.familiar.clear()

    def view(self, role: str) -> View:
        """The settings of a role, and what is remembered under them."""
        return self._views.get(role) or self._views[""]

    async def answer(self, raw: Raw, caller: Caller) -> Answer:
        """The response to a request, refusals included."""
        try:
            try:
                return await self._answer(raw, caller)
            except RestError as error:
                # What the cache does not know may have been created since.
                if error.code not in _STALE or not await self.schema.refresh():
                    raise
                return await self._answer(raw, caller)
        except RestError as error:
            if error.status == 503:
                log.warning("the database did not answer", code=error.code, why=str(error.__cause__ or error))
            return response.refused(error, head=raw.method == "HEAD")
        except Exception:
            log.exception("a REST request failed", method=raw.method, path="/".join(raw.path))
            return response.refused(broken(), head=raw.method == "HEAD")

    async def _answer(self, raw: Raw, caller: Caller) -> Answer:
        started = time.perf_counter()
        view = self.view(caller.role)
        cache = self.schema.loaded or await self.schema.current()
        tenant = caller.org is not None
        values = read_values(raw)
        known = view.familiar.find(values) if values is not None else None
        if known is not None and values is not None:
            request = renewed(known, values, raw)
            shape: object = (tenant, request.payload and request.payload.shape())
            prepared = known.prepared.get(shape)
            if prepared is None:
                prepared = known.prepared[shape] = self.prepare(request, cache, view.settings, tenant=tenant)
            return await self._run(raw, caller, request, prepared, view.settings, started)
        request = read(raw, view.settings)
        match request.action:
            case Action.ABOUT_RELATION:
                return response.about_relation(find_table(cache, request.schema, request.target))
            case Action.ABOUT_FUNCTION:
                return response.about_function(named_functions(request, cache))
            case Action.ABOUT_ROOT:
                return response.about_root()
            case Action.ROOT:
                return await openapi.answer(self.door, view.settings, caller, raw, request, cache)
        prepared = self.prepare(request, cache, view.settings, tenant=tenant)
        if values is not None:
            view.familiar.keep(values, request, decode(raw.query))
        return await self._run(raw, caller, request, prepared, view.settings, started)

    async def _run(
        self, raw: Raw, caller: Caller, request: Request, prepared: Prepared, settings: RestSettings, started: float
    ) -> Answer:
        planned = time.perf_counter()
        outcome = await run(self.door, caller, raw, request, *prepared, settings)
        ran = time.perf_counter()
        if prepared.compiled.large is not None and outcome.page > PROBE:
            return await self._large(raw, caller, request, prepared, settings, outcome)
        answer = response.respond(request, prepared.plan, outcome)
        answer.headers["Server-Timing"] = _timing(started, planned, ran)
        return answer

    async def _large(
        self, raw: Raw, caller: Caller, request: Request, prepared: Prepared, settings: RestSettings, probe: Outcome
    ) -> Answer:
        """More rows than one value should hold: they follow the head as they come, few such answers at a time."""
        assert prepared.compiled.large is not None
        await self._large_ones.acquire()
        try:
            large = await run_large(self.door, caller, raw, request, prepared.plan, prepared.compiled.large, settings)
        except BaseException:
            self._large_ones.release()
            raise
        if large is None:
            self._large_ones.release()
            return response.respond(request, prepared.plan, Outcome(b"[]", 0))
        if prepared.plan.count == "planned":
            large.outcome = large.outcome._replace(total=probe.total)
        answer = response.respond(request, prepared.plan, large.outcome)
        answer.headers["Content-Length"] = str(large.size)
        answer.stream = _then(large.body(), self._large_ones.release)
        return answer

    def prepare(
        self, request: Request, cache: SchemaCache, settings: RestSettings | None = None, *, tenant: bool
    ) -> Prepared:
        """The plan and statement for requests of this shape."""
        settings = settings or self.settings
        key = (tenant, settings.max_rows, settings.max_depth, settings.max_embeds, *request.shape())
        prepared = self._plans.get(key)
        if prepared is not None:
            self._plans.move_to_end(key)
            return prepared
        plan = make(request, cache, settings)
        compiled = compile_plan(plan, request, tenant=tenant, max_rows=settings.max_rows)
        prepared = self._plans[key] = Prepared(plan, compiled)
        if len(self._plans) > _PLANS_AT_MOST:
            self._plans.popitem(last=False)
        return prepared


async def _then(chunks: AsyncGenerator[bytes, None], done: Callable[[], None]) -> AsyncGenerator[bytes, None]:
    try:
        async with aclosing(chunks) as open_chunks:
            async for chunk in open_chunks:
                yield chunk
    finally:
        done()


def _timing(started: float, planned: float, ran: float) -> str:
    plan, run, rest = (planned - started) * 1000, (ran - planned) * 1000, (time.perf_counter() - ran) * 1000
    return f"parse;dur={plan:.1f}, transaction;dur={run:.1f}, response;dur={rest:.1f}"
