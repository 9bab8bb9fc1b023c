"""Turns: so many of each priority at once in this process, so that a thousand in bulk never stand before a person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from comity.core.work import Priority

T = TypeVar("T")
AT_ONCE: Final[Mapping[Priority, int]] = {"p0": 64, "p1": 24, "p2": 8, "p3": 6}
THINKING: Final[Mapping[Priority, int]] = {"p0": 3, "p1": 2, "p2": 1, "p3": 1}
"""Threads that may run the offline engine."""


class Turns:
    """The turns of one event loop."""

    def __init__(self) -> None:
        self.asking = {name: asyncio.Semaphore(count) for name, count in AT_ONCE.items()}
        self.thinking = {name: asyncio.Semaphore(count) for name, count in THINKING.items()}
        self.waiting: dict[Priority, int] = dict.fromkeys(AT_ONCE, 0)


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()
_threads = ThreadPoolExecutor(max_workers=sum(THINKING.values()), thread_name_prefix="wits")


def here() -> Turns:
    """The turns of this loop."""
    return _turns.setdefault(asyncio.get_running_loop(), Turns())


@asynccontextmanager
async def turn(priority: Priority) -> AsyncIterator[None]:
    """A turn to ask; within its priority, first come, first served."""
    turns = here()
    turns.waiting[priority] += 1
    try:
        await turns.asking[priority].acquire()
    finally:
        turns.waiting[priority] -= 1
    try:
        yield
    finally:
        turns.asking[priority].release()


async def think(priority: Priority, act: Callable[..., T], *given: object) -> T:
    """Runs what takes the processor's time in a thread."""
    async with here().thinking[priority]:
        return await asyncio.get_running_loop().run_in_executor(_threads, act, *given)
