"""What happens in coaching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class CallJudged:
    """A call, or a practice talk, was judged by the rubric; subject is the analysis."""

    kind: ClassVar[str] = "coaching.call_judged"
    subject: str
    title: str
    score: float | None
    owner_id: str | None = None
    call_id: str | None = None
    roleplay_id: str | None = None
