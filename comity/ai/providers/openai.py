"""OpenAI and every server that speaks its Chat Completions protocol.

OpenAI API reference, "Create chat completion": POST /chat/completions with `messages` and
`response_format: {"type": "json_schema", ...}`; answers `choices[0].message.content` and `usage`; with `stream: true`
server-sent events of `choices[0].delta.content`. "Create image": POST /images/generations, `data[0].b64_json`.
"Create embeddings": POST /embeddings, `data[].embedding`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from comity.ai.agent import Message
from comity.ai.providers.base import Failure, Picture, Piece, Reply, Vectors, events, number, object_in, post, reach
from comity.platform.outside.problems import OutsideFailure

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class OpenAI:
    """One model of one such server. `name` empty: the first one the server lists."""

    name: str
    base_url: str
    key: str | None
    provider: str = "openai"

    async def answer(
        self,
        client: httpx.AsyncClient,
        instructions: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        most: int,
    ) -> Reply:
        """The answer, as JSON by schema where the server knows schemas, else as JSON by asking."""
        body = self.body(self.name or await self._first(client), instructions, messages, most)
        by_schema = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        try:
            raw = await post(client, self._chat, self.headers, body | {"response_format": by_schema})
        except Failure as failure:
            if not failure.problem.startswith("refused with 400"):
                raise
            raw = await post(client, self._chat, self.headers, body)
        return self.read(raw)

    async def words(
        self, client: httpx.AsyncClient, instructions: str, messages: Sequence[Message], most: int
    ) -> AsyncIterator[Piece]:
        """Its words as they come."""
        model = self.name or await self._first(client)
        body = self.body(model, instructions, messages, most)
        body |= {"stream": True, "stream_options": {"include_usage": True}}
        async for event in events(client, self._chat, self.headers, body):
            if "error" in event:
                raise Failure("broke off in the middle")
            usage = event.get("usage") or {}
            for choice in event.get("choices") or []:
                text = (choice.get("delta") or {}).get("content")
                if isinstance(text, str) and text:
                    yield Piece(text)
            if usage:
                counts = number(usage.get("prompt_tokens")), number(usage.get("completion_tokens"))
                yield Piece("", *counts, str(event.get("model") or model))

    async def draw(self, client: httpx.AsyncClient, prompt: str, size: str) -> Picture:
        """An image of what is described."""
        body = {"model": self.name, "prompt": prompt, "size": size, "n": 1}
        raw = await post(client, f"{self.base_url}/images/generations", self.headers, body)
        usage = raw.get("usage") or {}
        try:
            data = base64.b64decode(raw["data"][0]["b64_json"], validate=True)
        except (KeyError, IndexError, TypeError, binascii.Error):
            raise Failure("answered without an image") from None
        kind = f"image/{raw.get('output_format') or 'png'}"
        return Picture(data, kind, self.name, number(usage.get("input_tokens")), number(usage.get("output_tokens")))

    async def embed(self, client: httpx.AsyncClient, texts: Sequence[str]) -> Vectors:
        """One vector a text."""
        raw = await post(
            client, f"{self.base_url}/embeddings", self.headers, {"model": self.name, "input": list(texts)}
        )
        try:
            vectors = [[float(x) for x in item["embedding"]] for item in sorted(raw["data"], key=lambda i: i["index"])]
        except (KeyError, TypeError, ValueError):
            raise Failure("answered without vectors") from None
        return Vectors(vectors, self.name, number((raw.get("usage") or {}).get("prompt_tokens")))

    async def alive(self, client: httpx.AsyncClient) -> None:
        """Its list of models."""
        await reach(client, f"{self.base_url}/models", self.headers)

    def body(self, model: str, instructions: str, messages: Sequence[Message], most: int) -> dict[str, Any]:
        """What is sent."""
        said = [{"role": message.role, "content": message.text} for message in messages]
        limit = "max_completion_tokens" if self.provider == "openai" else "max_tokens"
        return {"model": model, "messages": [{"role": "system", "content": instructions}, *said], limit: most}

    def read(self, raw: dict[str, Any]) -> Reply:
        """What came back."""
        try:
            message = raw["choices"][0]["message"]
            calls = message.get("tool_calls") or []
            text = message.get("content") or (calls[0]["function"]["arguments"] if calls else "")
        except (KeyError, IndexError, TypeError, AttributeError):
            raise Failure("answered in an unknown shape", again=True) from None
        if message.get("refusal"):
            raise Failure("refused to answer")
        usage = raw.get("usage") or {}
        counts = number(usage.get("prompt_tokens")), number(usage.get("completion_tokens"))
        return Reply(object_in(str(text), *counts), *counts, str(raw.get("model") or self.name))

    @property
    def headers(self) -> dict[str, str]:
        """How it is asked."""
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    @property
    def _chat(self) -> str:
        return f"{self.base_url}/chat/completions"

    async def _first(self, client: httpx.AsyncClient) -> str:
        import httpx

        try:
            listed = (await client.get(f"{self.base_url}/models", headers=self.headers)).json()
            return str(listed["data"][0]["id"])
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError, OutsideFailure):
            raise Failure("lists no models; name one in COMITY_AI_MODELS") from None
