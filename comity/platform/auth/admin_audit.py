"""GET /admin/audit (wire.md 2.1): what happened to accounts, for the operator."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from comity.core import sql
from comity.core.errors import Problem
from comity.platform.auth import admin, admin_paging, users
from comity.platform.auth.wire import answer, endpoint, identity

q = sql.load(__file__)

_SCOPES: Final = ("author", "action", "type")


@endpoint
async def show(request: Request) -> Response:
    """One page of the log, newest first; `query=action:login` narrows it to entries with a word in them."""
    admin.require(request)
    page, words = admin_paging.asked(request), _words(request)
    service = identity(request)
    async with service.db.acting(service.house_keeper()) as tx:
        rows = await tx.rows(q.page, most=page.size, skip=page.skip, **words)
        total = await tx.value(q.count, **words)
    entries = [{**row, "id": str(row["id"]), "created_at": users.instant(row["created_at"])} for row in rows]
    return answer(entries, headers=admin_paging.headers(request, page, total))


def _words(request: Request) -> dict[str, Any]:
    """What is looked for, by where: `author`, `action` or `type`, a colon, and a part of the word."""
    said = request.query_params.get("query") or ""
    scope, colon, word = said.partition(":")
    if said and (scope not in _SCOPES or not colon or "\0" in word):
        raise Problem("validation_failed", 400, f"Invalid query scope: {said[:100]}")
    return {name: word if name == scope and word else None for name in _SCOPES}
