"""What the benches share: a served home, load of several people at once, and how a claim is printed."""

from __future__ import annotations

import asyncio
import json
import math
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg


def claim(name: str, value: float, limit: float | None, unit: str, *, want: str = "") -> None:
    """Prints one published number beside its limit."""
    ratio = value / limit if limit else None
    if os.environ.get("JSON"):
        said = {"claim": name, "value": round(value, 3), "limit": limit and round(limit, 3), "unit": unit}
        print(json.dumps({**said, "ratio": ratio and round(ratio, 3), "want": want, "machine": machine()}), flush=True)
        return
    shown = f"{limit:12.2f}   ratio {ratio:7.3f}" if limit and ratio else " " * 12
    print(f"{name:<58} {value:12.2f} {unit:<9} limit {shown}   {want}", flush=True)


def machine() -> str:
    """Which machine this was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


@dataclass
class Served:
    """A running `comity serve`."""

    url: str
    home: Path
    process: subprocess.Popen[str]
    seconds: float
    said: list[str]

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    @property
    def database_url(self) -> str:
        return str(json.loads((self.home / "run.json").read_text())["database_url"])

    def comity(self, *arguments: str) -> str:
        """Another command on the same home; what it printed."""
        command = [sys.executable, "-m", "comity", *arguments, "--home", str(self.home)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def memory(self) -> dict[str, float]:
        """Resident MiB of each of our own processes (Postgres's are not ours)."""
        found = {}
        for pid in [self.process.pid, *_children(self.process.pid)]:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if b"comity" in words:
                name = words[words.index(b"comity") + 1].decode()
                found[f"{name} {pid}"] = resident(pid)
        return found


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def resident(pid: int) -> float:
    """MiB of memory a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def served(home: Path, *arguments: str) -> Iterator[Served]:
    """Serves `home` for the length of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "comity", "serve", "--home", str(home), "--port", str(port), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("ready "):
            break
    else:
        raise RuntimeError("comity serve ended before it was ready: " + "".join(said))
    try:
        yield Served(said[-1].split()[1], home, process, time.perf_counter() - began, said)
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def empty_home() -> Iterator[Path]:
    """A folder of its own that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "home"


def cookie_of(served_home: Served, email: str) -> str:
    """Signs a person in with a one-time link; the session cookie."""
    link = served_home.comity("signin-link", email).split()[-1]
    path = link[len(served_home.url) :] if link.startswith(served_home.url) else link[link.index("/", 8) :]
    status, headers, body = asyncio.run(_once(served_home.port, path, ""))
    cookies = [line.split(":", 1)[1].split(";")[0].strip() for line in headers if line.lower().startswith("set-cookie")]
    if not any(cookie.startswith("comity_session=") for cookie in cookies):
        raise RuntimeError(f"the sign-in link answered {status}: {body[:200]!r}")
    return "; ".join(cookies)


async def _once(port: int, path: str, cookie: str) -> tuple[int, list[str], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await _get(reader, writer, path, cookie)
    finally:
        writer.close()


async def _get(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, cookie: str
) -> tuple[int, list[str], bytes]:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nAccept: text/html\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split()[1])
    sizes = [line.split(":", 1)[1] for line in head if line.lower().startswith("content-length:")]
    if sizes:
        return status, head, await reader.readexactly(int(sizes[0]))
    body = b""
    while size := int((await reader.readline()).strip() or b"0", 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return status, head, body


async def people(
    port: int, cookies: Sequence[str], path: Callable[[random.Random], str], *, count: int, pause: float, each: int
) -> list[float]:
    """`count` people each fetch `each` pages, pausing about `pause` seconds between; milliseconds of every answer."""
    took: list[float] = []

    async def person(number: int) -> None:
        dice = random.Random(number)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(dice.random() * pause)
        for _ in range(each):
            began = time.perf_counter()
            status, _, body = await _get(reader, writer, path(dice), cookies[number % len(cookies)])
            took.append((time.perf_counter() - began) * 1000)
            if status != 200:
                raise RuntimeError(f"answered {status}: {body[:300]!r}")
            await asyncio.sleep(dice.expovariate(1 / pause) if pause else 0)
        writer.close()

    await asyncio.gather(*(person(number) for number in range(count)))
    return took


def sql_limit(database_url: str, statements: Sequence[str], times: int = 200) -> float:
    """Median milliseconds of the bare statements on one connection, prepared, as the superuser: the floor of a page."""
    with psycopg.connect(database_url, autocommit=True, prepare_threshold=1) as connection:
        took = []
        for _ in range(times):
            began = time.perf_counter()
            for statement in statements:
                connection.execute(statement.encode()).fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
