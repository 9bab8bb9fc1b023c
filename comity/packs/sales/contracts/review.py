"""What reading a contract answers: its clauses, who must do what, and the dates it lives by, each with its words."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

Risk = Literal["none", "low", "medium", "high"]


class Words(BaseModel):
    """The exact words a value rests on; start and end are -1 until they were looked up."""

    quote: str
    start: int = -1
    end: int = -1


class ClauseFound(Words):
    """A clause of a kind."""

    kind: str
    risk: Risk = "none"
    reason: str = Field(default="", description="why that risk, in a few words")
    number: str = ""
    heading: str = ""
    confidence: float = Field(default=0.7, ge=0, le=1)
    method: str = "model"


class Duty(Words):
    """Who must do what, by when."""

    who: str = ""
    what: str
    due: date | None = None
    due_words: str = Field(
        default="", description="the time as the contract says it, such as 'within 30 days of signing'"
    )
    every: str = ""
    must_not: bool = False
    confidence: float = Field(default=0.7, ge=0, le=1)
    method: str = "model"


class KeyDate(Words):
    """A day the contract lives by: effective, expiry, or notice (the last day to stop a renewal)."""

    kind: Literal["effective", "expiry", "notice"]
    day: date
    confidence: float = Field(default=0.7, ge=0, le=1)
    method: str = "model"


class ContractReview(BaseModel):
    """A contract, read."""

    clauses: list[ClauseFound] = []
    duties: list[Duty] = []
    dates: list[KeyDate] = []
    renews: bool = False
    law: str | None = None
    language: str | None = None
