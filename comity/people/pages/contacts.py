"""/contacts: everybody, in any order, by any condition."""

from __future__ import annotations

from comity.office.lists import endpoints
from comity.office.lists.spec import BulkChange, ListSpec
from comity.people import contacts
from comity.people.words import LIFECYCLES, STATUSES, countries
from comity.web.filters import Field
from comity.web.grid import Column
from comity.web.i18n import gettext as _

COLUMNS = (
    Column("name", _("Name"), order="sort_name", main=True),
    Column("title", _("Title"), edit=True),
    Column("company_name", _("Company"), order="company_name", edit=True),
    Column("email", _("E-mail"), kind="email", order="email", edit=True),
    Column("phone", _("Phone"), kind="phone", edit=True),
    Column("lifecycle", _("Lifecycle"), kind="choice", order="lifecycle", options="lifecycles", edit=True),
    Column("status", _("Status"), kind="choice", options="statuses", edit=True, default=False),
    Column("owner_id", _("Owner"), kind="member", options="members", edit=True),
    Column("tag_ids", _("Tags"), kind="tags", options="tags"),
    Column("city", _("City"), order="city", edit=True, default=False),
    Column("region", _("Region"), order="region", edit=True, default=False),
    Column("country", _("Country"), order="country", options="countries", edit=True, default=False),
    Column("language", _("Language"), edit=True, default=False),
    Column("lifetime_value", _("Lifetime value"), kind="money", order="lifetime_value", default=False),
    Column("total_orders", _("Orders"), kind="number", order="total_orders", default=False),
    Column("last_order_at", _("Last order"), kind="instant", order="last_order_at", default=False),
    Column("last_contact_at", _("Last contact"), kind="instant", order="last_contact_at"),
    Column("source", _("Source"), default=False),
    Column("created_at", _("Created"), kind="instant", order="created_at", default=False),
    Column("updated_at", _("Changed"), kind="instant", order="updated_at", default=False),
)
FIELDS = (
    Field("name", _("Name")),
    Field("email", _("E-mail"), kind="email"),
    Field("phone", _("Phone"), kind="phone"),
    Field("company_name", _("Company")),
    Field("title", _("Title")),
    Field("lifecycle", _("Lifecycle"), kind="choice", options=LIFECYCLES),
    Field("status", _("Status"), kind="choice", options=STATUSES),
    Field("owner_id", _("Owner"), kind="id", options=[("", "members")]),
    Field("tag_ids", _("Tags"), kind="tags", options=[("", "tags")]),
    Field("city", _("City")),
    Field("region", _("Region")),
    Field("country", _("Country"), kind="choice", options=[("", "countries")]),
    Field("language", _("Language")),
    Field("is_decision_maker", _("Decision maker"), kind="yesno"),
    Field("lifetime_value", _("Lifetime value"), kind="money"),
    Field("total_orders", _("Orders"), kind="number"),
    Field("last_contact_at", _("Last contact"), kind="instant"),
    Field("created_at", _("Created"), kind="instant"),
    Field("source", _("Source")),
)
SPEC = ListSpec(
    relation="contacts",
    path="/contacts",
    title=_("Contacts"),
    name="name",
    noun="contacts",
    select=(
        "id,name,title,company_name,company_id,email,phone,lifecycle,status,owner_id,tag_ids,city,region,country,"
        "language,lifetime_value,total_orders,last_order_at,last_contact_at,source,created_at,updated_at"
    ),
    order="created_at.desc",
    columns=COLUMNS,
    fields=FIELDS,
    choices=[("countries", countries), ("lifecycles", LIFECYCLES), ("statuses", STATUSES)],
    bulk=[
        BulkChange("owner_id", _("Assign"), icon="user-plus", options="members"),
        BulkChange("lifecycle", _("Lifecycle"), icon="flag", options="lifecycles"),
        BulkChange("status", _("Status"), icon="circle-dot", options="statuses"),
    ],
    new="/contacts/new",
    new_label=_("New contact"),
    groups=("owner_id", "lifecycle", "status", "company_name", "country", "city", "source"),
    sum="lifetime_value",
    write=contacts.update,
    bring="/imports/new",
    empty_title=_("No contacts yet"),
    empty_text=_("Bring a file: a CSV, a spreadsheet or a vCard. Or write the first one down by hand."),
)
ROUTES = endpoints.routes(SPEC, template="people/contacts.html")
