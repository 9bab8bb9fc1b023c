"""Import: files of any kind become records: read (readers), understood (mapping), rehearsed, loaded, undone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from comity.office.files import place
from comity.office.imports.targets import Target, registry


def setup(home: Path, targets: Iterable[Target]) -> None:
    """Called once by the composition root: where files lie, and what they can be imported into."""
    place.setup(home)
    registry.register(targets)
