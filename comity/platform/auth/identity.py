"""The identity service of one process: the database, the keys, the rules, and what is remembered of callers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth import secrets
from comity.platform.auth.house import EmptyHouse, House
from comity.platform.auth.keys import ApiKeys, KeyRing
from comity.platform.auth.policy import Policy
from comity.platform.auth.remembered import Remembered
from comity.platform.auth.tokens import Tokens

STANDING_LASTS = 15.0  # seconds until a removed member, a signed-out session or a deleted key is noticed


@dataclass
class Identity:
    """Made once at start and handed to every door."""

    db: Database
    ring: KeyRing
    keys: ApiKeys
    policy: Policy = field(default_factory=Policy)
    house: House = field(default_factory=EmptyHouse)
    refresh_key: bytes = b""
    tokens: Tokens = field(init=False)
    callers: Remembered[str, Who] = field(init=False)  # by token, key or cookie
    issuers: Remembered[str, Any] = field(init=False)  # what providers publish, by address

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.ring, self.policy.audience)
        self.callers = Remembered(size=20_000)
        self.issuers = Remembered(size=100)

    @classmethod
    def of(cls, db: Database, secret: str, policy: Policy, house: House, ring: KeyRing | None = None) -> Identity:
        """The service of a JWT secret."""
        ring = ring or KeyRing.of(secret)
        return cls(
            db=db,
            ring=ring,
            keys=ApiKeys.of(ring, secret),
            policy=policy,
            house=house,
            refresh_key=secrets.keyed(secret.encode(), b"comity refresh tokens"),
        )

    def house_keeper(self, *, org_id: UUID | None = None, like: Who | None = None, user_id: UUID | None = None) -> Who:
        """The service role, with the address and browser of whoever asks, for the audit log."""
        asker = like or Who.anonymous()
        return Who(
            role="service_role",
            org_id=org_id,
            user_id=user_id,
            agent=None,
            address=asker.address,
            user_agent=asker.user_agent,
            request_id=asker.request_id,
            language=asker.language,
            timezone=asker.timezone,
        )
