"""The helper processes of `comity serve`: more web processes and the worker, started again when they end."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from comity.config import Settings, variable

_STOP_SECONDS = 15.0
_LONGEST_PAUSE = 30.0
log = structlog.get_logger(__name__)


@dataclass
class Helpers:
    """Processes of our own program that live as long as we do."""

    settings: Settings
    commands: list[list[str]]
    share: tuple[int, ...] = ()
    """File descriptors they inherit: the listening socket."""
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Starts them all."""
        self._running = [self._spawn(command) for command in self.commands]

    async def watch(self) -> None:
        """Starts again whoever ended, waiting longer each time one ends soon."""
        pause = 1.0
        while True:
            await asyncio.sleep(pause)
            ended = [number for number, process in enumerate(self._running) if process.poll() is not None]
            pause = min(pause * 2, _LONGEST_PAUSE) if ended else 1.0
            for number in ended:
                log.error("a process ended and is started again", command=self.commands[number][0],
                          status=self._running[number].returncode)  # fmt: skip
                self._running[number] = self._spawn(self.commands[number])

    def stop(self) -> None:
        """Asks all to stop, and waits: they finish or hand back their work."""
        for process in self._running:
            with suppress(ProcessLookupError):
                process.terminate()
        for process in self._running:
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                log.warning("a process did not stop in time and is killed", pid=process.pid)
                process.kill()
                process.wait()

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "comity", *command, "--parent", str(os.getpid())],
            env={**os.environ, **_as_environment(self.settings)},
            pass_fds=self.share,
            process_group=0,  # Ctrl-C reaches us alone: we stop them in order
        )


def _as_environment(settings: Settings) -> dict[str, str]:
    values = ((each, getattr(settings, each.name)) for each in dataclasses.fields(settings))
    return {variable(each): str(value) for each, value in values if value is not None}
