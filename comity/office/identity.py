"""The identity service as this house runs it: every new user gets a place, every letter goes into the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from comity.config import Settings
from comity.core import secrets as home_secrets
from comity.core.db import Database, Tx
from comity.core.pack import Seed
from comity.office import api_keys, invitations, mails, members, organizations, sending
from comity.office.sign_in_policy import policy, signing_keys
from comity.platform.auth.callers import uuid_or_none
from comity.platform.auth.house import Letter, Newcomer
from comity.platform.auth.identity import Identity
from comity.platform.auth.keys import KeyRing

_NAMES = ("organization_name", "organization", "organisation", "company")


class Office:
    """What the platform asks of us (platform/auth/house.py)."""

    def __init__(self, seeds: Sequence[Seed] = ()) -> None:
        self._seeds = seeds

    async def welcome(self, tx: Tx, newcomer: Newcomer) -> None:
        """An own organisation with every plate's seeds, or a place in the one that invited.  seed: A14-A18"""
        place = uuid_or_none(newcomer.app_data.get("org_id"))
        if place is not None:
            role = str(newcomer.app_data.get("org_role") or "rep")
            await members.join(tx, place, newcomer.user_id, newcomer.email, newcomer.name, role)
            return
        token = newcomer.data.get("invitation")
        if isinstance(token, str) and token:
            await invitations.join(tx, token, newcomer.user_id, newcomer.email, newcomer.name)
            return
        said = next((newcomer.data[key] for key in _NAMES if isinstance(newcomer.data.get(key), str)), "")
        name = said.strip() or organizations.default_name(newcomer.email, newcomer.name)
        await organizations.create(
            tx,
            owner_id=newcomer.user_id,
            owner_email=newcomer.email,
            owner_name=newcomer.name,
            name=name,
            seeds=self._seeds,
            **_region(newcomer),
        )

    async def admit(self, tx: Tx, newcomer: Newcomer, place: UUID, role: str) -> None:
        """A member from now on; who was removed stays out, whatever the identity provider says."""
        await members.admit(tx, place, newcomer.user_id, newcomer.email, newcomer.name, role)

    async def farewell(self, tx: Tx, user_id: UUID) -> None:
        """Out of every organisation; where they were the last owner, the operator decides what becomes of it."""
        await members.leave_all(tx, user_id)

    async def disown(self, tx: Tx, user_id: UUID) -> None:
        """Keys of the programs below them are gone."""
        await tx.run(api_keys.q.disown, person=user_id)

    async def post(self, tx: Tx, letter: Letter) -> None:
        """Into the outbox."""
        await mails.post_account(tx, letter)


async def build(db: Database, settings: Settings, *, seeds: Sequence[Seed] = ()) -> Identity:
    """The identity service of this process."""
    secret = settings.jwt_secret or home_secrets.load(settings.home).jwt_secret
    sending.configure(settings)
    return Identity.of(db, secret, policy(settings), Office(seeds), KeyRing.of(secret, signing_keys(settings)))


def _region(newcomer: Newcomer) -> dict[str, str]:
    """Settings of the organisation that a sign-up form or client may have sent along, when they exist."""
    kept = {}
    for key in ("country", "timezone", "language", "base_currency"):
        value = newcomer.data.get(key)
        if isinstance(value, str) and value:
            kept[key] = value
    return kept
