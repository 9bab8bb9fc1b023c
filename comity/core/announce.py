"""Facts: what happened, written in the transaction that made it happen.

A fact is a frozen dataclass in `comity/facts`, with a `kind` such as "sales.lead_won" and, where it is about one
record, a field named `subject`. Changes that also arrive over the wire announce by trigger (app.announce) instead.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar, Protocol
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx

q = sql.load(__file__)


class Fact(Protocol):
    """Anything that happened."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    kind: ClassVar[str]


async def announce(tx: Tx, fact: Fact) -> UUID:
    """Writes the fact into the outbox of the transaction; handlers start once it has committed."""
    payload = orjson.dumps(asdict(fact), default=str).decode()
    subject = getattr(fact, "subject", None)
    fact_id: UUID = await tx.value(q.announce, kind=fact.kind, subject=subject, payload=payload)
    return fact_id
