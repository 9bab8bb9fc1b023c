"""The shape of an agent: what it is given, what it must answer, how it is told, and what answers without a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

I = TypeVar("I")  # noqa: E741 - what goes in
O = TypeVar("O", bound=BaseModel)  # noqa: E741 - what comes out

Complexity = Literal["fast", "balanced", "accurate"]


@dataclass(frozen=True)
class Checked(Generic[O]):
    """An answer after its evidence was looked up: what was kept, and how many values had none."""

    output: O
    kept: int = 0
    dropped: int = 0
    confidence: float | None = None


@dataclass(frozen=True)
class Agent(Generic[I, O]):
    """One kind of judgement. Its prompt is the `.md` beside the module that makes it."""

    name: str
    output: type[O]
    prompt: Path
    ask: Callable[[I], str]
    """the user's message of a model: everything it may know"""
    offline: Callable[[I], O]
    """the answer of the offline engine; deterministic, no network"""
    check: Callable[[I, O], Checked[O]]
    """evidence or nothing: drops what the input does not bear out"""
    version: str = "1"
    complexity: Complexity = "balanced"
    keep_seconds: int = 7 * 86400
    longest: int = 350_000
    """characters beyond which no model is asked"""

    @cached_property
    def instructions(self) -> str:
        """The system message: the prompt and the schema of the answer."""
        schema = json.dumps(self.output.model_json_schema(), ensure_ascii=False)
        told = self.prompt.read_text("utf-8").strip()
        return f"{told}\n\nAnswer with one JSON object of this JSON schema, and nothing else:\n{schema}"

    def key(self, question: str, models: tuple[str, ...]) -> str:
        """The cache key: everything that could change the answer."""
        parts = (self.name, self.version, self.instructions, *models, question)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def brief_of(value: Any, longest: int = 2000) -> Any:
    """A value for the log: long texts by their hash, length and beginning."""
    if isinstance(value, str) and len(value) > longest:
        return {"sha256": hashlib.sha256(value.encode()).hexdigest(), "chars": len(value), "begins": value[:300]}
    if isinstance(value, dict):
        return {key: brief_of(item, longest) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [brief_of(item, longest) for item in value]
    return value
