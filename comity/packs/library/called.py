"""What the room's tables and work are called, for those who read what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from comity.web.i18n import gettext as _

WORDS: Final[Mapping[str, str]] = {
    "training_collections": _("Course"),
    "training_materials": _("Training material"),
    "training_progress": _("Progress in the library"),
    "library.read_material": _("Read a training material"),
}
