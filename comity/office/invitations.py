"""Invitations: a mailed link that makes somebody a member, with an account or without one yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.office import mail_words, mails, members, organizations
from comity.platform.auth import addresses, secrets
from comity.platform.auth.identity import Identity
from comity.web.i18n import gettext as _

q = sql.load(__file__)

GONE = Problem("invitation_gone", 404, "This invitation was withdrawn, used or is too old. Ask for a new one.")
NOT_YOURS = Problem("not_your_invitation", 403, "This invitation is for another address. Sign in with that one.")
ALREADY_MEMBER = Problem("already_member", 409, "Somebody with this address is a member already.", field="email")
on_constraint(
    "invitations_open_unique",
    Problem("already_invited", 409, "Only an owner may renew this invitation.", field="email"),
)
on_constraint("invitations_team", Problem("unknown_team", 422, "There is no such team.", field="team"))
on_constraint("invitations_email_form", Problem("bad_email", 422, "This is not an e-mail address.", field="email"))


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation, as its bearer sees it."""

    org_id: UUID
    id: UUID
    email: str
    role: str
    team_id: UUID | None
    created_by: UUID | None
    organisation: str
    inviter: str | None
    has_account: bool


async def invite(tx: Tx, site_url: str, email: str, role: str, team_id: UUID | None = None) -> str:
    """Asks somebody to join the caller's organisation; answers the link that the mail carries."""
    address = addresses.checked(email)
    if await tx.value(q.is_member, email=address):
        raise ALREADY_MEMBER()
    token = secrets.make()
    await tx.run(q.forget, email=address)
    await tx.run(q.invite, email=address, role=role, team=team_id, token_hash=secrets.digest(token))
    organisation = await tx.row(organizations.q.find)
    assert organisation is not None
    link = f"{site_url}/invitations/{token}"
    inviter = tx.who.name or tx.who.email or ""
    words = mail_words.invitation(organisation["name"], inviter, str(role_name(role)), link)
    await mails.post(tx, "invitation", to=address, words=words)
    return link


async def still_open(tx: Tx) -> list[dict[str, Any]]:
    """Invitations nobody has answered yet, newest first."""
    return await tx.rows(q.open)


async def withdraw(tx: Tx, invitation_id: UUID) -> None:
    """Takes an invitation back."""
    await tx.touch(q.withdraw, id=invitation_id)


async def by_token(tx: Tx, token: str) -> Invitation:
    """The open invitation of a link, as the service; a Problem when there is none."""
    found = await tx.into(Invitation, q.by_token, token_hash=secrets.digest(token))
    if not found:
        raise GONE()
    return found[0]


async def join(tx: Tx, token: str, user_id: UUID, email: str, name: str) -> Invitation:
    """Makes the invited user a member, inside the service's transaction. Only the invited address may."""
    invitation = await by_token(tx, token)
    if invitation.email.lower() != email.lower():
        raise NOT_YOURS()
    if not await tx.run(q.accept, person=user_id, org=invitation.org_id, id=invitation.id):
        raise GONE()
    await members.join(
        tx, invitation.org_id, user_id, email, name, invitation.role, invitation.team_id, invitation.created_by
    )
    return invitation


async def accept(identity: Identity, token: str, user_id: UUID, email: str, name: str) -> Invitation:
    """The same, for somebody who is signed in."""
    async with identity.db.acting(identity.house_keeper(user_id=user_id)) as tx:
        return await join(tx, token, user_id, email, name)


def role_name(role: str) -> str:
    """A role as people read it."""
    return {
        "owner": _("owner"),
        "admin": _("admin"),
        "manager": _("manager"),
        "rep": _("sales rep"),
        "technician": _("technician"),
        "readonly": _("read-only"),
    }.get(role, role)
