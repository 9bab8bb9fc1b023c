"""What every provider answers with, how it fails, and how an answer becomes a dict."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from comity.ai.agent import Message
from comity.platform.outside.problems import OutsideFailure

if TYPE_CHECKING:
    import httpx

STALL: Final = 1.7
"""Seconds between two pieces of an answer that has begun."""


class Failure(Exception):
    """A provider did not answer well. `again`: the same one may answer if asked once more; `after`: seconds to wait."""

    def __init__(
        self,
        problem: str,
        *,
        again: bool = False,
        after: float = 1.0,
        blocked: bool = False,
        tokens: tuple[int, int] = (0, 0),
        said: str = "",
        outage: bool = False,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.tokens = tokens
        """what it counted although its answer is of no use: that is paid too"""
        self.outage = outage
        """the provider is out of order, whatever it was asked"""
        self.said = said
        """what it said instead, to be sent back for repair"""
        self.again = again
        self.after = after
        self.blocked = blocked
        """the key or the model is refused: no use asking for a while"""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    data: dict[str, Any]
    tokens_in: int
    tokens_out: int
    model: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words of an answer on its way; the last one carries the counts."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    model: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image somebody made."""

    data: bytes
    media_type: str
    model: str
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Vectors:
    """Meanings as numbers, one row a text."""

    vectors: list[list[float]]
    model: str
    tokens_in: int = 0


class Model(Protocol):
    """A model of one provider, asked by one protocol."""

    @property
    def provider(self) -> str:
        """openai, anthropic, gemini or compatible."""

    @property
    def name(self) -> str:
        """The model's own name."""

    @property
    def base_url(self) -> str:
        """Where it is."""

    @property
    def key(self) -> str | None:
        """What it is asked with."""

    async def answer(
        self,
        client: httpx.AsyncClient,
        instructions: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        most: int,
    ) -> Reply:
        """A JSON object of this schema; raises Failure."""

    def words(
        self, client: httpx.AsyncClient, instructions: str, messages: Sequence[Message], most: int
    ) -> AsyncIterator[Piece]:
        """Plain words as they come; raises Failure."""

    async def alive(self, client: httpx.AsyncClient) -> None:
        """Returns where the provider answers at all; costs nothing; raises Failure."""


async def events(
    client: httpx.AsyncClient, url: str, headers: Mapping[str, str], body: Mapping[str, Any]
) -> AsyncIterator[dict[str, Any]]:
    """POST JSON, get server-sent events of JSON objects as they come."""
    import httpx

    try:
        async with client.stream("POST", url, headers=dict(headers), json=body) as response:
            if response.status_code != 200:
                await response.aread()
                raise refused(response)
            async for line in response.aiter_lines():
                if not line.startswith("data:") or line[5:].strip() == "[DONE]":
                    continue
                try:
                    event = json.loads(line[5:])
                except ValueError:
                    raise Failure("sent an event that is not JSON") from None
                if isinstance(event, dict):
                    yield event
    except OutsideFailure as error:
        raise Failure(str(error), blocked=True) from None
    except httpx.TimeoutException:
        raise Failure("timed out", outage=True) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Failure(f"broke off ({type(error).__name__})", outage=True) from None


async def reach(client: httpx.AsyncClient, url: str, headers: Mapping[str, str]) -> None:
    """GET; anything but an outage is a sign of life."""
    import httpx

    try:
        response = await client.get(url, headers=dict(headers), timeout=5.0)
    except (httpx.HTTPError, httpx.InvalidURL, OutsideFailure) as error:
        raise Failure(f"not reachable ({type(error).__name__})") from None
    if response.status_code >= 500 or response.status_code in (401, 402, 403, 429):
        raise refused(response)


async def post(client: httpx.AsyncClient, url: str, headers: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    """POST JSON, get JSON; everything else is a Failure that says whether asking again helps."""
    import httpx

    try:
        response = await _whole(client, url, headers, body)
    except OutsideFailure as error:
        raise Failure(str(error), blocked=True) from None
    except httpx.TimeoutException:
        raise Failure("timed out", outage=True) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Failure(f"not reachable ({type(error).__name__})", again=True, outage=True) from None
    if response.status_code != 200:
        raise refused(response)
    try:
        answer = response.json()
    except ValueError:
        raise Failure("answered with something that is not JSON", again=True) from None
    if not isinstance(answer, dict):
        raise Failure("answered with something that is not an object", again=True)
    return answer


async def _whole(client: httpx.AsyncClient, url: str, headers: dict[str, str], body: dict[str, Any]) -> httpx.Response:
    """The whole answer. Its first byte may take as long as thinking does; what has begun must go on."""
    async with client.stream("POST", url, headers=headers, json=body) as response:
        chunks: list[bytes] = []
        parts = response.aiter_bytes()
        try:
            while True:
                async with asyncio.timeout(STALL if chunks else None):
                    chunks.append(await anext(parts))
        except StopAsyncIteration:
            response._content = b"".join(chunks)
            return response
        except TimeoutError:
            raise Failure("broke off in the middle of its answer", outage=True) from None


def refused(response: httpx.Response) -> Failure:
    """What a status other than 200 means."""
    code = response.status_code
    said = re.sub(r"\s+", " ", response.text)[:200]
    if code == 429 or code >= 500 or code in (408, 409, 425):
        after = response.headers.get("retry-after", "1")
        seconds = float(after) if re.fullmatch(r"\d{1,4}(\.\d+)?", after) else 1.0
        return Failure(
            f"answered {code}", again=seconds <= 5, after=min(seconds, 5.0), blocked=code == 429 and seconds > 5,
            outage=code >= 500,
        )  # fmt: skip
    return Failure(f"refused with {code}: {said}", blocked=code in (401, 402, 403, 404))


def object_in(text: str, tokens_in: int = 0, tokens_out: int = 0) -> dict[str, Any]:
    """The JSON object of a model's text, fences and chatter around it left out."""
    for candidate in (
        text,
        *re.findall(r"```(?:json)?\s*(.*?)```", text, re.S),
        text[text.find("{") : text.rfind("}") + 1],
    ):
        try:
            value = json.loads(candidate)
        except ValueError:
            continue
        if isinstance(value, dict):
            return value
    raise Failure("answered without a JSON object", again=True, tokens=(tokens_in, tokens_out), said=text[:8000])


def number(value: Any) -> int:
    """A token count, 0 where none was said."""
    return value if isinstance(value, int) and value >= 0 else 0
