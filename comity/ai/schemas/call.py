"""What is understood of a call. Field descriptions are read by models too: they are part of the prompt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

SignalKind = Literal[
    "budget",
    "timeline",
    "authority",
    "need",
    "competitor",
    "objection",
    "commitment",
    "risk",
    "next_step",
    "sentiment",
]
SIGNAL_KINDS: tuple[SignalKind, ...] = get_args(SignalKind)
NameKind = Literal["person", "company", "phone", "email", "url"]
Side = Literal["us", "customer", "unknown"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Evidence(_Model):
    """Where in the transcript something stands. Without evidence nothing is kept."""

    quote: str = Field(
        description="The exact words of the transcript, copied character for character.", max_length=1000
    )
    start: int = Field(default=-1, description="Offset of the quote in the transcript; -1 where not known.")
    end: int = Field(default=-1, description="Offset after the quote; -1 where not known.")
    turn: int | None = Field(default=None, description="Number of the turn it was said in, counted from 0.")
    speaker: str | None = Field(default=None, description="Who said it, as named in the transcript.")
    side: Side = Field(default="unknown", description="us: our own people. customer: theirs.")
    at: float | None = Field(default=None, description="Seconds from the start of the call, where the transcript says.")


class Signal(_Model):
    """One thing said that matters for the deal."""

    kind: SignalKind
    value: str = Field(
        description="A short snake_case name of what was said, such as approved, none, price, decides.", max_length=60
    )
    detail: str | None = Field(
        default=None, description="A name or amount in plain words, such as a competitor's name.", max_length=200
    )
    polarity: float = Field(
        default=0.0, ge=-1, le=1, description="How good (1) or bad (-1) it is for closing the deal."
    )
    amount_low: Decimal | None = None
    amount_high: Decimal | None = None
    currency: str | None = Field(default=None, description="ISO 4217 code.", max_length=3)
    due: date | None = Field(default=None, description="The day it speaks of.")
    confidence: float = Field(ge=0, le=1)
    method: str = Field(default="model", description="How it was found.", max_length=60)
    evidence: Evidence


class ActionItem(_Model):
    """Something somebody said they would do, or was asked to do and did not refuse."""

    text: str = Field(description="What is to be done, beginning with a verb.", max_length=300)
    owner: str | None = Field(default=None, description="Who will do it, as named in the transcript.", max_length=120)
    side: Side = "unknown"
    due: date | None = None
    due_text: str | None = Field(default=None, description="The words the day was said in.", max_length=120)
    confidence: float = Field(ge=0, le=1)
    method: str = Field(default="model", max_length=60)
    evidence: Evidence


class Person(_Model):
    """Somebody or some company that was named."""

    name: str = Field(max_length=120)
    kind: NameKind = "person"
    role: str | None = Field(default=None, max_length=120)
    confidence: float = Field(default=0.5, ge=0, le=1)
    evidence: Evidence


class Sentiment(_Model):
    """The customer's tone over the call, -1 to 1."""

    overall: float = Field(default=0.0, ge=-1, le=1)
    first_half: float = Field(default=0.0, ge=-1, le=1)
    second_half: float = Field(default=0.0, ge=-1, le=1)
    sentences: int = 0


class CallSignals(_Model):
    """Everything found in one call."""

    signals: list[Signal] = Field(default_factory=list)
    action_items: list[ActionItem] = Field(default_factory=list)
    people: list[Person] = Field(default_factory=list)
    sentiment: Sentiment = Sentiment()
    language: str = Field(default="en", description="BCP 47 code of the transcript's language.", max_length=12)
    missing: list[str] = Field(
        default_factory=list, description="What the transcript lacks, such as speakers or times."
    )


class Point(_Model):
    """One line of a brief and the words it rests on."""

    text: str = Field(max_length=600)
    confidence: float = Field(default=0.6, ge=0, le=1)
    evidence: Evidence


class Brief(_Model):
    """What a colleague who was not there needs to know."""

    headline: str = Field(
        default="", description="One sentence: what the call was about and how it ended.", max_length=300
    )
    summary: list[Point] = Field(default_factory=list, description="Three to five points that tell the call in order.")
    needs: list[Point] = Field(default_factory=list, description="What the customer wants or suffers from.")
    decisions: list[Point] = Field(default_factory=list, description="What was agreed.")
    questions: list[Point] = Field(default_factory=list, description="The customer's questions that were not answered.")
    method: str = Field(default="model", max_length=60)
