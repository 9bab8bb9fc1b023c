"""Passwords: argon2id for writing, bcrypt too for reading (seeds of Supabase projects), never on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

import bcrypt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from comity.core.errors import Problem

T = TypeVar("T")

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


def weakness(password: str, shortest: int) -> Problem | None:
    """What is wrong with a new password, in GoTrue's words."""
    if len(password) > LONGEST:
        return Problem(
            "validation_failed", 400, f"Password cannot be longer than {LONGEST} characters", field="password"
        )
    if len(password) < shortest:
        sentence = f"Password should be at least {shortest} characters."
        return Problem("weak_password", 422, sentence, field="password", details={"reasons": ["length"]})
    return None


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
