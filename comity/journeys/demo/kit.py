"""The demo's sales kit: cards of two rivals that its calls name, and a playbook some of its deals follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from comity.core import sql
from comity.core.db import Tx
from comity.packs.sales.playbooks import books
from comity.packs.sales.rivals import cards
from comity.packs.sales.rivals.cards import Facts, Section

q = sql.load(__file__)
RIVALS: Final[Mapping[str, tuple[str, tuple[tuple[Section, str, str], ...]]]] = {
    "Harcourt & Vale": (
        "Old name, wide network, slow to answer. Wins on reputation, loses on care.",
        (
            ("strengths", "Three generations in the trade, and everybody knows it.", ""),
            ("weaknesses", "Clients wait two days for an answer.", ""),
            ("how_to_win", "Answer within the hour, and let them meet the person who will look after them.", ""),
            ("objections", "Harcourt has sold here for a hundred years.", "Ask when they last heard from Harcourt."),
        ),
    ),
    "Kessler Private": (
        "Cheaper at first sight; fees come later.",
        (
            ("strengths", "The lowest commission in the market.", ""),
            ("weaknesses", "Valuation, storage and insurance are billed apart.", ""),
            ("how_to_win", "Put both offers side by side with everything included.", ""),
            ("objections", "Kessler takes half of what you do.", "Add their three fees, then compare."),
        ),
    ),
}


async def begin(tx: Tx) -> None:
    """For an organisation that is the demo's own."""
    for name, (summary, points) in RIVALS.items():
        card = await cards.create(tx, Facts(name=name, aliases=[name.split()[0]], summary=summary))
        for section, text, answer in points:
            await cards.add_point(tx, card, section, text, answer)
    playbook = await tx.row(q.playbook)
    if playbook is None:
        return
    steps = books.steps_of(playbook["steps"])
    for number, lead_id in enumerate(await tx.values(q.open_leads)):
        await books.attach(tx, lead_id, playbook["id"])
        (progress, *_more), _offered, _stage = await books.of_lead(tx, lead_id)
        for item in steps[0].items[:number] if steps else ():
            await books.tick(tx, lead_id, progress.id, steps[0].title, item, True)
