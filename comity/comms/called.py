"""What the post room's tables, work and facts are called, for those who read what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from comity.web.i18n import gettext as _

WORDS: Final[Mapping[str, str]] = {
    "calls": _("Call"),
    "email_templates": _("Mail template"),
    "comms.tidy": _("Clear away old recordings"),
    "comms.call_added": _("A call was brought"),
    "comms.call_understood": _("A call was understood"),
}
