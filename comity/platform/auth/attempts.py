"""The brute-force limit: so many wrong guesses for an account from an address in a sliding window.  seed: AU13, C20"""

from __future__ import annotations

from comity.core import sql
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.auth.identity import Identity

q = sql.load(__file__)
_LETTERS = frozenset(("recovery", "magic link", "resend", "reauthentication"))
"""What is counted because it sends a letter: told apart on the wire (wire.md 2.3)."""


class TooMany(Problem):
    """Too many attempts; says when to come back."""

    def __init__(self, wait: int, code: str = "over_request_rate_limit") -> None:
        minutes = max(1, round(wait / 60))
        super().__init__(
            code,
            429,
            f"Too many attempts. Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
            details={"retry_after": wait},
        )
        self.wait = wait


async def count(identity: Identity, what: str, account: str, asker: Who) -> None:
    """Counts an attempt before its secret is looked at; raises when there were too many.

    The limit holds for account and address together, so that nobody can lock a colleague out from elsewhere; a wider
    one for the address alone stops guessing one password on many accounts. Committed at once: guesses sent at the same
    moment are counted too.
    """
    policy = identity.policy
    for subject, allowed in (
        (_subject(what, account, asker), policy.attempts),
        (f"{what} from {asker.address}", policy.attempts_by_address),
    ):
        async with identity.db.acting(identity.house_keeper(like=asker)) as tx:
            wait = await tx.value(q.attempt, subject=subject, allowed=allowed, within=policy.attempts_within)
        if wait:
            raise TooMany(wait, "over_email_send_rate_limit" if what in _LETTERS else "over_request_rate_limit")


async def forgive(identity: Identity, what: str, account: str, asker: Who) -> None:
    """Forgets the attempts on this account from this address.

    For the address as a whole only this one is taken back: an account of one's own is no licence to guess at others.
    """
    async with identity.db.acting(identity.house_keeper(like=asker)) as tx:
        await tx.run(q.forgive, subject=_subject(what, account, asker))
        await tx.run(q.take_back, subject=f"{what} from {asker.address}")


async def count_everywhere(identity: Identity, subject: str) -> None:
    """Counts an attempt from wherever it comes: for secrets that only somebody half signed in may guess at."""
    policy = identity.policy
    async with identity.db.acting(identity.house_keeper()) as tx:
        wait = await tx.value(q.attempt, subject=subject, allowed=4 * policy.attempts, within=policy.attempts_within)
    if wait:
        raise TooMany(wait)


async def forgive_everywhere(identity: Identity, subject: str) -> None:
    """The secret was right: earlier mistakes do not count against it."""
    async with identity.db.acting(identity.house_keeper()) as tx:
        await tx.run(q.forgive, subject=subject)


def _subject(what: str, account: str, asker: Who) -> str:
    return f"{what} {account.strip().lower()[:255]} from {asker.address}"
