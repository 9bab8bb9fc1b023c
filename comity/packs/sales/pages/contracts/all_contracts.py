"""The list of contracts, on the one list machinery."""

from __future__ import annotations

from comity.office.lists import endpoints
from comity.office.lists.spec import ListSpec
from comity.packs.sales.contracts.words import RISKS, STATUSES
from comity.web.filters import Field
from comity.web.grid import Column
from comity.web.i18n import gettext as _

LEVELS = tuple(RISKS.items())

SPEC = ListSpec(
    relation="contracts",
    path="/contracts",
    title=_("Contracts"),
    name="title",
    select="id,title,status,status_at,risk,versions,effective_on,expires_on,notice_by,law,owner_id,created_at",
    order="created_at.desc",
    columns=[
        Column("title", _("Contract"), order="title", main=True),
        Column("status", _("Status"), kind="choice", options="statuses"),
        Column("risk", _("Risk"), kind="choice", options="risks"),
        Column("notice_by", _("Give notice by"), kind="date", order="notice_by"),
        Column("expires_on", _("Ends"), kind="date", order="expires_on"),
        Column("effective_on", _("Begins"), kind="date", order="effective_on", default=False),
        Column("owner_id", _("Owner"), kind="member", options="members"),
        Column("versions", _("Versions"), kind="number", default=False),
        Column("law", _("Governing law"), default=False),
        Column("status_at", _("Status since"), kind="instant", order="status_at", default=False),
        Column("created_at", _("Brought"), kind="instant", order="created_at"),
    ],
    fields=[
        Field("title", _("Contract")),
        Field("status", _("Status"), kind="choice", options=STATUSES),
        Field("risk", _("Risk"), kind="choice", options=LEVELS),
        Field("notice_by", _("Give notice by"), kind="date"),
        Field("expires_on", _("Ends"), kind="date"),
        Field("owner_id", _("Owner"), kind="choice", options=[("", "members")]),
        Field("created_at", _("Brought"), kind="instant"),
    ],
    choices=[("statuses", STATUSES), ("risks", LEVELS)],
    new="/contracts/new",
    new_label=_("Bring a contract"),
    custom=False,
    tags=False,
    empty_title=_("No contracts yet"),
    empty_icon="file",
    empty_text=_("Bring a PDF or a Word file: Comity reads its clauses, risks and dates."),
)

ROUTES = endpoints.routes(SPEC)
