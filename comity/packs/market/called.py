"""What the room's tables and work are called, for those who read what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from comity.web.i18n import gettext as _

WORDS: Final[Mapping[str, str]] = {
    "market_sources": _("Market source"),
    "market_documents": _("Article"),
    "market.read_source": _("Read a market source"),
    "market.read_due": _("Read market sources that are due"),
}
