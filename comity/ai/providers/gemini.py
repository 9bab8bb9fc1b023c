"""Google's Gemini API.

Gemini API reference, "models.generateContent": POST /v1beta/models/{model}:generateContent with `x-goog-api-key`,
`systemInstruction`, `contents` and `generationConfig.responseMimeType`; answers `candidates[0].content.parts` and
`usageMetadata`. The schema is in the instructions: responseSchema knows neither $defs nor anyOf.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from comity.ai.providers.base import Failure, Reply, number, object_in, post


@dataclass(frozen=True, slots=True)
class Gemini:
    """One of Google's models."""

    name: str
    key: str
    base_url: str
    provider: str = "gemini"

    async def answer(
        self, client: httpx.AsyncClient, instructions: str, question: str, schema: dict[str, Any]
    ) -> Reply:
        """The JSON object of the first candidate."""
        body = {
            "systemInstruction": {"parts": [{"text": instructions}]},
            "contents": [{"role": "user", "parts": [{"text": question}]}],
            "generationConfig": {"responseMimeType": "application/json"},
        }
        url = f"{self.base_url}/v1beta/models/{self.name}:generateContent"
        return self._read(await post(client, url, {"x-goog-api-key": self.key}, body))

    def _read(self, raw: dict[str, Any]) -> Reply:
        usage = raw.get("usageMetadata") or {}
        counts = number(usage.get("promptTokenCount")), number(usage.get("candidatesTokenCount"))
        try:
            parts = raw["candidates"][0]["content"]["parts"]
            text = "".join(part.get("text", "") for part in parts if not part.get("thought"))
        except (KeyError, IndexError, TypeError, AttributeError):
            raise Failure("answered in an unknown shape", again=True) from None
        return Reply(object_in(text), *counts, str(raw.get("modelVersion") or self.name))
