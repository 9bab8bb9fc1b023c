"""The door plate of sales."""

from __future__ import annotations

from comity.core.pack import Command, NavItem, Pack
from comity.packs.sales import nouns, seeds
from comity.web.i18n import gettext as _

PACK = Pack(
    name="sales",
    title=_("Sales"),
    nav=(
        NavItem(_("Board"), "/board", "columns-3", key="b", order=20),
        NavItem(_("Leads"), "/leads", "target", key="l", order=21),
    ),
    commands=(
        Command(_("New lead"), "/leads/new", "plus", words="deal opportunity create add neu chance", shortcut="c"),
        Command(_("Forecast"), "/forecast", "trending-up", words="pipeline sum weighted prognose"),
        Command(_("Pipelines and stages"), "/settings/pipelines", "settings", words="columns statuses phasen",
                roles=("owner", "admin", "manager")),
    ),
    seeds=(seeds.seed,),
    nouns=nouns.NOUNS,
)  # fmt: skip
