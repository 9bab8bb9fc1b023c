"""What every provider answers with, how it fails, and how an answer becomes a dict."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Protocol

import httpx


class Failure(Exception):
    """A provider did not answer well. `again`: the same one may answer if asked once more; `after`: seconds to wait."""

    def __init__(self, problem: str, *, again: bool = False, after: float = 1.0, blocked: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
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


class Model(Protocol):
    """A model that answers a question with a JSON object."""

    @property
    def provider(self) -> str:
        """openai, anthropic, gemini or compatible."""

    @property
    def name(self) -> str:
        """The model's own name."""

    async def answer(
        self, client: httpx.AsyncClient, instructions: str, question: str, schema: dict[str, Any]
    ) -> Reply:
        """The answer; raises Failure."""


async def post(client: httpx.AsyncClient, url: str, headers: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    """POST JSON, get JSON; everything else is a Failure that says whether asking again helps."""
    try:
        response = await client.post(url, headers=headers, json=body)
    except httpx.TimeoutException:
        raise Failure("timed out") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Failure(f"not reachable ({type(error).__name__})", again=True) from None
    if response.status_code != 200:
        raise _refused(response)
    try:
        answer = response.json()
    except ValueError:
        raise Failure("answered with something that is not JSON", again=True) from None
    if not isinstance(answer, dict):
        raise Failure("answered with something that is not an object", again=True)
    return answer


def _refused(response: httpx.Response) -> Failure:
    code = response.status_code
    said = re.sub(r"\s+", " ", response.text)[:200]
    if code == 429 or code >= 500 or code in (408, 409, 425):
        after = response.headers.get("retry-after", "1")
        seconds = float(after) if re.fullmatch(r"\d{1,4}(\.\d+)?", after) else 1.0
        return Failure(
            f"answered {code}", again=seconds <= 5, after=min(seconds, 5.0), blocked=code == 429 and seconds > 5
        )
    return Failure(f"refused with {code}: {said}", blocked=code in (401, 402, 403, 404))


def object_in(text: str) -> dict[str, Any]:
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
    raise Failure("answered without a JSON object", again=True)


def number(value: Any) -> int:
    """A token count, 0 where none was said."""
    return value if isinstance(value, int) and value >= 0 else 0
