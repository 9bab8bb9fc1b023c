"""Why one cell cannot be taken as what its column is meant to hold."""

from __future__ import annotations

from comity.web.i18n import gettext as _


class BadValue(Exception):
    """Raised by converters; the message is the reason, in the reader's language."""

    def __init__(self, reason: str) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)


def too_long(most: int) -> BadValue:
    """For texts beyond what their column may hold."""
    return BadValue(_("longer than {most:,} characters").format(most=most))
