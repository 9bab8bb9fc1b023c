"""Letters about accounts: a secret is made, its link written, and the house asked to post it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import quote, urlencode

from comity.core.db import Tx
from comity.platform.auth import hooks, one_time, pkce, users
from comity.platform.auth.house import Letter, LetterKind
from comity.platform.auth.identity import Identity
from comity.platform.auth.pkce import Challenge
from comity.platform.auth.policy import Policy

Door = Literal["page", "wire"]
_PLAIN = re.compile(r"[A-Za-z0-9:/.@_~*-]+")
_CONFIRMATION_LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a letter was asked for: by which door, where its link leads on to, and the browser's challenge, if any."""

    door: Door = "wire"
    redirect_to: str | None = None
    challenge: Challenge | None = None


BY_PAGE = Asked("page")


def link(policy: Policy, asked: Asked, token: str, kind: str) -> str:
    """Where the letter's link leads: our own page, or over the wire back to the application that asked."""
    query = {"token": token, "type": kind}
    if asked.door == "page" or not (asked.redirect_to or asked.challenge):
        return f"{policy.site_url}/verify?{urlencode(query)}"
    return f"{policy.auth_url}/verify?{urlencode(query)}&redirect_to={_as_it_is(policy.redirect(asked.redirect_to))}"


def _as_it_is(address: str) -> str:
    """An address in a query as GoTrue writes it there: plainly, unless something in it would end it."""
    return address if _PLAIN.fullmatch(address) else quote(address, safe="")


async def confirmation(identity: Identity, tx: Tx, user: users.Row, asked: Asked) -> None:
    """Asks a new user to prove the address."""
    life = _CONFIRMATION_LIFE
    await _send(identity, tx, user, asked, "confirmation", one_time.CONFIRMATION, "signup", "email/signup", life)


async def invitation(identity: Identity, tx: Tx, user: users.Row, asked: Asked) -> None:
    """Tells somebody that an account was made for them."""
    life = _CONFIRMATION_LIFE
    await _send(identity, tx, user, asked, "invitation", one_time.CONFIRMATION, "invite", "email/signup", life)


async def recovery(identity: Identity, tx: Tx, user: users.Row, asked: Asked) -> None:
    """Offers a new password to whoever reads the user's mail."""
    life = identity.policy.link_life
    await _send(identity, tx, user, asked, "recovery", one_time.RECOVERY, "recovery", "recovery", life)


async def magic_link(identity: Identity, tx: Tx, user: users.Row, asked: Asked) -> None:
    """Signs in whoever reads the user's mail.  seed: AU04"""
    life = identity.policy.link_life
    await _send(identity, tx, user, asked, "magic_link", one_time.RECOVERY, "magiclink", "magiclink", life)


async def reauthentication(identity: Identity, tx: Tx, user: users.Row) -> None:
    """A code for something that matters; there is no link."""
    life = identity.policy.link_life
    made = await one_time.make(tx, user["id"], one_time.REAUTHENTICATION, user["email"], life)
    letter = Letter("reauthentication", user["id"], user["email"], None, made.code)
    await _post(identity, tx, user, letter, made, "reauthentication", BY_PAGE)


async def signin_link(identity: Identity, tx: Tx, user: users.Row) -> str:
    """A link that signs the user in once; for whoever may have it, not posted."""
    life = identity.policy.link_life
    made = await one_time.make(tx, user["id"], one_time.RECOVERY, user["email"], life)
    return link(identity.policy, BY_PAGE, made.token, "magiclink")


async def email_change(identity: Identity, tx: Tx, user: users.Row, new: str, asked: Asked) -> None:
    """Asks at the new address and at the old one whether the change is meant (double confirmation)."""
    await tx.run(users.q.ask_email_change, id=user["id"], email=new)
    prefix = await _prefix(tx, user, asked, "email_change")
    for kind, address in ((one_time.EMAIL_NEW, new), (one_time.EMAIL_CURRENT, user["email"])):
        if not address:
            continue
        made = await one_time.make(tx, user["id"], kind, address, identity.policy.link_life, prefix)
        there = link(identity.policy, asked, made.token, "email_change")
        letter = Letter("email_change", user["id"], address, there, made.code, {"new_email": new})
        await _post(identity, tx, {**user, "email": address}, letter, made, "email_change", asked)


async def _send(
    identity: Identity,
    tx: Tx,
    user: users.Row,
    asked: Asked,
    letter: LetterKind,
    secret: str,
    verification: str,
    method: str,
    life: timedelta,
) -> None:
    prefix = await _prefix(tx, user, asked, method)
    made = await one_time.make(tx, user["id"], secret, user["email"], life, prefix)
    there = link(identity.policy, asked, made.token, verification)
    posted = Letter(letter, user["id"], user["email"], there, made.code)
    await _post(identity, tx, user, posted, made, verification, asked)
    await tx.run(users.q.note_sent, id=user["id"], kind=letter)


async def _post(
    identity: Identity, tx: Tx, user: users.Row, letter: Letter, made: one_time.Secret, action: str, asked: Asked
) -> None:
    """By the operator's hook, when there is one, else by the house."""
    hook = identity.policy.hook_send_email
    if hook is None:
        await identity.house.post(tx, letter)
        return
    data = {
        "token": made.code,
        "token_hash": made.token,
        "redirect_to": identity.policy.redirect(asked.redirect_to),
        "email_action_type": action,
        "site_url": identity.policy.site_url,
        "token_new": "",
        "token_hash_new": "",
        "link": letter.link,
    }
    await hooks.send_email(tx, hook, users.as_json(user), data)


async def _prefix(tx: Tx, user: users.Row, asked: Asked, method: str) -> str:
    return await pkce.remember(tx, user["id"], asked.challenge, method) if asked.challenge else ""
