"""What happens to the organisation's own work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ImportFinished:
    """A file has been loaded; subject is the import.  seed: IE07"""

    kind: ClassVar[str] = "office.import_finished"

    subject: UUID
    what: str
    created: int
    updated: int
