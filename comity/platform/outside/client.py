"""One HTTP client for all outside services.

    gong = Outside(db, who, "gong", per_minute=100)
    answer = await gong.request("GET", "https://api.gong.io/v2/calls", headers=...)

Timeouts, retries after 1, 2 and 4 seconds where a repeat does no harm, a circuit breaker and a shared rate for each
service and organisation, a bounded answer, and a line in `outside_calls` that holds no secret. `theirs=True` is for
addresses that people typed: those never lead into this network, are not followed elsewhere, and are logged by host.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import structlog

from comity.core import rates, sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.outside import breaker, guard
from comity.platform.outside.problems import Forbidden, OutsideDown, OutsideFailure

if TYPE_CHECKING:
    import httpx

PAUSES: Final = (1.0, 2.0, 4.0)
LONGEST_WAIT: Final = 10.0
LONGEST_ASKED: Final = 86_400.0
"""Seconds a service may ask us to wait."""
LARGEST: Final = 20 * 1024 * 1024
REPEATABLE: Final = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
q = sql.load(__file__)
log = structlog.get_logger(__name__)
_breakers = breaker.Breakers()
_private: dict[str, bool] = {"allowed": False}
pause: Callable[[float], Any] = asyncio.sleep


def configure(*, private: bool) -> None:
    """Whether people's own addresses may lead into this network: only where the operator says so."""
    _private["allowed"] = private


@dataclass
class _Log:
    """What is written down of a request."""

    began: float = field(default_factory=time.monotonic)
    attempts: int = 0
    status: int | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Outside:
    """The client of one service, for one organisation."""

    db: Database
    who: Who
    service: str
    per_minute: float | None = None
    seconds: float = 30.0
    theirs: bool = False
    tries: int = 1 + len(PAUSES)

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
        cost: float | None = None,
    ) -> httpx.Response:
        """The answer, whatever its status below 500 and not 429; raises OutsideFailure otherwise."""
        guard.check_url(url)
        circuit = _breakers.of(self._circuit(url))
        if wait := circuit.wait(breaker.now()):
            raise OutsideDown(f"{self.service} failed again and again and is left alone for a moment.", after=wait)
        if self.per_minute and (wait := await rates.take(self.db, self._place, self.per_minute)):
            circuit.trying = False
            raise OutsideFailure(f"{self.service} may be asked again in {wait:.0f} s.", after=wait)
        again = method.upper() in REPEATABLE if repeatable is None else repeatable
        sent = {"headers": headers, "json": json, "content": content, "params": params, "data": data}
        noted = _Log()
        try:
            response = await self._repeated(method.upper(), url, sent, self.tries if again else 1, noted)
        except OutsideFailure as failure:
            noted.problem = failure.problem
            if not isinstance(failure, Forbidden):
                circuit.broke(breaker.now())
            raise
        except BaseException:
            circuit.trying = False
            raise
        else:
            circuit.worked()
            return response
        finally:
            await asyncio.shield(self._note(method, url, noted, cost))

    @property
    def _place(self) -> str:
        return f"out:{self.service}:{self.who.org_id or '-'}"

    def _circuit(self, url: str) -> str:
        return f"{self._place}:{urlsplit(url).netloc}"

    async def _repeated(self, method: str, url: str, sent: dict[str, Any], tries: int, noted: _Log) -> httpx.Response:
        import httpx

        from comity.platform.outside import transport

        way = transport.guarded() if self.theirs and not _private["allowed"] else None
        limits = httpx.Timeout(self.seconds, connect=min(self.seconds, 5.0))
        async with httpx.AsyncClient(transport=way, timeout=limits, follow_redirects=not self.theirs) as client:
            for number in range(1, tries + 1):
                noted.attempts = number
                try:
                    return await self._once(client, method, url, sent, noted)
                except OutsideFailure as failure:
                    if failure.permanent or number == tries or failure.after > LONGEST_WAIT:
                        raise
                    await pause(max(failure.after, PAUSES[min(number - 1, len(PAUSES) - 1)]))
        raise AssertionError("unreachable")

    async def _once(
        self, client: httpx.AsyncClient, method: str, url: str, sent: dict[str, Any], noted: _Log
    ) -> httpx.Response:
        import httpx

        try:
            async with asyncio.timeout(self.seconds), client.stream(method, url, **sent) as response:
                await _bounded(response)
        except (TimeoutError, httpx.TimeoutException):
            raise OutsideFailure(f"{self.service} did not answer within {self.seconds:.0f} s.") from None
        except httpx.InvalidURL:
            raise Forbidden("This is not a web address.") from None
        except (httpx.HTTPError, OSError, ValueError) as error:
            raise OutsideFailure(f"{self.service} cannot be reached ({type(error).__name__}).") from None
        noted.status = response.status_code
        if response.status_code == 429 or response.status_code >= 500:
            after = _retry_after(response)
            problem = f"{self.service} answered {response.status_code}."
            raise OutsideFailure(problem, after=after, status=response.status_code)
        return response

    async def _note(self, method: str, url: str, noted: _Log, cost: float | None) -> None:
        if self.who.org_id is None:
            return
        parts = urlsplit(url)
        path = "" if self.theirs else parts.path[:300]
        try:
            await self.db.once(
                Who.service(self.who.org_id, agent="outside"), q.note, service=self.service, method=method.upper(),
                host=(parts.hostname or "")[:253], path=path, status=noted.status, attempts=max(noted.attempts, 1),
                ms=round((time.monotonic() - noted.began) * 1000), cost=cost, problem=noted.problem,
            )  # fmt: skip
        except Exception as error:
            log.warning("a call to the outside could not be noted", service=self.service, error=str(error))


async def _bounded(response: httpx.Response) -> None:
    """Reads the answer, but never more than anybody needs."""
    chunks, size = [], 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > LARGEST:
            raise OutsideFailure(f"The answer is larger than {LARGEST // 1024 // 1024} MB.", permanent=True)
        chunks.append(chunk)
    response._content = b"".join(chunks)
    if not guard.plain_letters(response.charset_encoding):
        response.encoding = "utf-8"


def _retry_after(response: httpx.Response) -> float:
    said = response.headers.get("retry-after", "")
    return min(float(said), LONGEST_ASKED) if re.fullmatch("[0-9]{1,9}", said) else 0.0
