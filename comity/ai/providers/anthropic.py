"""Anthropic's Messages API.

Anthropic API reference, "Create a Message": POST /v1/messages with `x-api-key` and `anthropic-version`; a forced tool
makes the answer an object: `content: [{"type": "tool_use", "input": {...}}]` and `usage`. With `stream: true`
server-sent events: message_start, content_block_delta with text_delta, message_delta with usage.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from comity.ai.agent import Message
from comity.ai.providers.base import Failure, Piece, Reply, events, number, object_in, post, reach

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Anthropic:
    """One of Anthropic's models."""

    name: str
    key: str
    base_url: str
    provider: str = "anthropic"

    async def answer(
        self,
        client: httpx.AsyncClient,
        instructions: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        most: int,
    ) -> Reply:
        """The input the model gave to the tool that takes the answer."""
        body = self.body(instructions, messages, most) | self.tool(schema)
        return self.read(await post(client, self._messages, self.headers, body))

    async def words(
        self, client: httpx.AsyncClient, instructions: str, messages: Sequence[Message], most: int
    ) -> AsyncIterator[Piece]:
        """Its words as they come."""
        asked, model = 0, self.name
        body = self.body(instructions, messages, most) | {"stream": True}
        async for event in events(client, self._messages, self.headers, body):
            kind = event.get("type")
            if kind == "error":
                raise Failure("broke off in the middle")
            if kind == "message_start":
                message = event.get("message") or {}
                asked, model = (
                    number((message.get("usage") or {}).get("input_tokens")),
                    str(message.get("model") or model),
                )
            elif kind == "content_block_delta":
                text = (event.get("delta") or {}).get("text")
                if isinstance(text, str) and text:
                    yield Piece(text)
            elif kind == "message_delta":
                yield Piece("", asked, number((event.get("usage") or {}).get("output_tokens")), model)

    async def alive(self, client: httpx.AsyncClient) -> None:
        """Its list of models."""
        await reach(client, f"{self.base_url}/v1/models", self.headers)

    def body(self, instructions: str, messages: Sequence[Message], most: int) -> dict[str, Any]:
        """What is sent."""
        said = [{"role": message.role, "content": message.text} for message in messages]
        return {"model": self.name, "max_tokens": most, "system": instructions, "messages": said}

    def tool(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Makes it answer with an object."""
        answer = {"name": "answer", "description": "Takes the answer.", "input_schema": schema}
        return {"tools": [answer], "tool_choice": {"type": "tool", "name": "answer"}}

    @property
    def headers(self) -> dict[str, str]:
        """How it is asked."""
        return {"x-api-key": self.key, "anthropic-version": "2023-06-01"}

    @property
    def _messages(self) -> str:
        return f"{self.base_url}/v1/messages"

    def read(self, raw: dict[str, Any]) -> Reply:
        """What came back."""
        usage = raw.get("usage") or {}
        counts = number(usage.get("input_tokens")), number(usage.get("output_tokens"))
        model = str(raw.get("model") or self.name)
        if raw.get("stop_reason") == "max_tokens":
            raise Failure("the answer was cut off", tokens=counts)
        try:
            for block in raw["content"]:
                if block["type"] == "tool_use" and isinstance(block["input"], dict):
                    return Reply(block["input"], *counts, model)
            text = "".join(block.get("text", "") for block in raw["content"])
        except (KeyError, TypeError, AttributeError):
            raise Failure("answered in an unknown shape", again=True) from None
        return Reply(object_in(text, *counts), *counts, model)
