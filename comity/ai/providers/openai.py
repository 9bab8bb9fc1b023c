"""OpenAI and every server that speaks its Chat Completions protocol.

OpenAI API reference, "Create chat completion": POST /chat/completions with `messages` and
`response_format: {"type": "json_schema", ...}`; answers `choices[0].message.content` and `usage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from comity.ai.providers.base import Failure, Reply, number, object_in, post


@dataclass(frozen=True, slots=True)
class OpenAI:
    """One model of one such server. `name` empty: the first one the server lists."""

    name: str
    base_url: str
    key: str | None
    provider: str = "openai"

    async def answer(
        self, client: httpx.AsyncClient, instructions: str, question: str, schema: dict[str, Any]
    ) -> Reply:
        """The answer, as JSON by schema where the server knows schemas, else as JSON by asking."""
        model = self.name or await self._first(client)
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": question}]
        body: dict[str, Any] = {"model": model, "messages": messages}
        by_schema = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        try:
            raw = await post(
                client, f"{self.base_url}/chat/completions", self._headers, body | {"response_format": by_schema}
            )
        except Failure as failure:
            if not failure.problem.startswith("refused with 400"):
                raise
            raw = await post(client, f"{self.base_url}/chat/completions", self._headers, body)
        return self._read(raw, model)

    def _read(self, raw: dict[str, Any], model: str) -> Reply:
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
        return Reply(object_in(str(text)), *counts, str(raw.get("model") or model))

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    async def _first(self, client: httpx.AsyncClient) -> str:
        try:
            listed = (await client.get(f"{self.base_url}/models", headers=self._headers)).json()
            return str(listed["data"][0]["id"])
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError):
            raise Failure("lists no models; name one in COMITY_AI_MODELS") from None
