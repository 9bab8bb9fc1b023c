"""What was confirmed is there, however often the database is killed."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import tempfile
from pathlib import Path

import psycopg
import pytest

from comity.core import embedded


async def write(server: embedded.Server, confirmed: list[int], stop: asyncio.Event) -> None:
    """Commits one number after another, and notes those whose commit was confirmed."""
    number = 0
    while not stop.is_set():
        try:
            async with await psycopg.AsyncConnection.connect(server.url(), autocommit=True) as connection:
                while not stop.is_set():
                    number += 1
                    await connection.execute("insert into written values (%s)", [number])
                    confirmed.append(number)
        except psycopg.OperationalError:
            await asyncio.sleep(0.02)


async def kill(server: embedded.Server, times: int, confirmed: list[int]) -> None:
    """Kills it again and again, each time some while after it confirmed something more."""
    chance = random.Random(times)
    for _ in range(times):
        seen = len(confirmed)
        while len(confirmed) == seen:
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.uniform(0.02, 0.3))
        pid = server.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        while server.pid in (None, pid) or embedded.status(server.place) != "ready":
            await asyncio.sleep(0.02)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("times", [3, pytest.param(200, marks=pytest.mark.soak)])
async def test_nothing_confirmed_is_lost_to_kills(times: int) -> None:
    with tempfile.TemporaryDirectory(prefix="comity-kills-") as folder:
        server = await embedded.start(Path(folder))
        confirmed: list[int] = []
        stop = asyncio.Event()
        try:
            with psycopg.connect(server.url(), autocommit=True) as connection:
                connection.execute("create table written (number int primary key)")
            watching = asyncio.create_task(server.watch(every=0.02))
            writing = asyncio.create_task(write(server, confirmed, stop))
            await kill(server, times, confirmed)
            stop.set()
            await writing
            watching.cancel()
            with psycopg.connect(server.url()) as connection:
                kept = {row[0] for row in connection.execute("select number from written")}
            assert len(confirmed) >= times
            assert set(confirmed) <= kept
        finally:
            server.stop()
