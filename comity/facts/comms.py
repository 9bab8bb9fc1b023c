"""What happens in the post room. Told by the tables' own triggers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAdded:
    """A call has words, or a recording, that can be understood."""

    kind: ClassVar[str] = "comms.call_added"
    subject: str
    call_id: str
    title: str
    lead_id: str | None = None
    contact_id: str | None = None
