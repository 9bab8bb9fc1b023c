"""Letters about accounts: a secret is made, its link written, and the house asked to post it."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal
from urllib.parse import urlencode

from comity.core.db import Tx
from comity.platform.auth import one_time, users
from comity.platform.auth.house import Letter
from comity.platform.auth.identity import Identity
from comity.platform.auth.policy import Policy

Door = Literal["page", "wire"]
_CONFIRMATION_LIFE = timedelta(days=1)


def link(policy: Policy, door: Door, token: str, kind: str, redirect_to: str | None = None) -> str:
    """Where the letter's link leads: our own page, or over the wire back to the application that asked."""
    query = {"token": token, "type": kind}
    if door == "page" or not redirect_to:
        return f"{policy.site_url}/verify?{urlencode(query)}"
    return f"{policy.auth_url}/verify?{urlencode({**query, 'redirect_to': policy.redirect(redirect_to)})}"


async def confirmation(
    identity: Identity, tx: Tx, user: users.Row, door: Door, redirect_to: str | None = None, prefix: str = ""
) -> None:
    """Asks a new user to prove the address."""
    life = _CONFIRMATION_LIFE
    made = await one_time.make(tx, user["id"], one_time.CONFIRMATION, user["email"], life, prefix)
    there = link(identity.policy, door, made.token, "signup", redirect_to)
    await identity.house.post(tx, Letter("confirmation", user["id"], user["email"], there, made.code))
    await tx.run(users.q.note_sent, id=user["id"], kind="confirmation")


async def recovery(
    identity: Identity, tx: Tx, user: users.Row, door: Door, redirect_to: str | None = None, prefix: str = ""
) -> None:
    """Offers a new password to whoever reads the user's mail."""
    life = identity.policy.link_life
    made = await one_time.make(tx, user["id"], one_time.RECOVERY, user["email"], life, prefix)
    there = link(identity.policy, door, made.token, "recovery", redirect_to)
    await identity.house.post(tx, Letter("recovery", user["id"], user["email"], there, made.code))
    await tx.run(users.q.note_sent, id=user["id"], kind="recovery")


async def signin_link(identity: Identity, tx: Tx, user: users.Row) -> str:
    """A link that signs the user in once; for whoever may have it, not posted."""
    life = identity.policy.link_life
    made = await one_time.make(tx, user["id"], one_time.RECOVERY, user["email"], life)
    return link(identity.policy, "page", made.token, "magiclink")


async def email_change(
    identity: Identity, tx: Tx, user: users.Row, new: str, door: Door, redirect_to: str | None
) -> None:
    """Asks at the new address and at the old one whether the change is meant (double confirmation)."""
    await tx.run(users.q.ask_email_change, id=user["id"], email=new)
    for kind, address in ((one_time.EMAIL_NEW, new), (one_time.EMAIL_CURRENT, user["email"])):
        made = await one_time.make(tx, user["id"], kind, address, identity.policy.link_life)
        there = link(identity.policy, door, made.token, "email_change", redirect_to)
        letter = Letter("email_change", user["id"], address, there, made.code, {"new_email": new})
        await identity.house.post(tx, letter)
