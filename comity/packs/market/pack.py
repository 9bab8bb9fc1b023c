"""The door plate of market search."""

from __future__ import annotations

from comity.core.pack import Command, NavItem, Pack
from comity.packs.market import called, functions, nouns, reading
from comity.packs.market.pages import market
from comity.web.i18n import gettext as _

PACK = Pack(
    name="market",
    title=_("Market"),
    routes=market.ROUTES,
    nav=[NavItem(_("Market"), market.HERE, "globe", order=42)],
    commands=[
        Command(_("Ask the market"), market.HERE, "globe", words="news competitors sources search markt quellen")
    ],
    nouns=nouns.NOUNS,
    words=called.WORDS,
    workflows=reading.WORKFLOWS,
    schedule=reading.SCHEDULE,
    functions=functions.FUNCTIONS,
)
