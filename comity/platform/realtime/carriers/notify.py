"""The database as carrier, and as the bell for rights that end: the one LISTEN connection of a process."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who

CHANNEL: Final = "comity_relay"
STANDING: Final = "comity_standing"
_WORD: Final = "standing "
_WHO: Final = Who.service(agent="relay")
q = sql.load(__file__)


class Notify:
    """LISTEN and NOTIFY."""

    piece = 5900  # a notification holds less than 8000 bytes, and five letters are four bytes

    def __init__(self, db: Database) -> None:
        self._db = db
        self.standing: Callable[[str], None] = lambda one: None
        """Hears whose rights may have changed; nobody's name: anyone's, since the line was broken."""

    async def say(self, pieces: Sequence[bytes]) -> None:
        texts = [base64.b85encode(piece).decode() for piece in pieces]
        await self._db.once(_WHO, q.notify, texts=texts)

    async def hear(self) -> AsyncIterator[bytes | None]:
        async for text in self._db.listen(CHANNEL, STANDING):
            if not text:
                self.standing("")
                yield None
            elif text.startswith(_WORD):
                self.standing(text.removeprefix(_WORD))
            else:
                yield base64.b85decode(text)

    async def run(self) -> None:
        """For ever: only the bell, where another carrier brings the words."""
        async for _ in self.hear():
            pass
