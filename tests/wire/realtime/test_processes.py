"""Several processes on several machines share channels and presence, whatever carries their words (0073, 0096)."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from tests.app import App, end, free_port, serve
from tests.server import Postgres
from tests.wire.realtime.raw import Raw, dial
from tests.wire.realtime.test_channels import kind3
from tests.wire.realtime.test_restart import keys
from tests.world import WORLD, enter

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clean")]
SECRET = "a secret of the carrier"


@dataclass
class Carrier:
    """A server that carries words; none for the database."""

    name: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> dict[str, str]:
        user = {"redis": f":{SECRET.replace(' ', '%20')}", "nats": f"us:{SECRET.replace(' ', '%20')}"}
        address = f"127.0.0.1:{self.port}"
        return {"COMITY_REALTIME_URL": f"{self.name}://{user[self.name]}@{address}"} if self.port else {}

    def start(self) -> None:
        if self.name == "postgres":
            return
        self.port = self.port or free_port()
        programs = {
            "redis": ["redis-server", "--port", str(self.port), "--save", "", "--requirepass", SECRET],
            "nats": ["nats-server", "-a", "127.0.0.1", "-p", str(self.port), "--user", "us", "--pass", SECRET],
        }
        command = programs[self.name]
        found = shutil.which(command[0]) or shutil.which(command[0], path="/usr/sbin")
        if found is None:
            pytest.skip(f"no {command[0]} on this machine; .ci/run installs it where it may")
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([found, *command[1:]], stdout=quiet, stderr=quiet, cwd=tempfile.gettempdir())
        for _ in range(2400):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise AssertionError(f"{command[0]} did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(120)
            self.process = None


@dataclass
class Machines:
    """Two processes on one machine, one on another, a database and a carrier."""

    first: App
    second: App
    carrier: Carrier
    anon: str
    token: str
    opened: list[Raw] = field(default_factory=list)

    async def line(self, app: App) -> Raw:
        self.opened.append(await dial(app.url, self.anon))
        return self.opened[-1]


@pytest.fixture
async def clean(machines: Machines) -> AsyncIterator[None]:
    """No line outlives its test."""
    yield
    for raw in machines.opened:
        with suppress(Exception):
            await raw.close()
    machines.opened.clear()


@pytest.fixture(scope="module", params=["postgres", "redis", "nats"])
def machines(postgres: Postgres, request: pytest.FixtureRequest) -> Iterator[Machines]:
    carrier = Carrier(request.param)
    carrier.start()
    folder, url = Path(tempfile.mkdtemp(prefix="comity-machines-")), postgres.create()
    enter(url, WORLD)
    running: list[App] = []
    try:
        running.append(serve(folder / "one", url, "--web", "2", "--no-work", **carrier.settings))
        shutil.copytree(folder / "one", folder / "two")  # the same secrets
        (folder / "two" / "run.json").unlink(missing_ok=True)
        running.append(serve(folder / "two", url, "--no-work", **carrier.settings))
        yield Machines(*running, carrier, *keys(running[0]))  # type: ignore[misc]
    finally:
        for app in running:
            if app.process.poll() is None:
                end(app)
        carrier.stop()
        postgres.drop(url)
        shutil.rmtree(folder)


async def members(machines: Machines, topic: str, count: int) -> list[Raw]:
    """So many members on every machine, each shows who it is."""
    lines = []
    for number in range(count * 2):
        raw = await machines.line(machines.first if number % 2 else machines.second)
        await raw.join(topic, machines.token, presence={"key": str(number), "enabled": True})
        shown = {"type": "presence", "event": "track", "payload": {"n": number}}
        await raw.reply(await raw.send(f"realtime:{topic}", "presence", shown, "1"))
        lines.append(raw)
    return lines


async def meet(machines: Machines, topic: str, wanted: set[str]) -> Raw:
    """A newcomer who asks until everybody wanted is known to be there."""
    raw = await machines.line(machines.second)
    for _ in range(400):
        raw.heard.clear()
        await raw.join(topic, machines.token, presence={"key": "late", "enabled": True})
        if wanted <= set(await raw.event("presence_state")):
            return raw
        await asyncio.sleep(0.1)
    raise AssertionError("not everybody was there")


async def test_what_is_said_on_one_is_heard_on_all(machines: Machines) -> None:
    topic = f"room-{uuid4()}"
    lines = await members(machines, topic, 4)
    late = await meet(machines, topic, {str(number) for number in range(8)})
    stranger = await machines.line(machines.first)
    await stranger.join(topic)  # nobody's channel of that name
    message = {"type": "broadcast", "event": "x", "payload": {"big": "y" * 20_000 + str(uuid4())}}
    await lines[0].send(f"realtime:{topic}", "broadcast", message, "1")
    for raw in [*lines[1:], late]:
        assert await raw.event("broadcast") == message
    noise = uuid4().bytes * 2000
    await lines[0].line.send(kind3(lines[0], topic, "blob", noise, is_json=False))
    await lines[0].send(f"realtime:{topic}", "broadcast", {"type": "broadcast", "event": "end", "payload": {}}, "1")
    for raw in lines[1:]:
        await raw.wait(lambda said: said[3] == "broadcast" and said[4]["event"] == "end")
        assert [data[-len(noise) :] for data in raw.bytes] == [noise]
    await stranger.calm()
    assert stranger.events("broadcast") == [] and stranger.bytes == []


async def test_who_leaves_on_one_is_gone_on_all(machines: Machines) -> None:
    topic = f"room-{uuid4()}"
    lines = await members(machines, topic, 2)
    watcher = await meet(machines, topic, {"0", "1", "2", "3"})
    lines[1].line.transport.abort()
    await lines[3].send(f"realtime:{topic}", "phx_leave", {}, "1")
    for key in ("1", "3"):
        await watcher.wait(lambda said, key=key: said[3] == "presence_diff" and key in said[4]["leaves"])  # type: ignore[misc]


async def test_a_carrier_that_comes_back_carries_on(machines: Machines) -> None:
    if machines.carrier.name == "postgres":
        pytest.skip("a database that comes back is tests/crash's")
    topic = f"room-{uuid4()}"
    lines = await members(machines, topic, 2)
    await meet(machines, topic, {"0", "1", "2", "3"})
    machines.carrier.stop()
    said = {"type": "broadcast", "event": "lost", "payload": {}}
    await lines[0].send(f"realtime:{topic}", "broadcast", said, "1")
    await lines[2].event("broadcast")  # on the same machine nobody notices
    machines.carrier.start()
    for number in range(400):
        said = {"type": "broadcast", "event": "again", "payload": {"n": number}}
        await lines[0].send(f"realtime:{topic}", "broadcast", said, "1")
        if any(one["event"] == "again" for raw in lines[1::2] for one in raw.events("broadcast")):
            break
        await asyncio.sleep(0.1)
    for raw in lines[1:]:
        await raw.wait(lambda one: one[3] == "broadcast" and one[4]["event"] == "again")
    await meet(machines, topic, {"0", "1", "2", "3"})
