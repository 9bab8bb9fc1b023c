"""What happens with the wits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaReached:
    """The month's spend on models passed 80 % or 100 % of the limit."""

    kind: ClassVar[str] = "ai.quota_reached"
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReached:
    """80 % or all of what a plan holds a month are used: call analyses, or questions to a model."""

    kind: ClassVar[str] = "ai.plan_reached"
    metric: str
    percent: int
    most: int
