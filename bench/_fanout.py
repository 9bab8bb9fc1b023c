"""Fan-out: one sender, everyone hears; ours, and a bare socket server that does only the sends."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench._live import House, cpu, own_cpu
from bench._sockets import Line, dial, dial_many
from bench.harness import claim

BARE = """
import asyncio, base64, hashlib, sys
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
            return
        frame = bytes([0x81, 126]) + len(MESSAGE).to_bytes(2, "big") + MESSAGE
        shots = data.count(b"go")
        for _ in range(1 if GATHER else shots):
            for line in lines:
                line.write(frame * shots if GATHER else frame)
MESSAGE = b"x" * int(sys.argv[2])
GATHER = sys.argv[3] == "gather"
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
    wanted: int = 0
    joined: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, message: bytes) -> None:
        if b'"broadcast"' in message[:80] or message[:1] == b"x":
            self.messages += 1
            if self.messages == self.wanted:
                self.done.set()
        elif b'"phx_reply"' in message[:80]:
            self.joined += 1

    def expect(self, messages: int) -> None:
        self.messages, self.wanted = 0, messages
        self.done.clear()


@dataclass
class Rate:
    """Deliveries a second; microseconds of CPU of each, the server's and the generator's."""

    a_second: float
    server: float
    generator: float


async def burst(count: Count, sockets: int, shots: int, fire: Callable[[], None], pid: int) -> Rate:
    """Everything is sent as fast as it goes."""
    count.expect(sockets * shots)
    return await _timed(sockets * shots, pid, lambda: _burst(count, shots, fire))


async def _burst(count: Count, shots: int, fire: Callable[[], None]) -> None:
    for _ in range(shots):
        fire()
        await asyncio.sleep(0)
    await asyncio.wait_for(count.done.wait(), 120)


async def one_by_one(count: Count, sockets: int, shots: int, fire: Callable[[], None], pid: int) -> Rate:
    """The next message is sent once everybody heard the last: nothing can be gathered."""

    async def run() -> None:
        for _ in range(shots):
            count.expect(sockets)
            fire()
            await asyncio.wait_for(count.done.wait(), 60)

    return await _timed(sockets * shots, pid, run)


async def _timed(deliveries: int, pid: int, run: Callable[[], object]) -> Rate:
    server, own, began = cpu(pid), own_cpu(), time.perf_counter()
    await run()  # type: ignore[misc]
    passed = time.perf_counter() - began
    micro = 1e6 / deliveries
    return Rate(deliveries / passed, (cpu(pid) - server) * micro, (own_cpu() - own) * micro)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def fanout(house: House, sockets: int) -> None:
    """Ours and the bare server's rates, side by side."""
    count, shots = Count(), max(20, 200_000 // sockets)
    payload = {"type": "broadcast", "event": "tick", "payload": {"text": "x" * 100}}
    message = json.dumps(["1", None, "realtime:fan", "broadcast", payload]).encode()

    async def join(number: int) -> Line:
        line = await dial(house.served.port, house.path, count.hear)
        line.send(b'["1","1","realtime:fan","phx_join",{"config":{"broadcast":{"self":true}}}]')
        return line

    lines = await dial_many(sockets, join)
    while count.joined < sockets:
        await asyncio.sleep(0.05)
    rounds = max(10, shots // 5)
    ours = await burst(count, sockets, shots, lambda: lines[0].send(message), house.pid)
    single = await one_by_one(count, sockets, rounds, lambda: lines[0].send(message), house.pid)
    for line in lines:
        line.transport.abort()
    each = await bare(count, sockets, len(message) + 8, shots, "each", burst)
    gathered = await bare(count, sockets, len(message) + 8, shots, "gather", burst)
    alone = await bare(count, sockets, len(message) + 8, rounds, "each", one_by_one)
    name = f"fan-out to {sockets} sockets"
    claim(f"{name}, a burst, beside one send each", ours.a_second, each.a_second, "/s", want=">= 0.6")
    claim(f"{name}, a burst, beside gathered sends", ours.a_second, gathered.a_second, "/s", want="not promised")
    claim(f"{name}, one by one", single.a_second, alone.a_second, "/s", want=">= 0.6")
    claim(f"{name}, server CPU each, one by one", single.server, alone.server, "us", want="<= 1.67")
    claim(f"{name}, server CPU each, a burst", ours.server, each.server, "us", want="<= 1.67")
    claim(f"{name}, what the generator itself takes, one by one", single.generator, None, "us")
    claim(f"{name}, what the generator itself takes, a burst", ours.generator, None, "us")


async def bare(count: Count, sockets: int, size: int, shots: int, how: str, measure: Callable[..., object]) -> Rate:
    """The same from a server that knows nothing."""
    command = [sys.executable, "-c", BARE, str(port := free_port()), str(size), how]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout
        server.stdout.readline()
        lines = await dial_many(sockets, lambda _: dial(port, "/", count.hear))
        rate: Rate = await measure(count, sockets, shots, lambda: lines[0].send(b"go"), server.pid)  # type: ignore[misc]
        for line in lines:
            line.transport.abort()
        server.terminate()
    return rate
