"""Factors of a user: added, asked, answered, removed. Endpoints and pages call these verbs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.core.who import Who
from comity.platform.auth import attempts, callers, sessions, users
from comity.platform.auth.identity import Identity
from comity.platform.auth.mfa import recovery_codes, sealing, totp

q = sql.load(__file__)

MOST: Final = 10
CHALLENGE_LIFE: Final = timedelta(minutes=5)

NOT_FOUND = Problem("mfa_factor_not_found", 404, "Factor not found")
TOO_MANY = Problem(
    "too_many_enrolled_mfa_factors", 422, "Maximum number of verified factors reached, unenroll to continue"
)
NEEDS_MORE = Problem("insufficient_aal", 403, "AAL2 required to enroll a new factor")
NEEDS_MORE_TO_REMOVE = Problem("insufficient_aal", 422, "AAL2 required to unenroll verified factor")
WRONG_CODE = Problem("mfa_verification_failed", 422, "Invalid TOTP code entered", field="code")
NO_CHALLENGE = Problem("mfa_factor_not_found", 422, "MFA factor with the provided challenge ID not found")
OTHER_PLACE = Problem("mfa_ip_address_mismatch", 422, "Challenge and verify IP addresses mismatch.")
NAME_TAKEN = Problem(
    "mfa_factor_name_conflict", 422, "A factor with this friendly name for this user already exists", field="name"
)
on_constraint("mfa_factors_user_friendly_name_unique", NAME_TAKEN)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new factor and what an app needs to know of it; never shown again."""

    id: UUID
    name: str
    secret: str
    uri: str

    @property
    def picture(self) -> str:
        """The QR code, as SVG."""
        return totp.picture(self.uri)


async def of_user(tx: Tx, person: UUID) -> list[dict[str, Any]]:
    """Every factor, oldest first."""
    return await tx.rows(q.of_user, person=person)


async def enrol(identity: Identity, tx: Tx, user: users.Row, name: str, issuer: str, aal: str) -> Enrolled:
    """Begins a factor; it counts once a code of it was typed. Who has one already must have used it."""
    person = user["id"]
    await tx.run(q.forget_stale, person=person)
    known = await of_user(tx, person)
    if len(known) >= MOST:
        raise TOO_MANY()
    if aal == "aal1" and any(factor["status"] == "verified" for factor in known):
        raise NEEDS_MORE()
    if name and any(factor["friendly_name"] == name for factor in known):
        raise NAME_TAKEN()
    factor_id, secret = uuid4(), totp.new_secret()
    sealed = sealing.seal(identity, str(factor_id), secret)
    await tx.run(q.add, id=factor_id, person=person, name=name, secret=sealed)
    await users.log(tx, "factor_in_progress", person, {"factor_id": str(factor_id)})
    issuer = issuer or urlsplit(identity.policy.site_url).hostname or "Comity"
    account = user["email"] or user["phone"] or str(person)
    return Enrolled(factor_id, name, secret, totp.uri(secret, issuer, account))


async def shown_again(identity: Identity, tx: Tx, user: users.Row, factor_id: UUID) -> tuple[str, str]:
    """Secret and address of a factor that was begun and is not confirmed yet."""
    factor = await tx.row(q.find, id=factor_id, person=user["id"])
    if factor is None or factor["status"] == "verified":
        raise NOT_FOUND()
    secret = sealing.open_sealed(identity, str(factor_id), factor["secret"])
    issuer = urlsplit(identity.policy.site_url).hostname or "Comity"
    return secret, totp.uri(secret, issuer, user["email"] or str(user["id"]))


async def challenge(tx: Tx, factor_id: UUID, asker: Who) -> dict[str, Any]:
    """Asks for a code: the challenge's id and until when it may be answered."""
    made = await tx.row(q.challenge, factor=factor_id, ip=sessions.ip_or_none(asker.address), life=CHALLENGE_LIFE)
    if made is None:
        raise NOT_FOUND()
    return made


async def check_challenge(tx: Tx, factor_id: UUID, challenge_id: UUID, asker: Who) -> None:
    """Whether the challenge may be answered, here and now; a Problem when not."""
    found = await tx.row(q.challenged, id=challenge_id, factor=factor_id, life=CHALLENGE_LIFE)
    if found is None:
        raise NO_CHALLENGE()
    if found["ip"] != (sessions.ip_or_none(asker.address) or "0.0.0.0"):
        raise OTHER_PLACE()
    if found["used"] or not found["fresh"]:
        sentence = (
            f"MFA challenge {challenge_id} has expired, verify against another challenge or create a new challenge."
        )
        raise Problem("mfa_challenge_expired", 422, sentence)


async def count_guess(identity: Identity, person: UUID, asker: Who) -> None:
    """Counts a guess before the code is looked at: from this address, and from everywhere together."""
    await attempts.count(identity, "factor", str(person), asker)
    await attempts.count_everywhere(identity, f"factor of {person}")


async def forgive_guesses(identity: Identity, person: UUID, asker: Who) -> None:
    """The code was right."""
    await attempts.forgive(identity, "factor", str(person), asker)
    await attempts.forgive_everywhere(identity, f"factor of {person}")


async def accept(identity: Identity, tx: Tx, person: UUID, factor_id: UUID, code: str) -> str:
    """Whether the code is the factor's, now and for the first time; the method it proves. A Problem when not."""
    factor = await tx.row(q.lock, id=factor_id, person=person)
    if factor is None:
        raise NOT_FOUND()
    step = None
    if factor["factor_type"] == "totp" and len(code) == 6 and code.isascii() and code.isdigit():
        step = totp.step_of(sealing.open_sealed(identity, str(factor_id), factor["secret"]), code, time.time())
    if step is not None and step > factor["last_step"]:
        await tx.run(q.accept, id=factor_id, step=step)
        return "totp"
    if factor["status"] == "verified" and await recovery_codes.use(tx, person, code):
        return recovery_codes.METHOD
    raise WRONG_CODE()


async def accept_any(identity: Identity, tx: Tx, person: UUID, code: str) -> tuple[UUID, str]:
    """The same where nobody said which factor: the one whose code this is."""
    for factor in await of_user(tx, person):
        if factor["status"] != "verified":
            continue
        try:
            return factor["id"], await accept(identity, tx, person, factor["id"], code)
        except Problem as problem:
            if problem.code != WRONG_CODE.code:
                raise
    raise WRONG_CODE()


async def raise_session(
    tx: Tx, person: UUID, session_id: UUID, factor_id: UUID, method: str, cookie_hash: bytes | None = None
) -> None:
    """The session is AAL2 from now on; places where only the first factor was given are signed out."""
    await tx.run(q.upgrade_session, id=session_id, person=person, factor=factor_id, cookie_hash=cookie_hash)
    await tx.run(sessions.q.add_method, id=session_id, method=method)
    await tx.run(q.end_lower, person=person, keep=session_id)
    await tx.run(q.forget_unverified, person=person)
    await users.log(tx, "login", person, {"method": method, "aal": "aal2"})


async def remove(identity: Identity, tx: Tx, person: UUID, factor_id: UUID, *, aal: str) -> None:
    """Takes a factor away. One that counts only by a session that has used one; the last takes the codes along."""
    factor = await tx.row(q.lock, id=factor_id, person=person)
    if factor is None:
        raise NOT_FOUND()
    if factor["status"] == "verified" and aal == "aal1":
        raise NEEDS_MORE_TO_REMOVE()
    await tx.run(q.remove, id=factor_id, person=person)
    none_left = not await tx.value(q.count_verified, person=person)
    await tx.run(q.downgrade, person=person, factor=factor_id, all_of_them=none_left)
    if none_left:
        await recovery_codes.forget(tx, person)
    await users.log(tx, "factor_deleted", person, {"factor_id": str(factor_id)})
    tx.after_commit(lambda: callers.forget_person(identity, person))
