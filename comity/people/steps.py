"""Getting started, as far as people are concerned."""

from __future__ import annotations

from typing import Final

from comity.core import sql
from comity.office.steps import Step
from comity.web.i18n import gettext as _

q = sql.load(__file__)

STEPS: Final = (
    Step(
        _("Bring your contacts"),
        _("A CSV, a spreadsheet, or a vCard. We find duplicates."),
        "/imports/new",
        _("Import contacts"),
        "file-up",
        q.any_contact,
        order=20,
    ),
)
