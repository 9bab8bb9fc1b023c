"""What the platform asks of whoever lives above it: organisations and mail are not its business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import UUID

from comity.core.db import Tx

LetterKind = Literal[
    "confirmation", "invitation", "reauthentication", "recovery", "magic_link", "email_change", "password_changed"
]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has just signed up."""

    user_id: UUID
    email: str
    data: Mapping[str, Any]
    app_data: Mapping[str, Any] = field(default_factory=dict)
    """What only an administrator can have said."""

    @property
    def name(self) -> str:
        """What to call them."""
        for key in ("full_name", "name"):
            said = self.data.get(key)
            if isinstance(said, str) and said.strip():
                return said.strip()[:200]
        return self.email.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail about an account: what it is for, where its link leads, the code to type instead."""

    kind: LetterKind
    user_id: UUID
    to: str
    link: str | None = None
    code: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


class House(Protocol):
    """Implemented by the office; every call happens inside the platform's transaction (service role)."""

    async def welcome(self, tx: Tx, newcomer: Newcomer) -> None:
        """Give a new user a place: an own organisation, or the one that invited them."""

    async def admit(self, tx: Tx, newcomer: Newcomer, place: UUID, role: str) -> None:
        """Somebody came by an organisation's identity provider: a member from now on, unless they were removed."""

    async def farewell(self, tx: Tx, user_id: UUID) -> None:
        """A user is being deleted: they leave every organisation."""

    async def disown(self, tx: Tx, user_id: UUID) -> None:
        """The owner of a user's address has come: keys that somebody may have made before open nothing any more."""

    async def post(self, tx: Tx, letter: Letter) -> None:
        """Send a letter."""


class EmptyHouse:
    """Nobody lives above: users without organisations, letters to nowhere."""

    async def welcome(self, tx: Tx, newcomer: Newcomer) -> None:
        return None

    async def admit(self, tx: Tx, newcomer: Newcomer, place: UUID, role: str) -> None:
        return None

    async def farewell(self, tx: Tx, user_id: UUID) -> None:
        return None

    async def disown(self, tx: Tx, user_id: UUID) -> None:
        return None

    async def post(self, tx: Tx, letter: Letter) -> None:
        return None
