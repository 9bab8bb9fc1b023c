"""/companies: every business."""

from __future__ import annotations

from comity.office.lists import endpoints
from comity.office.lists.spec import BulkChange, ListSpec
from comity.people import companies
from comity.people.words import LIFECYCLES, SIZES, countries
from comity.web.filters import Field
from comity.web.grid import Column
from comity.web.i18n import gettext as _

COLUMNS = (
    Column("name", _("Name"), order="sort_name", main=True),
    Column("domain", _("Domain"), order="domain", edit=True),
    Column("industry", _("Industry"), order="industry", edit=True),
    Column("size", _("Employees"), kind="choice", options="sizes", edit=True),
    Column("lifecycle", _("Lifecycle"), kind="choice", order="lifecycle", options="lifecycles", edit=True),
    Column("city", _("City"), order="city", edit=True),
    Column("country", _("Country"), order="country", options="countries", edit=True),
    Column("owner_id", _("Owner"), kind="member", options="members", edit=True),
    Column("tag_ids", _("Tags"), kind="tags", options="tags"),
    Column("phone", _("Phone"), kind="phone", edit=True, default=False),
    Column("email", _("E-mail"), kind="email", edit=True, default=False),
    Column("annual_revenue", _("Annual revenue"), kind="money", order="annual_revenue", default=False),
    Column("last_contact_at", _("Last contact"), kind="instant", order="last_contact_at"),
    Column("created_at", _("Created"), kind="instant", order="created_at", default=False),
)
FIELDS = (
    Field("name", _("Name")),
    Field("domain", _("Domain")),
    Field("industry", _("Industry")),
    Field("size", _("Employees"), kind="choice", options=SIZES),
    Field("lifecycle", _("Lifecycle"), kind="choice", options=LIFECYCLES),
    Field("owner_id", _("Owner"), kind="id", options=[("", "members")]),
    Field("tag_ids", _("Tags"), kind="tags", options=[("", "tags")]),
    Field("city", _("City")),
    Field("country", _("Country"), kind="choice", options=[("", "countries")]),
    Field("annual_revenue", _("Annual revenue"), kind="money"),
    Field("last_contact_at", _("Last contact"), kind="instant"),
    Field("created_at", _("Created"), kind="instant"),
)
SPEC = ListSpec(
    relation="companies",
    path="/companies",
    title=_("Companies"),
    name="name",
    noun="companies",
    select=(
        "id,name,domain,industry,size,lifecycle,city,country,owner_id,tag_ids,phone,email,annual_revenue,currency,"
        "last_contact_at,created_at"
    ),
    order="sort_name.asc",
    columns=COLUMNS,
    fields=FIELDS,
    choices=[("countries", countries), ("lifecycles", LIFECYCLES), ("sizes", SIZES)],
    bulk=[
        BulkChange("owner_id", _("Assign"), icon="user-plus", options="members"),
        BulkChange("lifecycle", _("Lifecycle"), icon="flag", options="lifecycles"),
    ],
    new="/companies/new",
    new_label=_("New company"),
    groups=("owner_id", "lifecycle", "industry", "size", "country", "city"),
    write=companies.update,
    empty_icon="building-2",
    bring="/imports/new?kind=companies",
    empty_title=_("No companies yet"),
    empty_text=_("They come with your contacts, or one by one."),
)
ROUTES = endpoints.routes(SPEC, template="people/companies.html")
