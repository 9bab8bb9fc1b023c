"""Stage five: status, headers and body (wire.md 1.1, 1.4)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

import orjson

from comity.platform.rest import errors, media
from comity.platform.rest.plan.types import Plan
from comity.platform.rest.prefer import applied
from comity.platform.rest.request import Action, Request
from comity.platform.rest.run import Outcome
from comity.platform.rest.schema.model import Function, Table

_VARY = "Accept, Prefer, Range"
_COMMON = ("count", "tx", "handling", "timezone")


@dataclass(slots=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    more: list[tuple[str, str]] = field(default_factory=list)  # headers SQL set, which may repeat
    stream: AsyncGenerator[bytes, None] | None = None  # instead of the body, when that is large


def respond(request: Request, plan: Plan, outcome: Outcome) -> Answer:
    """The response to a request that reached the database."""
    if plan.media.name == media.PLAN:
        return Answer(200, {**_content(request, plan), "Content-Length": str(len(outcome.body))}, outcome.body)
    match plan.action:
        case Action.READ | Action.CALL:
            answer = _rows(request, plan, outcome)
        case Action.CREATE:
            answer = _created(request, plan, outcome)
        case Action.REPLACE:
            answer = _replaced(request, plan, outcome)
        case _:
            answer = _changed(request, plan, outcome)
    answer.headers.setdefault("Vary", _VARY)
    return _overridden(answer, outcome)


def refused(error: errors.RestError, *, head: bool = False) -> Answer:
    """The response to a request that was refused (wire.md 1.7)."""
    body = error.body()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(body)),
        "Proxy-Status": f"PostgREST; error={error.code}",
        **({"Retry-After": "1"} if error.status == 503 else {}),
        **error.headers,
    }
    return Answer(error.status, headers, b"" if head else body)


def _content(request: Request, plan: Plan) -> dict[str, str]:
    headers = {"Content-Type": plan.media.content_type()}
    if request.negotiated:
        headers["Content-Profile"] = request.schema
    return headers


def _preferences(request: Request, *kinds: str) -> dict[str, str]:
    said = applied(request.prefer, *_COMMON, *kinds)
    return {"Preference-Applied": said} if said else {}


def content_range(lower: int, upper: int, total: int | None) -> str:
    """`lo-hi/total` (https://docs.postgrest.org/en/v14/references/api/pagination_count.html)."""
    rows = f"{lower}-{upper}" if total != 0 and lower <= upper else "*"
    return f"{rows}/{'*' if total is None else total}"


def _rows(request: Request, plan: Plan, outcome: Outcome) -> Answer:
    lower = request.range.lower
    upper = lower + outcome.page - 1
    total = outcome.total
    status = 200 if total is None or outcome.page >= total else 206
    body = outcome.body
    if total is not None and lower > total:
        status, body = 416, errors.out_of_bounds(lower, total).body()
    headers = {"Content-Range": content_range(lower, upper, total)}
    headers.update(_preferences(request, *(("max-affected",) if plan.call else ())))
    if plan.call is not None and plan.call.function.returns_void:
        return Answer(204, headers)
    headers.update(_content(request, plan))
    if plan.call is None:
        query = f"?{request.query.canonical}" if request.query.canonical else ""
        headers["Content-Location"] = f"/{_quoted(request.target)}{query}"
    if request.headers_only:
        return Answer(status, headers)
    headers["Content-Length"] = str(len(body))
    return Answer(status, headers, body)


@lru_cache(maxsize=1024)
def _quoted(target: str) -> str:
    return quote(target, safe="")


def _created(request: Request, plan: Plan, outcome: Outcome) -> Answer:
    mutation = plan.mutation
    kinds = ["missing", "return"]
    if mutation is not None and (mutation.table.primary_key or request.query.on_conflict is not None):
        kinds.append("resolution")
    headers = {"Content-Range": _counted(request, outcome), **_preferences(request, *kinds)}
    if outcome.location is not None:
        headers["Location"] = _location(request.target, outcome.location)
    nothing_new = request.prefer.resolution == "merge-duplicates" and not outcome.inserted
    if plan.body:
        headers.update(_content(request, plan))
    headers["Content-Length"] = str(len(outcome.body))
    return Answer(200 if nothing_new else 201, headers, outcome.body)


def _counted(request: Request, outcome: Outcome) -> str:
    return f"*/{outcome.page}" if request.prefer.counts else "*/*"


def _location(target: str, pairs: bytes) -> str:
    key = "&".join(
        f"{quote(name, safe='')}={'is.null' if value is None else quote(f'eq.{value}', safe='')}"
        for name, value in orjson.loads(pairs)
    )
    return f"/{quote(target, safe='')}?{key}"


def _replaced(request: Request, plan: Plan, outcome: Outcome) -> Answer:
    headers = _preferences(request, "return")
    if not plan.body:
        return Answer(204, headers)
    headers.update(_content(request, plan), **{"Content-Length": str(len(outcome.body))})
    return Answer(201 if outcome.inserted else 200, headers, outcome.body)


def _changed(request: Request, plan: Plan, outcome: Outcome) -> Answer:
    """Updates name the rows they changed, deletions none."""
    if plan.action is Action.UPDATE:
        total = outcome.page if request.prefer.counts else None
        headers = {"Content-Range": content_range(0, outcome.page - 1, total)}
        kinds = ["missing", "return", "max-affected"]
    else:
        headers = {"Content-Range": _counted(request, outcome)}
        kinds = ["return", "max-affected"]
    headers.update(_preferences(request, *kinds))
    if not plan.body:
        return Answer(204, headers)
    headers.update(_content(request, plan), **{"Content-Length": str(len(outcome.body))})
    return Answer(200, headers, outcome.body)


def _overridden(answer: Answer, outcome: Outcome) -> Answer:
    """`response.status` and `response.headers`, when SQL set them."""
    if outcome.status is not None:
        if not outcome.status.isdigit() or not 100 <= int(outcome.status) <= 599:
            raise errors.bad_guc_status()
        answer.status = int(outcome.status)
    if outcome.headers is not None:
        for name, value in _said_headers(outcome.headers):
            known = next((key for key in answer.headers if key.lower() == name.lower()), None)
            if known is not None:
                del answer.headers[known]
            answer.more.append((name, value))
    return answer


def _said_headers(text: bytes) -> list[tuple[str, str]]:
    try:
        said = orjson.loads(text)
        pairs = [pair for item in said for pair in item.items() if len(item) == 1]
    except (ValueError, AttributeError, TypeError):
        raise errors.bad_guc_headers() from None
    if not isinstance(said, list) or len(pairs) != len(said) or not all(isinstance(v, str) for _, v in pairs):
        raise errors.bad_guc_headers()
    return pairs


def about_relation(table: Table) -> Answer:
    """OPTIONS of a table or view: what could be done with it."""
    allow = ["OPTIONS", "GET", "HEAD"]
    if table.insertable:
        allow.append("POST")
    if table.insertable and table.updatable and table.primary_key:
        allow.append("PUT")
    if table.updatable:
        allow.append("PATCH")
    if table.deletable:
        allow.append("DELETE")
    return _about(allow)


def about_function(overloads: tuple[Function, ...]) -> Answer:
    """OPTIONS of a function: one that may write cannot be asked by GET."""
    return _about(["OPTIONS", "POST"] if all(f.writes for f in overloads) else ["OPTIONS", "GET", "HEAD", "POST"])


def about_root() -> Answer:
    return _about(["OPTIONS", "GET", "HEAD"])


def _about(allow: list[str]) -> Answer:
    return Answer(200, {"Allow": ",".join(allow), "Access-Control-Allow-Origin": "*", "Content-Length": "0"})
