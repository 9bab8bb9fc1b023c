"""What the demo's work is called, for those who read what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from comity.web.i18n import gettext as _

WORDS: Final[Mapping[str, str]] = {
    "demo.bring": _("Bring demo data"),
    "demo.take_away": _("Remove demo data"),
    "demo.judge": _("Judge the demo's calls"),
    "demo.furnish": _("Furnish the demo's rooms"),
    "demo.portray": _("Draw the demo's personas"),
}
