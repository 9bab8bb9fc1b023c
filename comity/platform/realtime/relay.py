"""Other processes and machines: what is said here is heard there, by the carrier an operator chose (carriers/).

Messages are gathered for a few milliseconds and sent as one, cut to what the carrier takes. A process that is alone
sends only a sign of life. Nothing of this is kept: what must survive goes through tables.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

import orjson
import structlog

from comity.core.errors import DatabaseError
from comity.platform.realtime.carriers import Carrier

GATHER: Final = 0.005
BEAT: Final = 5.0
DEAD: Final = 16.0
AT_ONCE: Final = 500
_HEAD: Final = 64  # bytes of a piece that say whose it is
log = structlog.get_logger(__name__)


class Relay:
    """This node among the others."""

    def __init__(self, carrier: Carrier) -> None:
        self.node = uuid4().hex[:12]
        self.heard: Callable[[str, dict[str, Any]], None] = lambda node, said: None
        self.came: Callable[[], list[dict[str, Any]]] = list
        """What a node that has just come should know of us."""
        self.went: Callable[[str], None] = lambda node: None
        self._carrier = carrier
        self._others: dict[str, float] = {}
        self._out: list[dict[str, Any]] = []
        self._wake = asyncio.Event()
        self._pieces: dict[tuple[str, bytes], list[bytes]] = {}
        self._serial = 0

    @property
    def alone(self) -> bool:
        return not self._others

    def say(self, message: dict[str, Any]) -> None:
        """To all other nodes, soon."""
        if self._others:
            self._out.append(message)
            self._wake.set()

    async def run(self) -> None:
        """Until cancelled; then says goodbye."""
        tasks = [asyncio.create_task(each) for each in (self._listen(), self._send(), self._beat())]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            with suppress(DatabaseError, OSError, TimeoutError):
                await asyncio.wait_for(self._notify([{"do": "bye"}]), 2.0)

    async def _beat(self) -> None:
        while True:
            await self._safely([{"do": "here"}])
            await asyncio.sleep(BEAT)
            limit = time.monotonic() - DEAD
            for node in [node for node, seen in self._others.items() if seen < limit]:
                self._gone(node)

    def _gone(self, node: str) -> None:
        if self._others.pop(node, None) is not None:
            self.went(node)
            for key in [key for key in self._pieces if key[0] == node]:
                del self._pieces[key]

    async def _send(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER)
            self._wake.clear()
            while self._out:
                batch, self._out = self._out[:AT_ONCE], self._out[AT_ONCE:]
                await self._safely(batch)

    async def _safely(self, batch: list[dict[str, Any]]) -> None:
        try:
            await self._notify(batch)
        except (DatabaseError, OSError, TimeoutError) as error:
            log.warning("other processes did not hear us", error=str(error))

    async def _notify(self, batch: list[dict[str, Any]]) -> None:
        packed = zlib.compress(orjson.dumps(batch), 1)
        self._serial += 1
        size = self._carrier.piece - _HEAD
        cut = [packed[at : at + size] for at in range(0, len(packed), size)]
        node = self.node.encode()
        await self._carrier.say(
            [b"%b %d %d %d %b" % (node, self._serial, number, len(cut), piece) for number, piece in enumerate(cut)]
        )

    async def _listen(self) -> None:
        async for heard in self._carrier.hear():
            if heard is None:  # connected, perhaps anew: we may have missed something
                await self._safely([{"do": "hello"}, *self.came()])
                continue
            whose, serial, number, count, piece = heard.split(b" ", 4)
            node = whose.decode()
            if node == self.node:
                continue
            if count != b"1":
                pieces = self._pieces.setdefault((node, serial), [])
                pieces.append(piece)
                if int(number) + 1 < int(count):
                    continue
                del self._pieces[node, serial]
                if len(pieces) != int(count):
                    continue
                piece = b"".join(pieces)
            for said in orjson.loads(zlib.decompress(piece)):
                await self._hear(node, said)

    async def _hear(self, node: str, said: dict[str, Any]) -> None:
        match said["do"]:
            case "bye":
                self._gone(node)
                return
            case "hello":
                new = node in self._others
                self._others[node] = time.monotonic()
                if new:  # it begins anew
                    self.went(node)
                await self._safely([{"do": "here"}, *self.came()])
                return
        unknown = node not in self._others
        self._others[node] = time.monotonic()
        if unknown and said["do"] == "here":
            await self._safely([{"do": "here"}, *self.came()])
        if said["do"] != "here":
            self.heard(node, said)
