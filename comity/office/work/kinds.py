"""What can happen here: the kinds of facts that rooms announce, for those who choose what to hear of."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from comity import facts
from comity.core.pack import Pack
from comity.office.webhooks.signatures import CHECKS
from comity.web.i18n import gettext as _

WORDS: Final[Mapping[str, str]] = {
    "sales.lead_created": _("A lead was made"), "sales.lead_moved": _("A lead changed its stage"),
    "sales.lead_won": _("A deal was won"), "sales.lead_lost": _("A deal was lost"),
    "sales.lead_reopened": _("A deal was opened again"), "comms.call_added": _("A call was brought"),
    "comms.call_understood": _("A call was understood"), "coaching.call_judged": _("A call was judged"),
    "sales.contract_added": _("A contract was brought"), "sales.contract_sent": _("A contract was sent for signature"),
    "sales.contract_signed": _("A contract was signed"), "sales.contract_declined": _("A signature was declined"),
    "office.import_finished": _("An import has ended"), "ai.quota_reached": _("The AI budget is used up"),
    "storage.object_stored": _("A file was stored"), "storage.nearly_full": _("The storage is nearly full"),
}  # fmt: skip
"""What the kinds people ask for most are called."""


def kinds_of(plates: Iterable[Pack]) -> list[str]:
    """Every kind of fact: of the house's own structs, of what plates listen to, and of webhooks that come in."""
    heard = {kind for plate in plates for kind in plate.on_kinds}
    return sorted({*_announced(), *heard, *(f"webhook.{provider}" for provider in CHECKS)})


@cache
def _announced() -> frozenset[str]:
    found: set[str] = set()
    for module in pkgutil.iter_modules(facts.__path__):
        for value in vars(importlib.import_module(f"{facts.__name__}.{module.name}")).values():
            kind = getattr(value, "kind", None)
            if isinstance(value, type) and isinstance(kind, str):
                found.add(kind)
    return frozenset(found)
