"""Functions an operator could have written: what came in, slow ones, ones that fail."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.functions import Call, Stream, function

CALLS: dict[str, int] = {}


class Sum(BaseModel):
    a: int
    b: int = 0


class Total(BaseModel):
    total: int


@function("hello", access="key")
async def hello(call: Call) -> str:
    """Says hello."""
    return "Hello World"


@function("public-hello", access="anyone")
async def public_hello(call: Call) -> str:
    return f"Hello {call.who.role}"


@function("mirror", access="key")
async def mirror(call: Call) -> dict[str, Any]:
    request = call.request
    kind = request.headers.get("content-type", "")
    if kind.startswith(("multipart/", "application/x-www-form-urlencoded")):
        body: Any = [[name, value] for name, value in (await request.form()).multi_items()]
    elif kind.startswith("application/json"):
        body = await request.json()
    else:
        body = (await request.body()).decode()
    return {
        "method": request.method, "path": call.path, "query": dict(request.query_params),
        "headers": dict(request.headers), "body": body, "role": call.who.role,
    }  # fmt: skip


@function("slow", access="key", seconds=0.3)
async def slow(call: Call) -> str:
    await asyncio.sleep(5)
    return "too late"


@function("add", access="key")
async def add(call: Call, given: Sum) -> Total:
    """Adds two numbers."""
    return Total(total=given.a + given.b)


@function("count")
async def count(call: Call, given: Sum) -> Total:
    key = f"{call.who.org_id}"
    CALLS[key] = CALLS.get(key, 0) + 1
    if given.a < 0:
        raise Problem("negative", 422, "Not below zero.")
    if given.a > 1000:
        raise ValueError("a fault")
    return Total(total=CALLS[key])


@function("refuse", access="anyone")
async def refuse(call: Call) -> None:
    raise Problem("teapot", 418, "I am a teapot.")


@function("fault", access="anyone")
async def fault(call: Call) -> None:
    raise ZeroDivisionError


@function("lies", access="anyone")
async def lies(call: Call) -> Total:
    return {"total": "many"}  # type: ignore[return-value]


@function("bytes", access="anyone")
async def some_bytes(call: Call) -> bytes:
    return bytes([1, 2, 3])


@function("made", access="anyone", methods=("POST", "OPTIONS"))
async def made(call: Call) -> Response:
    if call.request.method == "OPTIONS":
        return Response(status_code=200, headers={"x-own": "yes"})
    return Response("<b>x</b>", 201, {"x-own": "yes"}, "text/xml")


@function("ticks", access="anyone")
async def ticks(call: Call) -> Stream:
    async def items() -> AsyncIterator[dict[str, int]]:
        for number in (1, 2, 3):
            yield {"tick": number}

    return Stream(items())


@function("breaks", access="anyone")
async def breaks(call: Call) -> Stream:
    async def items() -> AsyncIterator[dict[str, int]]:
        yield {"tick": 1}
        raise Problem("stop", 500, "No more.")

    return Stream(items())


@function("often", access="anyone", per_minute=3)
async def often(call: Call) -> str:
    return "again"


@function("whoami")
async def whoami(call: Call) -> dict[str, Any]:
    async with call.tx() as tx:
        return {"org": str(tx.who.org_id), "person": tx.who.email}


@function("bosses", roles=("owner",))
async def bosses(call: Call) -> str:
    return "yes"
