"""The agent of an automation: a question about one record, answered from the record and nothing else.

Its answer is text that later steps may name. What it would change it proposes; a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import BaseModel, Field

from comity.ai import evidence
from comity.ai.agent import Agent, Checked, NoAnswer
from comity.ai.lifetimes import SHORT
from comity.web.i18n import gettext as _

LONGEST: Final = 20_000


@dataclass(frozen=True)
class Question:
    """What is asked, and the record it is asked about."""

    question: str
    record: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The record as it is shown and quoted from."""
        lines = [f"{name}: {value}" for name, value in self.record.items() if value not in (None, "", [], {})]
        return "\n".join(lines)[:LONGEST]


class Answer(BaseModel):
    """A short answer and the words of the record that it rests on."""

    answer: str = Field(max_length=2000)
    quote: str = Field(default="", max_length=2000)
    confidence: float = Field(default=0.5, ge=0, le=1)


def _told(given: Question) -> str:
    return orjson.dumps({"question": given.question, "record": given.text}).decode()


def _offline(given: Question) -> Answer:
    raise NoAnswer(str(_("A question in your own words needs a model: name one under Settings, AI.")))


def _check(given: Question, answer: Answer) -> Checked[Answer]:
    if evidence.locate(given.text, answer.quote) is None:
        raise NoAnswer(str(_("The model's answer rests on nothing in the record, so it does not count.")))
    return Checked(answer, 1, 0, answer.confidence)


QUESTION: Final[Agent[Question, Answer]] = Agent(
    name="automation_question",
    title=_("Questions of automations"),
    output=Answer,
    prompt=Path(__file__).with_suffix(".md"),
    ask=_told,
    offline=_offline,
    check=_check,
    complexity="fast",
    keep_seconds=SHORT,
)
