"""Other processes and machines: what is said here is heard there, over LISTEN and NOTIFY of the one database.

Messages are gathered for a few milliseconds and sent as one statement, cut to what a notification may hold. A process
that is alone sends only a sign of life. Nothing of this is kept: what must survive goes through tables.
"""

from __future__ import annotations

import asyncio
import base64
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

import orjson
import structlog

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import DatabaseError
from comity.core.who import Who

CHANNEL: Final = "comity_relay"
GATHER: Final = 0.005
BEAT: Final = 5.0
DEAD: Final = 16.0
PIECE: Final = 7600  # a notification holds less than 8000 bytes
AT_ONCE: Final = 500
log = structlog.get_logger(__name__)
q = sql.load(__file__)
_WHO: Final = Who.service(agent="relay")


class Relay:
    """This node among the others."""

    def __init__(self, db: Database) -> None:
        self.node = uuid4().hex[:12]
        self.heard: Callable[[str, dict[str, Any]], None] = lambda node, said: None
        self.came: Callable[[], list[dict[str, Any]]] = list
        """What a node that has just come should know of us."""
        self.went: Callable[[str], None] = lambda node: None
        self._db = db
        self._others: dict[str, float] = {}
        self._out: list[dict[str, Any]] = []
        self._wake = asyncio.Event()
        self._pieces: dict[tuple[str, str], list[str]] = {}
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
        except (DatabaseError, OSError) as error:
            log.warning("other processes did not hear us", error=str(error))

    async def _notify(self, batch: list[dict[str, Any]]) -> None:
        packed = base64.b85encode(zlib.compress(orjson.dumps(batch), 1)).decode()
        self._serial += 1
        cut = [packed[at : at + PIECE] for at in range(0, len(packed), PIECE)]
        texts = [f"{self.node} {self._serial} {number} {len(cut)} {piece}" for number, piece in enumerate(cut)]
        await self._db.once(_WHO, q.notify, texts=texts)

    async def _listen(self) -> None:
        async for text in self._db.listen(CHANNEL):
            if not text:  # connected, perhaps anew: we may have missed something
                await self._safely([{"do": "hello"}, *self.came()])
                continue
            node, serial, number, count, piece = text.split(" ", 4)
            if node == self.node:
                continue
            if count != "1":
                pieces = self._pieces.setdefault((node, serial), [])
                pieces.append(piece)
                if int(number) + 1 < int(count):
                    continue
                del self._pieces[node, serial]
                if len(pieces) != int(count):
                    continue
                piece = "".join(pieces)
            for said in orjson.loads(zlib.decompress(base64.b85decode(piece))):
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
