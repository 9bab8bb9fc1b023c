"""The door plate of what the old app left: its data, and the addresses it called."""

from __future__ import annotations

from comity.core.pack import Command, Pack
from comity.core.roles import LEADERS
from comity.journeys.old_app import functions
from comity.journeys.old_app.pages import bring
from comity.web.i18n import gettext as _

PACK = Pack(
    name="old_app",
    title=_("From the old app"),
    routes=bring.ROUTES,
    functions=functions.FUNCTIONS,
    commands=[
        Command(
            _("Bring data of the old app"), bring.HERE, "import", words="localstorage browser json migrate umzug",
            roles=LEADERS,
        ),
    ],
)  # fmt: skip
