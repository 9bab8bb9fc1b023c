"""What happens to leads. Announced by the table's own trigger, so that a change over the wire tells the same facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class _LeadFact:
    subject: str
    title: str
    stage_id: str
    stage: str
    from_stage_id: str | None = None
    from_stage: str | None = None
    amount_base: float | None = None
    owner_id: str | None = None
    contact_id: str | None = None
    company_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCreated(_LeadFact):
    """A lead entered a pipeline."""

    kind: ClassVar[str] = "sales.lead_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadMoved(_LeadFact):
    """A lead changed stage without being won, lost or reopened."""

    kind: ClassVar[str] = "sales.lead_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadWon(_LeadFact):
    """A lead was won."""

    kind: ClassVar[str] = "sales.lead_won"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadLost(_LeadFact):
    """A lead was lost; `reason` says why when it was said."""

    kind: ClassVar[str] = "sales.lead_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReopened(_LeadFact):
    """A won or lost lead is open again."""

    kind: ClassVar[str] = "sales.lead_reopened"
