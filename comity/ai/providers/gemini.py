"""Google's Gemini API.

Gemini API reference, "models.generateContent": POST /v1beta/models/{model}:generateContent with `x-goog-api-key`,
`systemInstruction`, `contents` and `generationConfig.responseMimeType`; answers `candidates[0].content.parts` and
`usageMetadata`; `:streamGenerateContent?alt=sse` the same bit by bit. The schema is in the instructions: responseSchema
knows neither $defs nor anyOf. Images come as `inlineData`; `:batchEmbedContents` answers `embeddings[].values`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from comity.ai.agent import Message
from comity.ai.providers.base import Failure, Picture, Piece, Reply, Vectors, events, number, object_in, post, reach

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Gemini:
    """One of Google's models."""

    name: str
    key: str
    base_url: str
    provider: str = "gemini"

    async def answer(
        self,
        client: httpx.AsyncClient,
        instructions: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        most: int,
    ) -> Reply:
        """The JSON object of the first candidate."""
        body = self.body(instructions, messages, most)
        body["generationConfig"]["responseMimeType"] = "application/json"
        raw = await post(client, f"{self._model}:generateContent", self.headers, body)
        counts = _counts(raw)
        text = "".join(part.get("text", "") for part in _parts(raw) if not part.get("thought"))
        return Reply(object_in(text, *counts), *counts, str(raw.get("modelVersion") or self.name))

    async def words(
        self, client: httpx.AsyncClient, instructions: str, messages: Sequence[Message], most: int
    ) -> AsyncIterator[Piece]:
        """Its words as they come."""
        counts, model, body = (0, 0), self.name, self.body(instructions, messages, most)
        async for event in events(client, f"{self._model}:streamGenerateContent?alt=sse", self.headers, body):
            if "error" in event:
                raise Failure("broke off in the middle")
            if event.get("usageMetadata"):
                counts, model = _counts(event), str(event.get("modelVersion") or model)
            text = "".join(part.get("text", "") for part in _parts(event, empty=True) if not part.get("thought"))
            if text:
                yield Piece(text)
        yield Piece("", *counts, model)

    async def draw(self, client: httpx.AsyncClient, prompt: str, size: str) -> Picture:
        """An image of what is described; its size is the model's own."""
        body = {
            "contents": [{"role": "user", "parts": [{"text": prompt}]}],
            "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]},
        }
        raw = await post(client, f"{self._model}:generateContent", self.headers, body)
        for part in _parts(raw):
            inline = part.get("inlineData")
            if isinstance(inline, dict):
                try:
                    data = base64.b64decode(inline["data"], validate=True)
                except (KeyError, TypeError, binascii.Error):
                    break
                return Picture(data, str(inline.get("mimeType") or "image/png"), self.name, *_counts(raw))
        raise Failure("answered without an image")

    async def embed(self, client: httpx.AsyncClient, texts: Sequence[str]) -> Vectors:
        """One vector a text."""
        asked = [{"model": f"models/{self.name}", "content": {"parts": [{"text": text}]}} for text in texts]
        raw = await post(client, f"{self._model}:batchEmbedContents", self.headers, {"requests": asked})
        try:
            vectors = [[float(x) for x in item["values"]] for item in raw["embeddings"]]
        except (KeyError, TypeError, ValueError):
            raise Failure("answered without vectors") from None
        return Vectors(vectors, self.name)

    async def alive(self, client: httpx.AsyncClient) -> None:
        """Its list of models."""
        await reach(client, f"{self.base_url}/v1beta/models", self.headers)

    def body(self, instructions: str, messages: Sequence[Message], most: int) -> dict[str, Any]:
        """What is sent."""
        said = [
            {"role": "model" if message.role == "assistant" else "user", "parts": [{"text": message.text}]}
            for message in messages
        ]
        return {
            "systemInstruction": {"parts": [{"text": instructions}]},
            "contents": said,
            "generationConfig": {"maxOutputTokens": most},
        }

    @property
    def headers(self) -> dict[str, str]:
        """How it is asked."""
        return {"x-goog-api-key": self.key}

    @property
    def _model(self) -> str:
        return f"{self.base_url}/v1beta/models/{self.name}"


def _counts(raw: dict[str, Any]) -> tuple[int, int]:
    usage = raw.get("usageMetadata") or {}
    return number(usage.get("promptTokenCount")), number(usage.get("candidatesTokenCount"))


def _parts(raw: dict[str, Any], *, empty: bool = False) -> list[dict[str, Any]]:
    try:
        parts = raw["candidates"][0]["content"]["parts"]
        return [part for part in parts if isinstance(part, dict)]
    except (KeyError, IndexError, TypeError):
        if empty:
            return []
        raise Failure("answered in an unknown shape", again=True) from None
