"""Idempotency: a call under a key is carried out once; asking again gets the stored answer for a day."""

from __future__ import annotations

import hashlib

import structlog
from starlette.responses import Response

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.functions.refusals import AT_WORK, OTHER_INPUT

HOUSE = Who.service(agent="functions")
LONGEST_KEY = 255
STORED_BYTES = 2 * 1024 * 1024
q = sql.load(__file__)
log = structlog.get_logger(__name__)


class Once:
    """One call under a key: `known` before it is carried out, then `keep` or `forget`."""

    def __init__(self, db: Database, who: Who, function: str, key: str, asked: bytes) -> None:
        if len(key) > LONGEST_KEY:
            raise Problem("idempotency_key_long", 422, f"An idempotency key has at most {LONGEST_KEY} letters.")
        self._db = db
        self._place = {"caller": caller(who), "function": function, "key": key}
        self._asked = hashlib.sha256(asked).digest()

    async def known(self) -> Response | None:
        """The stored answer; None when this call is the one that carries it out."""
        rows = await self._db.once(HOUSE, q.begin, **self._place, asked=self._asked)
        if rows[0]["began"]:
            return None
        rows = await self._db.once(HOUSE, q.stored, **self._place)
        if not rows:  # whoever was at work failed just now
            return await self.known()
        row = rows[0]
        if bytes(row["asked"]) != self._asked:
            raise OTHER_INPUT()
        if row["status"] is None:
            raise AT_WORK()
        headers = {"idempotent-replayed": "true"}
        return Response(bytes(row["body"] or b""), row["status"], headers, row["content_type"])

    async def keep(self, response: Response) -> None:
        """Stores the answer; a failure of ours, a stream or something huge is not stored, and may be tried again."""
        body = getattr(response, "body", None)
        if response.status_code >= 500 or body is None or len(body) > STORED_BYTES:
            await self.forget()
            return
        kind = response.headers.get("content-type")
        await self._db.once(
            HOUSE, q.keep, **self._place, status=response.status_code, content_type=kind, body=bytes(body)
        )

    async def forget(self) -> None:
        """Nothing was carried out."""
        await self._db.once(HOUSE, q.forget, **self._place)


def caller(who: Who) -> str:
    """Whose keys these are: two people never share one, nor two organisations of one person."""
    return f"{who.role}:{who.org_id or '-'}:{who.user_id or who.address or '-'}"
