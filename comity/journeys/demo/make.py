"""Makes the demo: its own organisation with five people, or its records in an organisation that is there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import start
from comity.journeys.demo import cast, coached, deals, furnishing, load, people
from comity.journeys.demo.plan import Plan, Seller
from comity.office import members, organizations
from comity.platform.auth.identity import Identity

MADE_ALREADY = Problem("demo_there", 409, "The demo records are there already. Remove them first.")


@dataclass(frozen=True, slots=True)
class Login:
    """How one of the demo's people signs in."""

    name: str
    role: str
    email: str
    password: str


async def organisation(identity: Identity) -> tuple[UUID, list[Login]]:
    """The demo organisation with everything in it."""
    home = cast.load().home
    logins = [
        Login(one["name"], one["role"], f"{people.slug(one['name'].split()[0])}@{home['domain']}", _password())
        for one in home["people"]
    ]
    owner, *mates = logins
    asker = replace(Who.anonymous(), language="en", timezone=home["timezone"])
    person = await organizations.sign_up(
        identity, email=owner.email, password=owner.password, name=owner.name, organization=home["name"], asker=asker
    )
    async with identity.db.acting(_house(person.org_id)) as tx:
        await tx.run(
            load.q.mark_organisation, currency=home["currency"], country=home["country"], timezone=home["timezone"]
        )
        await tx.run(load.q.price_sample, currency=home["currency"])
        teams = {name: await tx.value(load.q.team, name=name) for name in home["teams"]}
    for mate, one in zip(mates, home["people"][1:], strict=True):
        await members.add(
            identity, person.who, email=mate.email, name=mate.name, role=mate.role, team=teams.get(one.get("team")),
            password=mate.password,
        )  # fmt: skip
    await records(identity.db, person.org_id)
    return person.org_id, logins


async def records(db: Database, org_id: UUID, now: datetime | None = None) -> None:
    """The demo's companies, contacts, leads, timeline and calls, in this organisation."""
    async with db.acting(_house(org_id)) as tx:
        if await tx.value(load.q.present):
            raise MADE_ALREADY()
        plan = await _planned(tx, org_id, now or datetime.now(UTC))
        await load.write(tx, plan)
    for seller in plan.sellers:
        async with db.acting(_house(org_id, seller.user_id)) as tx:
            await load.let_hear(tx)
    async with db.acting(_house(org_id, plan.sellers[0].user_id)) as tx:
        await coached.practise(tx, plan)
        if await tx.value(load.q.is_own):
            await start(tx, furnishing.furnish, {}, key="demo.furnish", who=tx.who)


async def _planned(tx: Tx, org_id: UUID, now: datetime) -> Plan:
    sellers = [Seller(**row) for row in await tx.rows(load.q.members)]
    stages = await tx.rows(load.q.stages)
    names = {row["name"]: row["id"] for row in stages}
    missing = {"New", "Qualified", "Proposal", "Won", "Lost"} - names.keys()
    if not sellers or missing:
        raise Problem("demo_needs_stages", 409, "The demo needs the stages New, Qualified, Proposal, Won and Lost.")
    plan = Plan(cast.load(), org_id, now, sellers, names, stages[0]["pipeline_id"])
    people.invite(plan, await _taken(tx, load.q.taken_mails), await _taken(tx, load.q.taken_domains))
    deals.open_leads(plan)
    return plan


async def _taken(tx: Tx, query: Any) -> set[str]:
    return set(await tx.values(query))


def _house(org_id: UUID, user_id: UUID | None = None) -> Who:
    """The house, in the name of a person where there is one: no agent did what the timeline tells."""
    return replace(Who.service(org_id), agent=None, user_id=user_id)


def _password() -> str:
    return "-".join(secrets.token_hex(2) for _ in range(4))
