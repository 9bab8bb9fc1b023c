"""Realtime: from commit to received, and fan-out, beside a bare socket server that does only the sends.

Wanted: with 1,000 sockets in 50 organisations, p50 under 15 ms and p99 under 100 ms at 100 commits a second, p99 under
500 ms at 1,000 with nothing lost, told twice or out of order per row; 60 % of the bare server's fan-out rate to 1,000
and to 5,000 sockets; 5,000 idle sockets under 300 MB; writes at 85 % of their rate without capture or better.

Times are taken in one process: the writer stamps a row, the reader compares when it hears of it. SECONDS, SOCKETS and
ONLY=latency,fanout,idle,writes shorten a run.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import joserfc.jwt
import psycopg
from joserfc.jwk import OctKey

from bench._sockets import Heard, Line, dial, dial_many
from bench.harness import Served, claim, empty_home, resident, served
from comity.core.db import Database
from comity.core.sql import compile_named
from comity.core.who import Who

SECONDS = float(os.environ.get("SECONDS", "10"))
SOCKETS = int(os.environ.get("SOCKETS", "1000"))
ONLY = set(filter(None, os.environ.get("ONLY", "").split(",")))
ORGS = 50
TICKS = os.sysconf("SC_CLK_TCK")
ADD = compile_named("add", "A bench's own query.", "insert into tags (org_id, name) values (:org_id, :name)")


# -- the house --------------------------------------------------------------------------------------------------------


@dataclass
class House:
    """A served home with organisations, and tokens of their members."""

    served: Served
    secret: str
    anon: str
    members: list[Who] = field(default_factory=list)

    def token(self, who: Who) -> str:
        claims = {
            "sub": str(who.user_id), "role": "authenticated", "org_id": str(who.org_id), "org_role": who.org_role,
            "aud": "authenticated", "exp": int(time.time()) + 3600, "email": who.email,
        }  # fmt: skip
        return joserfc.jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self.secret))

    @property
    def path(self) -> str:
        return f"/realtime/v1/websocket?apikey={self.anon}&vsn=2.0.0"


def house_of(one: Served) -> House:
    """Fifty organisations of twenty people."""
    said = json.loads(one.comity("status", "--json"))
    house = House(one, said["jwt_secret"], said["anon_key"])
    with psycopg.connect(one.database_url) as admin:
        for org in range(ORGS):
            org_id = UUID(int=(0x0192_7000_7000_7000 << 64) | (1 << 63) | org)
            for number in range(20):
                user = UUID(int=(0x0192_7000_7000_7001 << 64) | (1 << 63) | (org * 100 + number))
                who = Who(
                    "authenticated", org_id, user, "owner" if number == 0 else "rep", email=f"p{number}@o{org}.example"
                )
                house.members.append(who)
                admin.execute("insert into auth.users (id, email) values (%s, %s)", [user, who.email])
                if number == 0:
                    values = [org_id, f"Org {org}", f"org-{org}", user]
                    admin.execute(
                        "insert into organizations (org_id, name, slug, owner_id) values (%s, %s, %s, %s)", values
                    )
                values = [org_id, user, who.org_role, who.email, who.email]
                admin.execute(
                    "insert into org_members (org_id, user_id, role, name, email) values (%s, %s, %s, %s, %s)", values
                )
    return house


def cpu(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


# -- from commit to received ------------------------------------------------------------------------------------------


@dataclass
class Ear:
    """What all sockets of one run heard."""

    took: list[float] = field(default_factory=list)
    heard: Counter[int] = field(default_factory=Counter)
    joined: int = 0
    disorder: int = 0
    last: dict[int, int] = field(default_factory=dict)

    def of(self, socket: int) -> Heard:
        def hear(message: bytes) -> None:
            if b'"postgres_changes",{' in message[:120]:
                at = message.find(b'"name":"t ')
                if at > 0:
                    number, stamp = message[at + 10 : message.index(b'"', at + 10)].split(b" ")
                    self.took.append((time.perf_counter_ns() - int(stamp)) / 1e6)
                    self.heard[int(number)] += 1
                    if self.last.get(socket, -1) > int(number):
                        self.disorder += 1
                    self.last[socket] = int(number)
            elif b"Subscribed to PostgreSQL" in message:
                self.joined += 1

        return hear


async def latency(house: House, rate: int) -> None:
    """Commits at a steady rate, each heard by the sockets of its organisation."""
    ear = Ear()
    wish = [{"event": "*", "schema": "public", "table": "tags"}]

    async def follow(number: int) -> Line:
        who = house.members[number % ORGS * 20 + number // ORGS % 20]  # every organisation has as many
        line = await dial(house.served.port, house.path, ear.of(number))
        config = {"config": {"postgres_changes": wish}, "access_token": house.token(who)}
        line.send(json.dumps(["1", "1", "realtime:bench", "phx_join", config]).encode())
        return line

    lines = await dial_many(SOCKETS, follow)
    while ear.joined < SOCKETS:
        await asyncio.sleep(0.05)
    db = await Database.open(house.served.database_url, 8)
    before, sent = cpu(house.served.process.pid), 0
    began = time.perf_counter()
    waiting: set[asyncio.Task[object]] = set()
    while (passed := time.perf_counter() - began) < SECONDS:
        while sent < passed * rate:
            who = house.members[(sent % ORGS) * 20]
            name = f"t {sent} {time.perf_counter_ns()}"
            task: asyncio.Task[object] = asyncio.create_task(db.once(who, ADD, name=name))
            waiting.add(task)
            task.add_done_callback(waiting.discard)
            sent += 1
        await asyncio.sleep(0.002)
    await asyncio.gather(*waiting)
    lasted = time.perf_counter() - began
    each = SOCKETS // ORGS
    for _ in range(200):
        if sum(ear.heard.values()) >= sent * each:
            break
        await asyncio.sleep(0.1)
    spent = cpu(house.served.process.pid) - before
    took = sorted(ear.took)
    lost = sum(max(0, each - ear.heard[number]) for number in range(sent))
    twice = sum(max(0, count - each) for count in ear.heard.values())
    p50, p99 = statistics.median(took), took[int(len(took) * 0.99)]
    name = f"{rate} commits/s, {SOCKETS} sockets"
    claim(f"commit to received p50, {name}", p50, 15.0 if rate <= 100 else None, "ms", want="<= 15 at 100/s")
    claim(f"commit to received p99, {name}", p99, 100.0 if rate <= 100 else 500.0, "ms", want="<= limit")
    claim(f"commits reached, {name}", sent / lasted, float(rate), "/s")
    claim(f"lost, {name}", lost, None, "messages", want="0")
    claim(f"told twice, {name}", twice, None, "messages", want="0")
    claim(f"out of order of a channel, {name}", ear.disorder, None, "messages", want="few: writers race")
    claim(f"server CPU a delivered message, {name}", spent * 1e6 / max(1, len(took)), None, "us")
    for line in lines:
        line.transport.abort()
    await db.close()


# -- fan-out ----------------------------------------------------------------------------------------------------------

BARE = """
import asyncio, base64, hashlib, sys, time
import uvloop
lines = []
class Bare(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
    def data_received(self, data):
        if b"Sec-WebSocket-Key" in data:
            key = data.split(b"Sec-WebSocket-Key: ")[1].split(b"\\r\\n")[0]
            accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
            self.transport.write(b"HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\n"
                b"Connection: Upgrade\\r\\nSec-WebSocket-Accept: " + accept + b"\\r\\n\\r\\n")
            lines.append(self.transport)
        else:
            frame = bytes([0x81, 126]) + len(MESSAGE).to_bytes(2, "big") + MESSAGE
            for _ in range(data.count(b"go")):
                for line in lines:
                    line.write(frame)
MESSAGE = b"x" * int(sys.argv[2])
async def main():
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    print("ready", flush=True)
    await server.serve_forever()
uvloop.run(main())
"""


@dataclass
class Count:
    """How much all sockets heard."""

    messages: int = 0
    bytes: int = 0
    wanted: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, message: bytes) -> None:
        if b'"broadcast"' in message[:80] or message[:1] == b"x":
            self.messages += 1
            if self.messages == self.wanted:
                self.done.set()


async def rate_of(count: Count, sockets: int, shots: int, fire: Callable[[], None], pid: int) -> tuple[float, float]:
    """Deliveries a second, and the server's CPU of each in microseconds."""
    count.messages, count.wanted = 0, sockets * shots
    count.done.clear()
    before, began = cpu(pid), time.perf_counter()
    for _ in range(shots):
        fire()
        await asyncio.sleep(0)
    await asyncio.wait_for(count.done.wait(), 120)
    return count.wanted / (time.perf_counter() - began), (cpu(pid) - before) * 1e6 / count.wanted


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def fanout(house: House, sockets: int) -> None:
    """One sender, everyone hears: ours, and the bare server with messages of the same size."""
    count, shots = Count(), max(20, 200_000 // sockets)
    payload = {"type": "broadcast", "event": "tick", "payload": {"text": "x" * 100}}
    message = json.dumps(["1", None, "realtime:fan", "broadcast", payload]).encode()

    async def join(number: int) -> Line:
        line = await dial(house.served.port, house.path, count.hear)
        line.send(b'["1","1","realtime:fan","phx_join",{"config":{"broadcast":{"self":true}}}]')
        return line

    lines = await dial_many(sockets, join)
    await asyncio.sleep(1.0)
    pid = house.served.process.pid
    ours, ours_cpu = await rate_of(count, sockets, shots, lambda: lines[0].send(message), pid)
    for line in lines:
        line.transport.abort()
    with subprocess.Popen(
        [sys.executable, "-c", BARE, str(port := free_port()), str(len(message) + 8)], stdout=subprocess.PIPE
    ) as bare:
        assert bare.stdout
        bare.stdout.readline()
        lines = await dial_many(sockets, lambda _: dial(port, "/", count.hear))
        limit, limit_cpu = await rate_of(count, sockets, shots, lambda: lines[0].send(b"go"), bare.pid)
        for line in lines:
            line.transport.abort()
        bare.terminate()
    claim(f"fan-out to {sockets} sockets, deliveries", ours, limit, "/s", want=">= 0.6 of the bare server")
    claim(
        f"fan-out to {sockets} sockets, server CPU each", ours_cpu, limit_cpu, "us", want="<= 1.67 of the bare server"
    )


async def idle(house: House) -> None:
    """Sockets that joined and wait."""
    before, joined = resident(house.served.process.pid), 0

    def hear(message: bytes) -> None:
        nonlocal joined
        joined += b"phx_reply" in message

    async def join(number: int) -> Line:
        line = await dial(house.served.port, house.path, hear)
        line.send(b'["1","1","realtime:idle-%d","phx_join",{"config":{}}]' % (number % 500))
        return line

    lines = await dial_many(5000, join)
    while joined < 5000:
        await asyncio.sleep(0.05)
    grown = resident(house.served.process.pid) - before
    claim("5,000 idle sockets", grown, 300.0, "MiB", want="<= 300")
    for line in lines:
        line.transport.abort()


# -- what capture costs writers ---------------------------------------------------------------------------------------


async def writes(house: House, capture: bool) -> float:
    """Single-row transactions a second from eight writers, with the feed running or stopped."""
    db = await Database.open(house.served.database_url, 8)
    done, until = 0, time.perf_counter() + min(SECONDS, 6.0)

    async def writer(number: int) -> None:
        nonlocal done
        who = house.members[number * 20]
        while time.perf_counter() < until:
            await db.once(who, ADD, name=f"w {capture} {number} {time.perf_counter_ns()}")
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*(writer(number) for number in range(8)))
    rate = done / (time.perf_counter() - began)
    await db.close()
    return rate


async def cost(house: House) -> None:
    """The same writers with capture and without it: the house's process is stopped, its walsender with it."""
    import signal

    with_capture = await writes(house, True)
    pid = house.served.process.pid
    ended = "select pg_terminate_backend(active_pid) from pg_replication_slots where active_pid is not null"
    os.kill(pid, signal.SIGSTOP)
    try:
        with psycopg.connect(house.served.database_url, autocommit=True) as admin:
            admin.execute(ended)
        without = await writes(house, False)
    finally:
        os.kill(pid, signal.SIGCONT)
    claim("writes while changes are captured", with_capture, without, "/s", want=">= 0.85 of without")


async def main(house: House) -> None:
    def wanted(name: str) -> bool:
        return not ONLY or name in ONLY

    if wanted("latency"):
        await latency(house, 100)
        await latency(house, 1000)
    if wanted("idle"):
        await idle(house)
    if wanted("fanout"):
        await fanout(house, 1000)
        await fanout(house, 5000)
    if wanted("writes"):
        await cost(house)


if __name__ == "__main__":
    import resource

    import uvloop

    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with empty_home() as home, served(home, "--no-work") as running:
        uvloop.run(main(house_of(running)))
