"""What can happen here: the kinds of facts that rooms announce, for those who choose what to hear of."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache

from comity import facts
from comity.core.pack import Pack
from comity.office.webhooks.signatures import CHECKS


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
