"""Worker processes that are killed: anywhere, or where they stand still in the middle of a step."""

from __future__ import annotations

import asyncio
import dataclasses
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from comity.core import work as core_work
from comity.core.db import Database
from comity.core.work import Work, Workflow
from comity.core.worker import Worker

PATIENCE = 120.0
"""Seconds that a process may take to begin, or to come to a point: a busy machine is no failure."""
SCRIPT = """
import asyncio, sys, structlog
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
from comity.core import running, work, worker
running.LEASE_SECONDS = work.LEASE_SECONDS = worker.LEASE_SECONDS = 6  # what a killed one held is soon another's
from {module} import child
asyncio.run(child(*sys.argv[1:]))
"""
_point: ContextVar[tuple[str, ...]] = ContextVar("point", default=())


class Child:
    """A process that runs `child(*arguments)` of a module, which ends in `work_for_ever`."""

    def __init__(self, module: str, *arguments: object) -> None:
        command = [sys.executable, "-c", SCRIPT.format(module=module), *map(str, arguments)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    async def begun(self) -> None:
        """Waits until it is about to work."""
        await self._says("READY\n")

    async def stands(self, times: int) -> None:
        """Waits until it stands at that many points."""
        for _ in range(times):
            await self._says("HERE\n")

    async def _says(self, word: str) -> None:
        output = self._process.stdout
        assert output is not None
        while (line := await asyncio.wait_for(asyncio.to_thread(output.readline), PATIENCE)) != word:
            assert line, "the process ended"

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


async def work_for_ever(
    db: Database, workflows: Sequence[Workflow], on: Mapping[str, Sequence[Workflow]] | None = None
) -> None:
    """What a child does in the end: says that it is ready, and works until it is killed."""
    print("READY", flush=True)
    await Worker(db, workflows, on or {}, [], concurrency=32).run()


def standing(workflows: Sequence[Workflow], points: Mapping[str, str]) -> dict[str, Workflow]:
    """The workflows by name, made to stand still: `points` says at which point of the work on which id.

    A point is "step:<name>:<place>" or "change:<name>:<place>"; the place is `inside`, when what the step does is done
    and not yet remembered, or `after`.
    """
    Work.step = _held(Work.step, "step")  # type: ignore[method-assign]
    Work.change = _held(Work.change, "change")  # type: ignore[method-assign]
    return {each.name: _pointed(each, points) for each in workflows}


def _held(real: Any, kind: str) -> Any:
    async def stand() -> None:
        print("HERE", flush=True)
        await asyncio.sleep(600)

    async def run(self: Work, step: str, act: Any, **more: Any) -> Any:
        async def inside(*given: Any) -> Any:
            value = await act(*given)
            await stand()
            return value

        if (kind, step, "inside") == _point.get():
            return await real(self, step, inside, **more)
        value = await real(self, step, act, **more)
        if (kind, step, "after") == _point.get():
            await stand()
        return value

    return run


def _pointed(what: Workflow, points: Mapping[str, str]) -> Workflow:
    async def run(work: Work, **given: Any) -> Any:
        about = next((points[str(each)] for each in given.values() if str(each) in points), "")
        _point.set(tuple(about.split(":")))
        return await what.run(work, **core_work.arguments(what.run, given))

    return dataclasses.replace(what, run=run)
