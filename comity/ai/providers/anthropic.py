"""Anthropic's Messages API.

Anthropic API reference, "Create a Message": POST /v1/messages with `x-api-key` and `anthropic-version`; a forced tool
makes the answer an object: `content: [{"type": "tool_use", "input": {...}}]` and `usage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from comity.ai.providers.base import Failure, Reply, number, object_in, post

MOST_TOKENS = 8192


@dataclass(frozen=True, slots=True)
class Anthropic:
    """One of Anthropic's models."""

    name: str
    key: str
    base_url: str
    provider: str = "anthropic"

    async def answer(
        self, client: httpx.AsyncClient, instructions: str, question: str, schema: dict[str, Any]
    ) -> Reply:
        """The input the model gave to the tool that takes the answer."""
        body = {
            "model": self.name,
            "max_tokens": MOST_TOKENS,
            "system": instructions,
            "messages": [{"role": "user", "content": question}],
            "tools": [{"name": "answer", "description": "Takes the answer.", "input_schema": schema}],
            "tool_choice": {"type": "tool", "name": "answer"},
        }
        headers = {"x-api-key": self.key, "anthropic-version": "2023-06-01"}
        return self._read(await post(client, f"{self.base_url}/v1/messages", headers, body))

    def _read(self, raw: dict[str, Any]) -> Reply:
        usage = raw.get("usage") or {}
        counts = number(usage.get("input_tokens")), number(usage.get("output_tokens"))
        model = str(raw.get("model") or self.name)
        if raw.get("stop_reason") == "max_tokens":
            raise Failure("the answer was cut off")
        try:
            for block in raw["content"]:
                if block["type"] == "tool_use" and isinstance(block["input"], dict):
                    return Reply(block["input"], *counts, model)
            text = "".join(block.get("text", "") for block in raw["content"])
        except (KeyError, TypeError, AttributeError):
            raise Failure("answered in an unknown shape", again=True) from None
        return Reply(object_in(text), *counts, model)
