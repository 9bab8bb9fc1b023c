"""Passwords: argon2id for writing, bcrypt too for reading (seeds of Supabase projects), never on the event loop."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

import bcrypt
import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from comity.core.errors import Problem
from comity.platform.auth.policy import Policy

T = TypeVar("T")
log = structlog.get_logger(__name__)

LONGEST = 72  # what bcrypt can read, and what GoTrue refuses beyond

# OWASP's parameters for argon2id: 19 MiB, two passes. Two threads at a time, so that a rush cannot take the machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await _in_thread(_HASHER.hash, password)


async def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one whose hash was kept. Without a hash it takes as long and says no."""
    return await _in_thread(_matches, kept, password)


def outdated(kept: str) -> bool:
    """Whether a hash is to be written anew at the next sign-in."""
    if not kept.startswith("$argon2id$"):
        return True
    return _HASHER.check_needs_rehash(kept)


async def refuse_weak(policy: Policy, password: str) -> None:
    """A Problem when a new password is not good enough: too short, of too few kinds of letters, or leaked."""
    weak = weakness(password, policy.shortest_password, policy.password_groups)
    if weak is None and policy.pwned_url and await _leaked(policy.pwned_url, password):
        sentence = "Password is known to be weak and easy to guess, please choose a different one."
        weak = Problem("weak_password", 422, sentence, field="password", details={"reasons": ["pwned"]})
    if weak is not None:
        raise weak


async def _leaked(url: str, password: str) -> bool:
    """Whether the list of leaked passwords has it. Only five letters of its hash are sent; if nobody answers: no."""
    import httpx

    seen = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    try:
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(f"{url.rstrip('/')}/{seen[:5]}", headers={"add-padding": "true"})
            answer.raise_for_status()
    except httpx.HTTPError as error:
        log.warning("leaked passwords cannot be asked for", error=str(error))
        return False
    found = (line.partition(":") for line in answer.text.splitlines())
    return any(rest.strip() == seen[5:] and count.strip() != "0" for rest, _, count in found)


def weakness(password: str, shortest: int, groups: Sequence[str] = ()) -> Problem | None:
    """What is wrong with a new password, in GoTrue's words."""
    if len(password) > LONGEST:
        return Problem(
            "validation_failed", 400, f"Password cannot be longer than {LONGEST} characters", field="password"
        )
    reasons, said = [], []
    if len(password) < shortest:
        reasons, said = ["length"], [f"Password should be at least {shortest} characters."]
    if not all(set(group) & set(password) for group in groups):
        reasons.append("characters")
        said.append(f"Password should contain at least one character of each: {', '.join(groups)}.")
    if not reasons:
        return None
    return Problem("weak_password", 422, " ".join(said), field="password", details={"reasons": reasons})


def _matches(kept: str | None, password: str) -> bool:
    if not kept:
        _verify_argon2(_nobodys_hash(), password)
        return False
    if kept.startswith("$argon2"):
        return _verify_argon2(kept, password)
    if kept.startswith(("$2a$", "$2b$", "$2y$")):
        try:
            return bcrypt.checkpw(password.encode()[:LONGEST], kept.encode())
        except ValueError:
            return False
    _verify_argon2(_nobodys_hash(), password)
    return False


def _verify_argon2(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody's password")


async def _in_thread(work: Callable[..., T], *args: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work, *args)
