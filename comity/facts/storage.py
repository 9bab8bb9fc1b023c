"""What happens to files. Told by the storage's own triggers, by whichever door a file came.  seed: ST09, ST13"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfObject:
    """Which object, and what record it hangs on."""

    subject: str
    object_id: str
    bucket: str
    name: str
    size: int
    mimetype: str | None = None
    record_kind: str | None = None
    record_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStored(_OfObject):
    """An object is there, or has other bytes than before."""

    kind: ClassVar[str] = "storage.object_stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRemoved(_OfObject):
    """An object is gone."""

    kind: ClassVar[str] = "storage.object_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearlyFull:
    """An organisation keeps more than four fifths of what it may; told at most once a week."""

    kind: ClassVar[str] = "storage.nearly_full"
    bytes: int
    most_bytes: int
