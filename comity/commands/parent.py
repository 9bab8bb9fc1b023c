"""A helper process ends with the one that started it, even when that one is killed."""

from __future__ import annotations

import asyncio
import os
import signal

_tasks: set[asyncio.Task[None]] = set()


def follow(parent: int | None) -> None:
    """Sends ourselves SIGTERM once `parent` is gone."""
    if parent is not None:
        _tasks.add(asyncio.create_task(_watch(parent)))


async def _watch(parent: int) -> None:
    while os.getppid() == parent:
        await asyncio.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
