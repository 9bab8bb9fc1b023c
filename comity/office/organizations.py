"""Organisations: born with their owner and their seeds in one transaction.  seed: A09, A14-A18"""

from __future__ import annotations

import asyncio
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_ALLOWED, Problem, on_constraint
from comity.core.pack import Seed
from comity.core.who import Who
from comity.office import members, regions
from comity.office.files import place
from comity.platform.auth import accounts
from comity.platform.auth.house import Newcomer
from comity.platform.auth.identity import Identity

q = sql.load(__file__)

on_constraint(
    "organizations_name_length", Problem("bad_name", 422, "An organisation's name has 1 to 200 letters.", field="name")
)
SLUG_TAKEN = on_constraint(
    "organizations_slug_unique", Problem("slug_taken", 409, "This short name is taken.", field="slug")
)

on_constraint(
    "organization_not_confirmed",
    Problem("not_confirmed", 422, "Type the organisation's short name exactly as it stands.", field="slug"),
)

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_MAIL_PROVIDERS = {"gmail", "outlook", "hotmail", "yahoo", "icloud", "proton", "protonmail", "gmx", "web", "example"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account and a place in an organisation."""

    user_id: UUID
    org_id: UUID
    email: str
    who: Who


async def sign_up(
    identity: Identity, *, email: str, password: str, name: str = "", organization: str = "", asker: Who | None = None
) -> Person:
    """A user with an own organisation, in one transaction, as pages and wire do it; the address counts as proven."""
    data = {"full_name": name, "organization_name": organization}
    said = {key: value for key, value in data.items() if value}
    asker = asker or Who.anonymous()
    made = await accounts.sign_up(identity, email, password, said, asker, confirmed=True, invited=True)
    if not made.fresh:
        raise Problem("user_already_exists", 422, "User already registered", field="email")
    user_id = made.user["id"]
    async with identity.db.acting(identity.house_keeper()) as tx:
        [organisation] = await tx.rows(q.of_person, person=user_id)
    who = await members.who(identity.db, user_id, organisation["org_id"])
    return Person(user_id, organisation["org_id"], made.user["email"], who)


async def create(
    tx: Tx, *, owner_id: UUID, owner_email: str, owner_name: str, name: str, seeds: Sequence[Seed], **settings: str
) -> UUID:
    """An organisation with its owner, then every plate's seeds. `tx` acts as the service in the new organisation."""
    org_id = tx.who.org_id
    assert org_id is not None and tx.who.role == "service_role"
    region = regions.guess(tx.who, **settings)
    await _create(tx, name=name[:200], owner=owner_id, **region)
    await members.join(tx, org_id, owner_id, owner_email, owner_name, "owner")
    for seed in seeds:
        await seed(tx)
    return org_id


async def start(identity: Identity, who: Who, name: str) -> UUID:
    """Another organisation of somebody who has an account."""
    assert who.user_id is not None and who.email is not None
    org_id = uuid4()
    said = {"organization_name": name, "language": who.language, "timezone": who.timezone}
    newcomer = Newcomer(who.user_id, who.email, {**said, "full_name": who.name or who.email.partition("@")[0]})
    async with identity.db.acting(identity.house_keeper(org_id=org_id, user_id=who.user_id, like=who)) as tx:
        await identity.house.welcome(tx, newcomer)
    return org_id


async def _create(tx: Tx, **values: Any) -> None:
    slug = await free_slug(tx, values["name"])
    try:
        async with tx.savepoint():
            await tx.run(q.create, slug=slug, **values)
    except Problem as problem:
        if problem.code != SLUG_TAKEN.code:
            raise
        # Another organisation of this name is being made at this moment.
        await tx.run(q.create, slug=f"{slug}-{secrets.token_hex(3)}", **values)


async def change(
    tx: Tx, *, name: str, base_currency: str, country: str, timezone: str, language: str, visibility: str
) -> None:
    """Changes the settings. Who sees whose records changes for everyone within seconds."""
    regions.check(country=country, base_currency=base_currency, timezone=timezone)
    changed = await tx.run(
        q.update,
        name=name.strip(),
        base_currency=base_currency,
        country=country,
        timezone=timezone,
        language=language,
        visibility=visibility,
    )
    if not changed:
        raise NOT_ALLOWED()


async def close(tx: Tx, slug: str) -> datetime:
    """Deletes the organisation one owns, whose short name was typed; until when it can be taken back.  seed: A20"""
    until: datetime = await tx.value(q.close, slug=slug.strip())
    return until


async def reopen(tx: Tx, org_id: UUID) -> None:
    """Takes back what was deleted, with everybody who belonged to it. For those who owned it."""
    await tx.run(q.reopen, organization=org_id)


async def closed_of(tx: Tx, user_id: UUID) -> list[dict[str, Any]]:
    """What somebody owned and can still take back. Across organisations: only as the service."""
    return await tx.rows(q.closed_of, person=user_id)


async def end_closed(db: Database) -> list[UUID]:
    """What was deleted thirty days ago goes for good: every row, then every file. One organisation a transaction."""
    house = Who.service(agent="upkeep")
    ended: list[UUID] = [row["org_id"] for row in await db.once(house, q.closed_long_ago)]
    for org_id in ended:
        async with db.acting(house) as tx:
            await tx.run(q.end, org=org_id)
        await asyncio.to_thread(place.remove_all_of, org_id)
    return ended


async def of_person(tx: Tx, user_id: UUID) -> list[dict[str, Any]]:
    """Every organisation somebody belongs to, by name. Across organisations: only as the service."""
    return await tx.rows(q.of_person, person=user_id)


def default_name(email: str, person: str) -> str:
    """What to call the organisation of somebody who did not say: after the company's domain, else after the person."""
    domain = email.partition("@")[2].split(".")[0]
    if domain and domain not in _MAIL_PROVIDERS and len(domain) > 2:
        return domain.replace("-", " ").title()
    return f"{person}’s organisation" if person else "My organisation"


async def free_slug(tx: Tx, name: str) -> str:
    """A short name for URLs and commands that nobody has yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _NOT_SLUG.sub("-", plain).strip("-")[:48].strip("-") or "org"
    taken = set(await tx.values(q.slug_taken, slug=slug))
    if slug not in taken:
        return slug
    return next(found for number in range(2, 10**9) if (found := f"{slug}-{number}") not in taken)
