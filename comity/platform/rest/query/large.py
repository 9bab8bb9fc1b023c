"""How many rows there are, and answers too large to be one value.

A read without a small limit is probed: its statement stops one row after PROBE. When it had more, the rows are asked
for one by one, led by their number and bytes; Postgres keeps them on disk meanwhile, nobody keeps them in memory
(decision 0025).
"""

from __future__ import annotations

from comity.platform.rest import media
from comity.platform.rest.plan.types import Plan
from comity.platform.rest.query.compiler import Compiler, Statement
from comity.platform.rest.query.levels import Scope, root_scope, rows_sql, select_sql

SAID_HEADERS = "nullif(current_setting('response.headers', true), '')"
SAID_STATUS = "nullif(current_setting('response.status', true), '')"
_ROW = "pgrst_row"


def large_sql(plan: Plan, tenant: bool, max_rows: int | None) -> Statement:
    """Each row as text, the header of a CSV beside the first; then rows, bytes and total, and what SQL says to HTTP."""
    c = Compiler(tenant)
    scope = root_scope(plan.level)
    scope.level.probed = False
    total = total_sql(c, plan, scope, max_rows, "count(*) over ()")
    row, first, header = f"row_to_json({_ROW})", "null", "null::text"
    if plan.media.name == media.CSV:
        first = f"case when row_number() over () = 1 then {row} end"
        header = "(select string_agg(k, ',') from json_object_keys(h) as k)"
        row = f"substring({_ROW}::text, 2, length({_ROW}::text) - 2)"
    elif plan.media.stripped:
        row = f"json_strip_nulls({row})"
    rows = f"select {row}::text as j, {first} as h from ({select_sql(c, scope)}) as {_ROW}"
    sizes = f"count(*) over (), sum(octet_length(j)) over (), {total}"
    return c.statement(
        f"select j, {header}, {sizes}, (select {SAID_HEADERS}), (select {SAID_STATUS}) from ({rows}) as s"
    )


def total_sql(c: Compiler, plan: Plan, scope: Scope, max_rows: int | None, page: str = "count(*)") -> str:
    """The exact count. When the page holds the end of the rows, it is known without counting."""
    if plan.count not in ("exact", "estimated"):
        return "null::bigint"
    window = scope.level.window
    if window.whole:
        return page
    most = f" limit {max_rows + 1}" if plan.count == "estimated" and max_rows is not None else ""
    counted = f"(select count(*) from ({rows_sql(c, scope)}{most}) as pgrst_count)"
    if window.limit == 0:
        return counted
    offset = c.param(window.offset_slot) if window.offset_slot >= 0 else ""
    ended = f"{page} + {offset}::bigint" if offset else page
    limit = (
        str(window.limit) if window.limit is not None else c.param(window.limit_slot) if window.limit_slot >= 0 else ""
    )
    short = f"{page} < {limit}::bigint" if limit else "true"
    some = f"{page} > 0" if offset else "true"
    return f"case when {short} and {some} then {ended} else {counted} end"
