"""Battle cards as server functions.  seed: F10"""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from comity.core.roles import LEADERS
from comity.packs.sales.rivals import cards, workflows
from comity.platform.functions import Call, Function, function


class Which(BaseModel):
    """One competitor, or all."""

    competitor_id: UUID | None = None


class Begun(BaseModel):
    """It is being read."""

    started: bool


@function("update-battle-cards", roles=LEADERS)
async def update_battle_cards(call: Call, given: Which) -> Begun:
    """Reads competitors' pages now: changes and new points, each with the page's own words."""
    async with call.tx() as tx:
        if given.competitor_id is not None:
            await cards.find(tx, given.competitor_id)
        await workflows.start_update(tx, given.competitor_id)
    return Begun(started=True)


FUNCTIONS: tuple[Function, ...] = (update_battle_cards,)
