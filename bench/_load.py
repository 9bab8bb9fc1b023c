"""A load generator in a process of its own: prebuilt requests over many kept connections, every answer read whole.

    python -m bench._load HOST PORT CONNECTIONS SECONDS < requests (a JSON list of texts)

Prints one JSON object: requests, refused, p50, p99 (ms), seconds, cpu (its own, seconds), bytes.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from typing import Any

import uvloop

WARM = 0.15  # of the time, before counting


class Client(asyncio.Protocol):
    """One connection: sends a request, reads its answer, sends the next."""

    def __init__(self, requests: list[bytes], took: list[float], dice: random.Random) -> None:
        self.requests, self.took, self.dice = requests, took, dice
        self.read = self.refused = 0
        self.buffer = b""
        self.needs = -1  # of the buffer, until the answer is whole; 0: chunked
        self.stopped = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.began = time.perf_counter()
        self.transport.write(self.dice.choice(self.requests))

    def data_received(self, data: bytes) -> None:
        self.buffer = buffer = self.buffer + data if self.buffer else data
        if self.needs < 0 and not self._head(buffer):
            return
        if (self.needs and len(buffer) >= self.needs) or (not self.needs and buffer.endswith(b"\r\n0\r\n\r\n")):
            self.took.append(time.perf_counter() - self.began)
            self.read += len(buffer)
            self.buffer, self.needs = b"", -1
            if not self.stopped:
                self.send()

    def _head(self, buffer: bytes) -> bool:
        end = buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = buffer[:end].lower()
        if not head.startswith((b"http/1.1 20", b"http/1.1 20")):
            self.refused += 1
            if self.refused == 1:
                print(buffer[:600].decode("latin-1"), file=sys.stderr)
        at = head.find(b"\r\ncontent-length:")
        if at < 0:
            self.needs = 0 if b"\r\ntransfer-encoding: chunked" in head else end + 4
        else:
            self.needs = end + 4 + int(head[at + 17 :].split(b"\r\n", 1)[0])
        return True


async def run(host: str, port: int, connections: int, seconds: float, requests: list[bytes]) -> dict[str, float]:
    """Everything that was measured after the warm-up."""
    took: list[float] = []
    loop = asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda n=n: Client(requests, took, random.Random(n)), host, port))[1]
        for n in range(connections)
    ]
    await asyncio.sleep(seconds * WARM)
    took.clear()
    read = sum(client.read for client in clients)
    began, worked = time.perf_counter(), time.process_time()
    print(json.dumps({"began": True}), flush=True)
    await asyncio.sleep(seconds)
    passed, worked, counted = time.perf_counter() - began, time.process_time() - worked, sorted(took)
    for client in clients:
        client.stopped = True
        client.transport.close()
    return {
        "requests": len(counted),
        "seconds": passed,
        "cpu": worked,
        "refused": sum(client.refused for client in clients),
        "p50": counted[len(counted) // 2] * 1000,
        "p99": counted[int(len(counted) * 0.99)] * 1000,
        "bytes": (sum(client.read for client in clients) - read) / len(counted),
    }


if __name__ == "__main__":
    host, port, connections, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    texts = [text.encode() for text in json.load(sys.stdin)]
    print(json.dumps(uvloop.run(run(host, port, connections, seconds, texts))), flush=True)
