"""The door plate of the import from the old app."""

from __future__ import annotations

from comity.core.pack import Command, Pack
from comity.journeys.old_app.pages import bring
from comity.web.i18n import gettext as _

PACK = Pack(
    name="old_app",
    title=_("From the old app"),
    routes=bring.ROUTES,
    commands=[
        Command(
            _("Bring data of the old app"), bring.HERE, "import", words="localstorage browser json migrate umzug",
            roles=bring.MAY,
        ),
    ],
)  # fmt: skip
