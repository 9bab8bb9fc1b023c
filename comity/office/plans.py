"""Plans: what an organisation may have a model do in a month; changed by the operator alone.  seed: A10, AC10"""

from __future__ import annotations

from typing import Any, Final

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.web.i18n import gettext as _

q = sql.load(__file__)
NAMES: Final = {"starter": "Starter", "growth": "Growth", "scale": "Scale", "enterprise": "Enterprise"}
NO_PLAN: Final = Problem("plan_unknown", 404, _("There is no such plan."))


async def everything(tx: Tx) -> list[dict[str, Any]]:
    """Every plan, what it holds a month, and how many organisations have it."""
    return await tx.rows(q.everything)


async def change(tx: Tx, plan: str, values: dict[str, int | str | None]) -> dict[str, Any]:
    """A plan holds something else from now on; what is not named stays."""
    if plan not in NAMES:
        raise NO_PLAN()
    row = await tx.row(
        q.change, plan=plan, given=list(values), analyses=values.get("call_analyses"),
        searches=values.get("searches"), beyond=values.get("beyond") or "rules",
    )  # fmt: skip
    assert row is not None
    return row


async def give(tx: Tx, slug: str, plan: str) -> str | None:
    """An organisation has another plan; its name, or None where there is no such organisation."""
    if plan not in NAMES:
        raise NO_PLAN()
    name: str | None = await tx.value(q.give, slug=slug, plan=plan)
    return name
