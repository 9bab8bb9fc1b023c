"""The shape of an agent: what it is given, what it must answer, how it is told, and what answers without a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from comity.ai.fence import RULE, fence
from comity.ai.lifetimes import USUAL
from comity.core.errors import Problem

I = TypeVar("I")  # noqa: E741 - what goes in
O = TypeVar("O", bound=BaseModel)  # noqa: E741 - what comes out

Complexity = Literal["fast", "balanced", "accurate"]
TIERS: tuple[Complexity, ...] = ("fast", "balanced", "accurate")


Counter = Literal["call_analyses", "searches"]
"""What a plan counts."""


class NoAnswer(Problem):
    """Nobody can answer this here: no model may be asked, and the offline engine has nothing honest to say."""

    def __init__(self, sentence: str = "No AI model is available, and this cannot be answered without one.") -> None:
        super().__init__("no_engine", 503, sentence)
        self.waiting = False
        """whether it is asked again once there is a budget"""


USED_UP: dict[Counter, Problem] = {
    "call_analyses": Problem(
        "plan_call_analyses_used", 402,
        "Your plan's call analyses of this month are used up. Ask for a larger plan, use keys of your own, or wait for"
        " next month.",
    ),
    "searches": Problem(
        "plan_searches_used", 402,
        "Your plan's questions to a model are used up for this month. Ask for a larger plan, use keys of your own, or"
        " wait for next month.",
    ),
}  # fmt: skip
"""Said where the plan holds no more and the rules have nothing to say, or may not."""


class PlanUsed(NoAnswer):
    """The organisation's plan holds no more of these this month."""

    def __init__(self, counter: Counter) -> None:
        said = USED_UP[counter]
        Problem.__init__(self, said.code, said.status, said.sentence)
        self.waiting = False


@dataclass(frozen=True)
class Checked(Generic[O]):
    """An answer after its evidence was looked up: what was kept, and how many values had none."""

    output: O
    kept: int = 0
    dropped: int = 0
    confidence: float | None = None


@dataclass(frozen=True)
class Case(Generic[I, O]):
    """Something an agent is tried on: what it is given, and how right an answer is, from 0 to 1."""

    given: I
    grade: Callable[[O], float]


@dataclass(frozen=True)
class Agent(Generic[I, O]):
    """One kind of judgement. Its prompt is the `.md` beside the module that makes it."""

    name: str
    output: type[O]
    prompt: Path
    ask: Callable[[I], str]
    """the user's message of a model: everything it may know"""
    offline: Callable[[I], O]
    """the answer of the offline engine; deterministic, no network; raises NoAnswer where it has none"""
    check: Callable[[I, O], Checked[O]]
    """evidence or nothing: drops what the input does not bear out"""
    version: str = "1"
    complexity: Complexity = "balanced"
    keep_seconds: int = USUAL
    longest: int = 350_000
    """characters beyond which no model is asked"""
    title: str = ""
    """what people call it"""
    most_tokens: int = 8192
    """how long an answer may be"""
    language: Callable[[I], str | None] | None = None
    """the language the answer's own words must be in"""
    cases: Callable[[], Sequence[Case[I, O]]] | None = None
    """what it is tried on"""
    counts: Counter | None = None
    """what a plan counts it as"""
    unit: Callable[[I], str] | None = None
    """what is counted once a month, however often it is asked about; without one every question counts"""

    @cached_property
    def instructions(self) -> str:
        """The system message: the prompt, the rule about other people's words, and the schema of the answer."""
        told = self.prompt.read_text("utf-8").strip()
        asked = "Answer with one JSON object of this JSON schema, and nothing else:"
        return f"{told}\n\n{RULE}\n\n{asked}\n{json.dumps(self.schema, ensure_ascii=False)}"

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the answer."""
        return self.output.model_json_schema()

    @cached_property
    def _told(self) -> Any:
        """What is alike for every question, hashed once."""
        return hashlib.sha256("\x1f".join((self.name, self.version, self.instructions)).encode())

    def question(self, given: I) -> str:
        """What a model reads: all of it material."""
        return fence(self.ask(given))

    def key(self, question: str, models: tuple[str, ...]) -> str:
        """The cache key: everything that could change the answer."""
        return _key(self._told, question, models)


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation so far; `facts` is what the one who answers knows, told as material."""

    messages: Sequence[Message]
    facts: str = ""


@dataclass(frozen=True)
class Chat:
    """Somebody to talk with. Its prompt is the `.md` beside the module that makes it."""

    name: str
    prompt: Path
    offline: Callable[[Talk], str]
    """the words of the offline engine; raises NoAnswer where it has none"""
    version: str = "1"
    complexity: Complexity = "fast"
    title: str = ""
    most_tokens: int = 1024
    longest: int = 200_000

    @cached_property
    def told(self) -> str:
        """The system message."""
        return f"{self.prompt.read_text('utf-8').strip()}\n\n{RULE}"

    def instructions(self, talk: Talk) -> str:
        """The system message with what it knows."""
        return f"{self.told}\n\n{fence(talk.facts)}" if talk.facts else self.told


def _key(told: Any, question: str, models: tuple[str, ...]) -> str:
    whole = told.copy()
    whole.update("\x1f".join(("", *models, question)).encode("utf-8", "replace"))
    return str(whole.hexdigest())


def brief_of(value: Any, longest: int = 2000) -> Any:
    """A value for the log: long texts by their hash, length and beginning."""
    if isinstance(value, str) and len(value) > longest:
        hashed = hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
        return {"sha256": hashed, "chars": len(value), "begins": value[:300]}
    if isinstance(value, dict):
        return {key: brief_of(item, longest) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [brief_of(item, longest) for item in value]
    return value
