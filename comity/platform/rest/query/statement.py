"""The whole statement: one row with the total, the rows of the page, the body as text, and what SQL says to HTTP."""

from __future__ import annotations

from typing import NamedTuple

from comity.platform.rest import media
from comity.platform.rest.plan.types import Call, Plan
from comity.platform.rest.query.call import SCALAR, call_sql
from comity.platform.rest.query.compiler import Compiler, Statement
from comity.platform.rest.query.large import SAID_HEADERS, SAID_STATUS, large_sql, total_sql
from comity.platform.rest.query.levels import SOURCE, Scope, root_scope, rows_sql, select_sql
from comity.platform.rest.query.text import ident, literal, qualified
from comity.platform.rest.query.write import inserted_sql, write_sql
from comity.platform.rest.request import Action, Request
from comity.platform.rest.schema.model import Function, Handler

NOT_SINGLE = "pgrst:not-single:"
TOO_MANY = "pgrst:too-many:"
_T = "_postgrest_t"
_ROWS = "pgrst_rows"
_SAID = f"{SAID_HEADERS}, {SAID_STATUS}"
_NO_LOCATION = "null::text"


class Compiled(NamedTuple):
    """What is sent: the statement, and for a guessed count the plan of the counting one."""

    main: Statement
    guess: Statement | None = None
    large: Statement | None = None  # the same rows, where `main` shows that they are many


def compile_plan(plan: Plan, request: Request, *, tenant: bool, max_rows: int | None = None) -> Compiled:
    """The statement of a plan; the request says only where arguments travel, and how many rows are too many."""
    c = Compiler(tenant)
    scope = root_scope(plan.level)
    if plan.mutation is not None:
        sql = _write(c, plan, scope, request)
    elif plan.call is not None:
        sql = _call(c, plan, plan.call, scope, request)
    else:
        sql = _read(c, plan, scope, max_rows)
    if plan.media.name == media.PLAN:
        options = ", ".join([f"format {'json' if plan.media.plan_json else 'text'}", *plan.media.options])
        sql = f"explain ({options}) {sql}"
    return Compiled(
        c.statement(sql),
        _guess(plan, tenant) if request.prefer.explains else None,
        large_sql(plan, tenant, max_rows) if plan.probes else None,
    )


def _guess(plan: Plan, tenant: bool) -> Statement | None:
    """What the planner thinks the count would be (`count=planned`, `count=estimated`)."""
    if plan.action is not Action.READ:
        return None
    c = Compiler(tenant)
    return c.statement(f"explain (format json) {rows_sql(c, root_scope(plan.level))}")


def _read(c: Compiler, plan: Plan, scope: Scope, max_rows: int | None) -> str:
    total = total_sql(c, plan, scope, max_rows)
    scope.level.probed = plan.probes
    rows = select_sql(c, scope) if plan.body else rows_sql(c, scope, page=True)
    body = body_of(plan) if plan.body else "''"
    return _answer(plan, "", rows, f"{total}, count(*), {body}, {_SAID}, {_NO_LOCATION}, null::int")


def _answer(plan: Plan, source: str, rows: str, columns: str) -> str:
    """The outermost select. For CSV the rows are looked at twice: once for their names."""
    tables = [source] if source else []
    if plan.body and plan.handler is None and media.CSV in (plan.media.name, plan.media.wraps):
        tables.append(f"{_ROWS} as ({rows})")
        rows = f"select * from {_ROWS}"
    head = f"with {', '.join(tables)} " if tables else ""
    return f"{head}select {columns} from ({rows}) as {_T}"


def _write(c: Compiler, plan: Plan, scope: Scope, request: Request) -> str:
    mutation = plan.mutation
    assert mutation is not None
    source = write_sql(c, mutation)
    rows = select_sql(c, scope) if plan.body else f"select 1 from {SOURCE}"
    body = body_of(plan) if plan.body else "''"
    location = _NO_LOCATION
    if request.prefer.returning == "headers-only" and plan.action is Action.CREATE:
        location = _location(mutation.table.visible_key)
    checks = _checks(plan, request)
    columns = f"null::bigint, {checks}, {body}, {_SAID}, {location}, {inserted_sql(mutation)}"
    return _answer(plan, f"{SOURCE} as ({source})", rows, columns)


def _checks(plan: Plan, request: Request) -> str:
    """The count of rows; where a count would undo the change, it is an error here, so that Postgres undoes it."""
    refused = []
    if plan.action is Action.REPLACE or plan.media.single:
        refused.append(("count(*) <> 1", NOT_SINGLE))
    if request.prefer.strict and request.prefer.max_affected is not None and plan.action is not Action.CREATE:
        refused.append((f"count(*) > {request.prefer.max_affected}", TOO_MANY))
    if not refused:
        return "count(*)"
    cases = " ".join(f"when {condition} then ({literal(mark)} || count(*))::bigint" for condition, mark in refused)
    return f"case {cases} else count(*) end"


def _location(key: tuple[str, ...]) -> str:
    """`key=eq.value` of the one row inserted, as a JSON array of pairs."""
    if not key:
        return _NO_LOCATION
    names = ", ".join(literal(column) for column in key)
    return (
        "case when count(*) = 1 then (select json_agg(json_build_array(k.key, k.value))::text"
        f" from (select row_to_json(s) as row from {SOURCE} as s limit 1) as d, json_each_text(d.row) as k"
        f" where k.key in ({names})) end"
    )


def _call(c: Compiler, plan: Plan, call: Call, scope: Scope, request: Request) -> str:
    slots = _argument_slots(request, call)
    function = call.function
    source = call_sql(c, call, scope.level, slots)
    rows = select_sql(c, scope)
    body = body_of(plan) if plan.body and not function.returns_void else "''"
    page = "count(*)" if function.returns_set else "1"
    if (plan.media.single and function.returns_set) or (
        request.prefer.strict and request.prefer.max_affected is not None
    ):
        page = _checks(plan, request)
    total = total_sql(c, plan, scope, None)
    columns = f"{total}, {page}, {body}, {_SAID}, {_NO_LOCATION}, null::int"
    return _answer(plan, f"{SOURCE} as ({source})", rows, columns)


def _argument_slots(request: Request, call: Call) -> dict[str, int]:
    """Puts the arguments of the query string or the form among the values: repeated ones of a variadic as an array."""
    if call.direct is None:
        return {}
    first = len(request.query.values)
    return {name: first + place for place, (name, _) in enumerate(call.direct)}


def body_of(plan: Plan) -> str:
    """The body as Postgres writes it (https://docs.postgrest.org/en/v14/references/api/resource_representation.html)."""
    wanted = plan.media
    name = wanted.wraps if wanted.name == media.PLAN else wanted.name
    function = plan.call.function if plan.call is not None else None
    if plan.handler is not None:
        return _handled(plan.handler, function)
    if name == media.CSV:
        return _csv()
    scalar = function is not None and (function.returns_scalar or function.returns_set_of_scalars)
    one = (function is not None and not function.returns_set) or name == media.OBJECT
    row = f"{_T}.{ident(SCALAR)}" if scalar else _T
    rows = f"json_agg({row})"
    if wanted.stripped:
        rows = f"json_strip_nulls({rows})"
    return f"coalesce({rows}->0, 'null')" if one else f"coalesce({rows}, '[]')"


def _handled(handler: Handler, function: Function | None) -> str:
    """What a handler makes of the rows, or of a function's only value."""
    if function is not None and function.returns_scalar:
        made = f"(array_agg({_T}.{ident(SCALAR)}))[1]"
    else:
        made = f"{qualified(handler.function)}({_T}{f'::{qualified(handler.target)}' if handler.target else ''})"
    return f"encode({made}::bytea, 'hex')" if handler.is_bytes else f"{made}::text"


def _csv() -> str:
    header = (
        "(select coalesce(string_agg(a.k, ','), '') from (select json_object_keys(r)::text as k from"
        f" (select row_to_json(hh) as r from {_ROWS} as hh limit 1) as s) as a)"
    )
    text = f"{_T}::text"
    lines = f"coalesce(string_agg(substring({text}, 2, length({text}) - 2), E'\\n'), '')"
    return f"{header} || E'\\n' || {lines}"
