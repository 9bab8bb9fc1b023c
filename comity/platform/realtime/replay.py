"""Messages sent from SQL that a private channel's newcomer wants to hear again (wire.md 3.4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.realtime.frames import Said, write_broadcast
from comity.platform.realtime.rooms import Channel, Name, Refused

q = sql.load(__file__)
MOST: Final = 25
_SERVICE: Final = Who.service(agent="realtime")


def check(wish: Any, name: Name, *, hears: bool) -> None:
    """Whether a wish can be fulfilled. Raises Refused."""
    if not name.private:
        raise Refused("UnableToReplayMessages: Replay is not allowed for public channels")
    if not hears:
        raise Refused(f"Unauthorized: You do not have permissions to read from this Channel topic: {name.topic}")
    since, limit = (wish.get("since"), wish.get("limit", MOST)) if isinstance(wish, dict) else (None, None)
    good = isinstance(since, int) and not isinstance(since, bool) and 0 <= since < 10**14
    if not good or not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MOST:
        raise Refused("UnableToReplayMessages: Replay params are not valid")


async def tell(db: Database, channel: Channel) -> None:
    """The newest messages since then, oldest first, marked as replayed."""
    wish = channel.wishes.replay
    since = datetime.fromtimestamp(wish["since"] / 1000, UTC).replace(tzinfo=None)
    rows = await db.once(
        _SERVICE, q.since, topic=channel.name.topic, since=since, limit=min(MOST, wish.get("limit", MOST))
    )
    for row in reversed(rows):
        if not channel.is_news(str(row["id"])):  # committed while it was joining, and heard already
            continue
        meta = {"replayed": True, "id": str(row["id"])}
        binary = row["binary_payload"]
        said = Said(row["event"] or "", binary if binary is not None else row["payload"].encode(), binary is None, meta)
        frame = write_broadcast(channel.socket.version, channel.topic, said)
        if frame is not None:
            channel.socket.put(frame)
