"""What a server function is: a typed async function with a name, who may call it, and how long it may take.

    @function("detect-ghosts", roles=("owner", "admin"), seconds=10)
    async def detect_ghosts(call: Call, given: Asked) -> Found: ...

Its second parameter, where it has one, is the checked input; what it is annotated to return is checked too. Both are in
the OpenAPI document. It may also return text, bytes, a Starlette Response, or a Stream.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final, Literal, get_type_hints

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from comity.config import Settings
from comity.core.db import Database, Tx
from comity.core.who import Who

Access = Literal["anyone", "key", "member"]
SECONDS: Final = 10.0
"""seed: J01"""
PER_MINUTE: Final = 120.0


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function: who calls, and what they sent. `path` is what follows the name."""

    who: Who
    request: Request
    path: str = ""

    @property
    def db(self) -> Database:
        """The database; transactions act as the caller by `tx()`."""
        found: Database = self.request.state.db
        return found

    @property
    def settings(self) -> Settings:
        """The operator's settings."""
        found: Settings = self.request.state.settings
        return found

    @property
    def env(self) -> dict[str, str]:
        """The variables that Edge Functions know."""
        keys, url = self.request.state.identity.keys, self.settings.site_url
        return {
            "SUPABASE_URL": url,
            "SUPABASE_ANON_KEY": keys.anon,
            "SUPABASE_SERVICE_ROLE_KEY": keys.service_role,
            "SB_PUBLISHABLE_KEY": keys.publishable,
        }

    def tx(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction acting as the caller."""
        return self.db.acting(self.who)


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that comes bit by bit: text and bytes as they are, anything else as server-sent events of JSON."""

    items: AsyncIterator[Any]
    content_type: str = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Function:
    """A function and the rules of calling it.

    `access`: "anyone" (verify_jwt = false), "key" (any valid token or key) or "member" (somebody of an organisation).
    """

    name: str
    run: Callable[..., Awaitable[Any]]
    takes: TypeAdapter[Any] | None
    gives: TypeAdapter[Any] | None
    access: Access = "member"
    roles: tuple[str, ...] = ()
    seconds: float = SECONDS
    per_minute: float = PER_MINUTE
    methods: tuple[str, ...] = ()
    broken: str = ""
    """Why it cannot be called: its file did not load."""
    reads: bool = False
    """It changes nothing: assistants that may only read may call it."""

    @property
    def purpose(self) -> str:
        """The first line of what it says of itself."""
        return (inspect.getdoc(self.run) or self.name).partition("\n")[0]


def function(
    name: str,
    *,
    access: Access = "member",
    roles: tuple[str, ...] = (),
    seconds: float = SECONDS,
    per_minute: float = PER_MINUTE,
    methods: tuple[str, ...] = (),
    reads: bool = False,
) -> Callable[[Callable[..., Awaitable[Any]]], Function]:
    """Makes a server function of an async function taking a Call and, if it wants, one model. `methods` empty: all."""

    def made(run: Callable[..., Awaitable[Any]]) -> Function:
        takes, gives = _types(run)
        return Function(name, run, takes, gives, access, roles, seconds, per_minute, methods, reads=reads)

    return made


def broken(name: str, why: str) -> Function:
    """What stands in the place of a function whose file did not load."""

    async def nothing(call: Call) -> None:
        """Could not be loaded."""

    return Function(name, nothing, None, None, access="anyone", broken=why)


def _types(run: Callable[..., Awaitable[Any]]) -> tuple[TypeAdapter[Any] | None, TypeAdapter[Any] | None]:
    hints = get_type_hints(run)
    parameters = list(inspect.signature(run).parameters)
    takes = TypeAdapter(hints[parameters[1]]) if len(parameters) > 1 else None
    gives = hints.get("return", Any)
    unchecked = gives in (Any, None, type(None), bytes, Stream) or (
        inspect.isclass(gives) and issubclass(gives, (Response, Stream))
    )
    return takes, None if unchecked else TypeAdapter(gives)
