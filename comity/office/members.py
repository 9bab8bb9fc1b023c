"""Members: who belongs to the organisation, in which role; the rules are the database's (0031).  seed: B02, C03"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_FOUND, Problem, on_constraint
from comity.core.roles import ADMINS
from comity.core.who import Who
from comity.platform.auth import accounts, addresses, passwords, secrets, users
from comity.platform.auth.identity import Identity

q = sql.load(__file__)


REMOVED = Problem("removed_member", 403, "You are no longer a member of this organisation. Ask one of its admins.")

on_constraint(
    "org_members_last_owner",
    Problem("last_owner", 409, "An organisation needs an owner. Make somebody else an owner first, or delete it."),
)
on_constraint("org_members_team", Problem("unknown_team", 422, "There is no such team.", field="team"))
on_constraint("org_members_role_known", Problem("unknown_role", 422, "There is no such role.", field="role"))
on_constraint("owner_is_member", Problem("owner_not_member", 422, "The owner must be a member.", field="owner_id"))


async def join(
    tx: Tx,
    org_id: UUID,
    user_id: UUID,
    email: str,
    name: str,
    role: str,
    team_id: UUID | None = None,
    invited_by: UUID | None = None,
) -> None:
    """Makes a user a member, as the service: by sign-up, by an accepted invitation, or by the operator."""
    await tx.run(
        q.join,
        org=org_id,
        person=user_id,
        name=name,
        role=role,
        team=team_id,
        email=email,
        invited_by=invited_by,
    )


async def admit(tx: Tx, org_id: UUID, user_id: UUID, email: str, name: str, role: str) -> None:
    """Makes somebody a member who came by the organisation's identity provider; the removed stay removed."""
    known = await tx.row(q.known, org=org_id, person=user_id)
    if known is None:
        await join(tx, org_id, user_id, email, name, role)
    elif known["deleted_at"] is not None:
        raise REMOVED()


async def add(
    identity: Identity,
    by: Who,
    *,
    email: str,
    name: str = "",
    role: str = "rep",
    team: UUID | None = None,
    password: str | None = None,
) -> accounts.SignedUp:
    """Puts somebody into `by`'s organisation at once, without a letter: for the operator, the demo and tests."""
    if by.org_id is None or by.org_role not in ADMINS:
        raise Problem("not_allowed", 403, "Only an owner or admin adds members.")
    if role == "owner" and by.org_role != "owner":
        raise Problem("not_allowed", 403, "Only an owner may make or unmake owners.")
    address = addresses.checked(email)
    password_hash = await passwords.hashed(password or secrets.make())
    service = identity.house_keeper(org_id=by.org_id, user_id=by.user_id, like=by)
    async with identity.db.acting(service) as tx:
        known = await users.find_by_email(tx, address)
        user = known or await users.create(
            tx,
            identity.policy,
            email=address,
            password_hash=password_hash,
            data={"full_name": name} if name else {},
            confirmed=True,
            invited=True,
        )
        shown = name or address.partition("@")[0]
        await join(tx, by.org_id, user["id"], address, shown, role, team, by.user_id)
    return accounts.SignedUp(user, fresh=known is None)


async def who(db: Database, user_id: UUID, org_id: UUID) -> Who:
    """The Who of a member, for work on their behalf."""
    rows = await db.once(Who.service(), q.membership, person=user_id, org=org_id)
    if not rows:
        raise NOT_FOUND()
    row = rows[0]
    return Who(
        role="authenticated",
        org_id=org_id,
        user_id=user_id,
        org_role=row["org_role"],
        team_id=row["team_id"],
        visibility=row["visibility"],
        email=row["email"],
        name=row["full_name"] or None,
        language=row["language"],
        timezone=row["timezone"],
        claims={"aud": "authenticated"},
    )


async def everyone(tx: Tx) -> list[dict[str, Any]]:
    """All members with their teams, by name.  seed: B15"""
    return await tx.rows(q.all)


async def find(tx: Tx, member_id: UUID) -> dict[str, Any]:
    """One member, or a Problem."""
    return await tx.found(q.find, id=member_id)


async def change(tx: Tx, member_id: UUID, role: str, team_id: UUID | None) -> None:
    """Gives a member another role or team. Audited like every change of the table.  seed: B21"""
    if not await tx.run(q.change, id=member_id, role=role, team=team_id):
        raise _denied(tx)


async def remove(tx: Tx, member_id: UUID) -> None:
    """Ends a membership and the keys that acted below it."""
    if not await tx.run(q.remove, id=member_id):
        raise _denied(tx)
    await tx.run(q.drop_keys, id=member_id)


async def leave(tx: Tx) -> None:
    """Ends one's own membership; the last owner is refused."""
    await tx.run(q.leave)


async def leave_all(tx: Tx, user_id: UUID) -> None:
    """Takes somebody out of every organisation that has another owner. Only as the service."""
    await tx.run(q.leave_all, person=user_id)


def _denied(tx: Tx) -> Problem:
    if tx.who.org_role in ADMINS:
        return NOT_FOUND()
    return Problem("not_allowed", 403, "Only an owner or admin manages members.")
