"""The demo's door plate: an offer on home, and the work behind it."""

from __future__ import annotations

from comity.core.pack import Pack
from comity.journeys.demo import called, coached, furnishing, workflows
from comity.journeys.demo.pages import offer
from comity.web.i18n import gettext as _

PACK = Pack(
    name="demo",
    title=_("Demo"),
    routes=offer.ROUTES,
    panels=[offer.PANEL],
    words=called.WORDS,
    workflows=[workflows.bring, workflows.take_away, coached.judge, *furnishing.WORKFLOWS],
    on_kinds={"comms.call_understood": [coached.judge, furnishing.portray]},
)
