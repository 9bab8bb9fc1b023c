"""The coordinator: what it adds to a call, cached and offline answers, a provider that hangs, a thousand in bulk.

The limit of the first figure is the bare call: the same body to the same local provider over an open connection.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx
from pydantic import BaseModel

from bench.harness import claim, empty_home, percentile
from comity import config
from comity.ai import coordinator, standing, ways
from comity.ai.agent import Agent, Checked
from comity.ai.offline.transcript import read
from comity.ai.providers.base import Failure
from comity.core import embedded
from comity.core.db import Database
from comity.core.migrate import migrate
from comity.core.who import Who
from comity.core.work import P0, P2, P3, Priority
from comity.packs.sales.agents.heard import Heard
from comity.packs.sales.agents.signals import SIGNALS

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "300"))
BULK = int(os.environ.get("BENCH_BULK", "1000"))
TURNS = 60
WHO = Who(
    role="authenticated", org_id=UUID(int=7), user_id=UUID(int=8), org_role="owner", email="bench@comity.example"
)  # fmt: skip
LINES = (
    "Rep: Thanks for your time. What would you want to change about how you work today?",
    "Customer: We lose about ten hours a week, and our budget of 40,000 euros is approved for this year.",
    "Rep: Understood. I will send you the revised offer by Friday.",
    "Customer: The price is still a concern, and my director has to agree. Let's meet on Tuesday at ten.",
)


class Verdict(BaseModel):
    """What the agent of this bench answers."""

    mood: str


def provider(port: int) -> None:
    """A provider that answers at once, after 50 ms (/slow) or never (/hangs); a process of its own."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    block = {"type": "tool_use", "id": "t", "name": "answer", "input": {"mood": "good"}}
    usage = {"input_tokens": 10, "output_tokens": 5}
    said = {"model": "claude-haiku-4-5", "content": [block], "usage": usage, "stop_reason": "tool_use"}

    async def answer(request: Request) -> JSONResponse:
        await request.body()
        await asyncio.sleep({"slow": 0.05, "hangs": 60.0}.get(request.url.path.split("/")[1], 0.0))
        return JSONResponse(said)

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    uvicorn.run(app, port=port, log_level="critical")


@contextmanager
def served(port: int) -> Iterator[str]:
    """The provider, up."""
    process = subprocess.Popen([sys.executable, "-c", f"from bench.agents import provider; provider({port})"])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{url}/up", timeout=1)
                break
            except httpx.HTTPError:
                time.sleep(0.05)
        yield url
    finally:
        process.kill()
        process.wait()


def keyed(url: str, *models: str, hangs: str = "") -> None:
    """Anthropic is the local provider; with `hangs`, a server of one's own that never answers stands before it."""
    os.environ["ANTHROPIC_BASE_URL"] = url
    environ = {"ANTHROPIC_API_KEY": "bench", "COMITY_AI_MODELS": ",".join(models)}
    coordinator.configure(config.load({}, environ | ({"OPENAI_BASE_URL": f"{hangs}/v1"} if hangs else {})))


def agent(folder: Path) -> Agent[str, Verdict]:
    """An agent whose own work costs nothing."""
    prompt = folder / "mood.md"
    prompt.write_text("What mood is this?")
    return Agent(
        name="bench_mood", output=Verdict, prompt=prompt, ask=str, offline=lambda given: Verdict(mood="offline"),
        check=lambda given, said: Checked(said), most_tokens=50,
    )  # fmt: skip


async def timed(db: Database, asked: Agent[str, Verdict], texts: list[str], priority: Priority) -> list[float]:
    """Milliseconds of one run after the other."""
    found = []
    for text in texts:
        began = time.perf_counter()
        answer = await coordinator.run(db, WHO, asked, text, priority=priority)
        found.append((time.perf_counter() - began) * 1000)
        assert answer.engine != "offline", answer.attempts
    return found


async def overhead(db: Database, asked: Agent[str, Verdict], url: str) -> None:
    """What the coordinator adds to the bare call, and what a second asking costs."""
    keyed(url, "anthropic:claude-haiku-4-5")
    texts = [f"text {number} " + "so it was said " * 20 for number in range(ROUNDS)]
    await timed(db, asked, ["warm", "warmer"], P2)
    (model,) = (await coordinator.means.of(db, WHO, coordinator.settings())).models(P2, "balanced")
    client, bare, whole = ways.client(model, coordinator.settings()), [], []
    for text in texts:  # in turn, so that both meet the same machine
        began = time.perf_counter()
        body = {"model": model.name, "max_tokens": 50, "messages": [{"role": "user", "content": text}]}
        (await client.post(f"{url}/v1/messages", json=body)).json()
        bare.append((time.perf_counter() - began) * 1000)
        whole += await timed(db, asked, [text], P2)
    claim("a bare call of the local provider, p50", percentile(bare, 0.5), None, "ms")
    claim("a run through the coordinator, p50", percentile(whole, 0.5), percentile(bare, 0.5), "ms")
    claim("what the coordinator adds, p50", percentile(whole, 0.5) - percentile(bare, 0.5), 5, "ms", want="< 5")
    again = await timed(db, asked, texts, P0)
    claim("P0 answered from the cache, p50", percentile(again, 0.5), 10, "ms", want="< 10")
    claim("P0 answered from the cache, p99", percentile(again, 0.99), None, "ms")


async def offline(db: Database) -> None:
    """P0 by the offline engine: everything heard in a call of sixty turns."""
    coordinator.configure(config.load({}, {}))
    found = []
    for number in range(24):
        words = "\n".join(LINES[turn % 4] for turn in range(TURNS)) + f"\nCustomer: That was call {number}."
        heard = Heard(read(words), datetime(2026, 11, 20))
        began = time.perf_counter()
        await coordinator.run(db, WHO, SIGNALS, heard, priority=P0)
        found.append((time.perf_counter() - began) * 1000)
    claim(
        f"P0 by the offline engine, a call of {TURNS} turns, p50", percentile(found[2:], 0.5), 300, "ms", want="< 300"
    )
    claim(f"P0 by the offline engine, a call of {TURNS} turns, p95", percentile(found[2:], 0.95), None, "ms")


async def switched(db: Database, asked: Agent[str, Verdict], url: str) -> None:
    """The first provider hangs: when does the next one's answer come."""
    keyed(url, "openai:local", "anthropic:claude-haiku-4-5", hangs=f"{url}/hangs")
    found = []
    for number in range(5):
        standing.forget()
        found += await timed(db, asked, [f"hung {number}"], P0)
    claim("P0 while the first provider hangs, slowest of 5", max(found), 2000, "ms", want="< 2000")
    found = await timed(db, asked, [f"known {number}" for number in range(20)], P0)
    claim("P0 once it is known to hang, p50", percentile(found, 0.5), None, "ms")
    await standing.close()
    standing.forget()


async def beside(db: Database, asked: Agent[str, Verdict], url: str) -> None:
    """A person's questions, alone and beside a thousand in bulk at once."""
    keyed(f"{url}/slow", "anthropic:claude-haiku-4-5")
    alone = await timed(db, asked, [f"alone {number}" for number in range(40)], P0)
    bulk = [
        asyncio.create_task(coordinator.run(db, WHO, asked, f"bulk {number}", priority=P3)) for number in range(BULK)
    ]
    await asyncio.sleep(0.5)
    began, found, number = time.perf_counter(), [], 0
    while not all(task.done() for task in bulk) and number < 200:
        found += await timed(db, asked, [f"beside {number}"], P0)
        number += 1
    await asyncio.gather(*bulk)
    claim("P0 alone, provider of 50 ms, p50", percentile(alone, 0.5), None, "ms")
    claim(f"P0 beside {BULK:,} in bulk, p50", percentile(found, 0.5), percentile(alone, 0.5), "ms")
    claim(f"P0 beside {BULK:,} in bulk, p99", percentile(found, 0.99), percentile(alone, 0.99), "ms")
    claim("bulk runs a second meanwhile", BULK / (time.perf_counter() - began), None, "/s")


@asynccontextmanager
async def opened() -> AsyncIterator[Database]:
    """A migrated database of its own."""
    with empty_home() as home:
        server = await embedded.start(home)
        try:
            await migrate(server.url())
            db = await Database.open(server.url(), 10)
            yield db
            await ways.close()
            await db.close()
        finally:
            await asyncio.to_thread(server.stop)


async def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with served(port) as url, tempfile.TemporaryDirectory() as folder:
        async with opened() as db:
            asked = agent(Path(folder))
            await overhead(db, asked, url)
            await offline(db)
            try:
                await switched(db, asked, url)
                await beside(db, asked, url)
            except Failure as failure:
                raise SystemExit(f"the local provider failed: {failure.problem}") from failure


if __name__ == "__main__":
    asyncio.run(main())
