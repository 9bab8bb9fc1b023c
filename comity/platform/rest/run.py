"""Stage four: the statement runs, with claims before it, in one transaction and one network round trip."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import orjson

from comity.core.db import Database, Result
from comity.core.errors import DatabaseDown, DatabaseError
from comity.core.who import Who
from comity.platform.rest import errors, media
from comity.platform.rest.database_errors import from_database
from comity.platform.rest.parse.operators import array_literal
from comity.platform.rest.plan.types import Call, Plan
from comity.platform.rest.query.statement import NOT_SINGLE, TOO_MANY, Compiled
from comity.platform.rest.query.text import ident, qualified
from comity.platform.rest.request import Action, Raw, Request
from comity.platform.rest.schema.model import Name
from comity.platform.rest.settings import RestSettings

Params = Sequence[str | bytes | None]
_CONSTRAINTS_NOW = "set constraints all immediate"


class Caller(NamedTuple):
    """Who asks: someone of the house, or a role with claims on a database that is not ours."""

    who: Who | None = None
    role: str = ""
    claims: str = "{}"
    signed_in: bool = False

    @property
    def org(self) -> str | None:
        return str(self.who.org_id) if self.who is not None and self.who.org_id is not None else None


class Context(NamedTuple):
    """What the transaction is told besides who asks: the request as SQL may read it, and settings."""

    method: str
    path: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    settings: Mapping[str, str]


class Door(Protocol):
    """How statements reach the database with the caller's claims before them."""

    def stream(
        self, caller: Caller, context: Context, statements: Sequence[tuple[str, Params]]
    ) -> AsyncGenerator[list[tuple[bytes | None, ...]], None]: ...

    async def send(
        self, caller: Caller, context: Context, statements: Sequence[tuple[str, Params]], *, rollback: bool
    ) -> list[Result]: ...


class HouseDoor:
    """Our own database: `auth.set_claims` goes first."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def send(
        self, caller: Caller, context: Context, statements: Sequence[tuple[str, Params]], *, rollback: bool
    ) -> list[Result]:
        who = caller.who or Who.anonymous()
        return await self._db.once_raw(who, statements, request=_as_json(context), rollback=rollback)

    def stream(
        self, caller: Caller, context: Context, statements: Sequence[tuple[str, Params]]
    ) -> AsyncGenerator[list[tuple[bytes | None, ...]], None]:
        return self._db.stream_raw(caller.who or Who.anonymous(), statements, request=_as_json(context))


def _as_json(context: Context) -> str:
    said = {"method": context.method, "path": context.path, "headers": context.headers, "cookies": context.cookies}
    if context.settings:
        said["settings"] = context.settings
    return orjson.dumps(said).decode()


class Outcome(NamedTuple):
    """The one row a statement answers with; `total` counts all rows, `page` those of the answer."""

    body: bytes
    total: int | None = None
    page: int = 0
    headers: bytes | None = None
    status: bytes | None = None
    location: bytes | None = None
    inserted: int | None = None


async def run(
    door: Door, caller: Caller, raw: Raw, request: Request, plan: Plan, compiled: Compiled, settings: RestSettings
) -> Outcome:
    """Sends the statement and reads its row; what the database refuses becomes a RestError."""
    values = request.query.values
    if plan.call is not None:
        values = [*values, *direct_values(request, plan.call)]
    body = request.payload.text if request.payload is not None else None
    before = first_of_all(settings)
    statements: list[tuple[str, Params]] = [
        *before,
        (compiled.main.sql, compiled.main.params(values, body, caller.org)),
    ]
    if compiled.guess is not None:
        statements.append((compiled.guess.sql, compiled.guess.params(values, body, caller.org)))
    rollback = _rolls_back(request, settings)
    if rollback:
        statements.append((_CONSTRAINTS_NOW, ()))
    try:
        results = await door.send(caller, context(raw, request, plan, settings), statements, rollback=rollback)
    except DatabaseDown as error:
        raise errors.away(error) from error
    except DatabaseError as error:
        raise refused_by(error, request, signed_in=caller.signed_in) from error
    if before:
        results = results[len(before) :]
    if plan.media.name == media.PLAN:
        return Outcome(b"".join((row[0] or b"") + b"\n" for row in results[0].rows))
    return _outcome(results, plan, settings)


def first_of_all(settings: RestSettings) -> list[tuple[str, Params]]:
    """What the operator wants called before every request."""
    return [(f"select {_function(settings.pre_request)}()", ())] if settings.pre_request else []


def context(raw: Raw, request: Request, plan: Plan | None, settings: RestSettings) -> Context:
    """What SQL may read of the request; and the settings it runs under."""
    read_only = plan is not None and plan.read_only
    local = _usual(settings.timeout, request.schema, settings.extra_search_path, read_only)
    if request.prefer.timezone is not None:
        local = {**local, "timezone": request.prefer.timezone}
    if plan is not None and plan.call is not None:
        local = {**local, **dict(plan.call.function.settings)}
    headers, cookies = raw.headers, {}
    if "cookie" in headers:
        headers = {name: value for name, value in headers.items() if name != "cookie"}
        cookies = _cookies(raw.headers["cookie"])
    return Context(raw.method, "/" + "/".join(raw.path), headers, cookies, local)


@lru_cache(maxsize=256)
def _usual(timeout: float | None, schema: str, others: tuple[str, ...], read_only: bool) -> Mapping[str, str]:
    """The settings most requests run under."""
    local: dict[str, str] = {}
    if timeout is not None:
        local["statement_timeout"] = str(round(timeout * 1000))
    if read_only:
        local["transaction_read_only"] = "on"
    path = [schema, *others]
    if set(path) != {"public"}:
        local["search_path"] = ", ".join(ident(name) for name in dict.fromkeys(path))
    return local


def direct_values(request: Request, call: Call | None) -> list[str]:
    """Arguments of the query string or form, in the order the statement expects."""
    if call is None or call.direct is None:
        return []
    form = request.payload.form if request.payload is not None else None
    given = request.query.arguments if form is None else form
    values = []
    for name, repeats in call.direct:
        mine = [value for key, value in given if key == name]
        values.append(array_literal(mine) if repeats and not _is_array(mine) else mine[-1])
    return values


def _is_array(values: list[str]) -> bool:
    return len(values) == 1 and values[0].startswith("{") and values[0].endswith("}")


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";") if "=" in part)
    return {name: value for name, _, value in pairs}


def _rolls_back(request: Request, settings: RestSettings) -> bool:
    if request.prefer.tx is not None:
        return request.prefer.tx == "rollback"
    return settings.tx_rollback


def _function(name: str) -> str:
    schema, dot, function = name.rpartition(".")
    return qualified(Name(schema if dot else "", function))


def refused_by(error: DatabaseError, request: Request, *, signed_in: bool) -> errors.RestError:
    """The statement raises our own marks where a count must undo the change."""
    if error.sqlstate == "22P02":
        for mark, refuse in ((NOT_SINGLE, _not_single(request)), (TOO_MANY, errors.too_many_affected)):
            found = error.message.find(mark)
            if found >= 0:
                return refuse(int(error.message[found + len(mark) :].rstrip('"')))
    return from_database(error, signed_in=signed_in)


def _not_single(request: Request):  # type: ignore[no-untyped-def]
    return (lambda rows: errors.put_mismatch()) if request.action is Action.REPLACE else errors.not_single


def _outcome(results: list[Result], plan: Plan, settings: RestSettings) -> Outcome:
    total, page, body, headers, status, location, inserted = results[0].rows[0]
    if body and plan.handler is not None and plan.handler.is_bytes:
        body = bytes.fromhex(body.decode())
    outcome = Outcome(
        body or b"",
        int(total) if total is not None else None,
        int(page),
        headers,
        status,
        location,
        int(inserted) if inserted is not None else None,
    )
    if plan.media.single and plan.action is Action.READ and plan.body and outcome.page != 1:
        raise errors.not_single(outcome.page)
    if len(results) > 1 and plan.count in ("planned", "estimated") and results[1].rows:
        return _guessed(outcome, results[1], plan, settings)
    return outcome


def _guessed(outcome: Outcome, guess: Result, plan: Plan, settings: RestSettings) -> Outcome:
    """`planned` is the planner's guess; `estimated` is exact up to `max-rows`, and the larger of both beyond."""
    planned = int(orjson.loads(guess.rows[0][0])[0]["Plan"]["Plan Rows"])
    total: int | None = planned
    if plan.count == "estimated":
        exact = outcome.total or 0
        total = exact if settings.max_rows is not None and exact <= settings.max_rows else max(exact, planned)
    return Outcome(
        outcome.body, total, outcome.page, outcome.headers, outcome.status, outcome.location, outcome.inserted
    )
