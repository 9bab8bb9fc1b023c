"""Contacts and companies, as search and typed questions know them."""

from __future__ import annotations

from comity.core import sql
from comity.office.search.noun import Condition, Field, Noun
from comity.web.i18n import gettext as _

q = sql.load(__file__)

CONTACTS = Noun(
    name="contacts", title=_("Contacts"), path="/contacts", icon="user", order=10, person=True, search=q.contacts,
    fields={
        "name": Field("full_name", descending=False), "title": Field("title"), "email": Field("email"),
        "phone": Field("phone"), "company": Field("company_name"), "city": Field("city"), "country": Field("country"),
        "address": Field("address"), "website": Field("website"), "language": Field("language"),
        "source": Field("source"), "tags": Field("tag_ids", "tags"), "owner": Field("owner_id", "id"),
        "created": Field("created_at", "instant"), "updated": Field("updated_at", "instant"),
        "contacted": Field("last_contact_at", "instant"), "spent": Field("lifetime_value", "money"),
        "orders": Field("total_orders", "number"), "text": Field("search"),
    },
    states={
        "vip": (Condition("status", "eq", "vip"),), "blocked": (Condition("status", "eq", "blocked"),),
        "inactive": (Condition("status", "eq", "inactive"),), "customer": (Condition("lifecycle", "eq", "customer"),),
    },
    aka={
        "customers": (Condition("lifecycle", "eq", "customer"),),
        "prospects": (Condition("lifecycle", "eq", "prospect"),),
    },
)  # fmt: skip

COMPANIES = Noun(
    name="companies", title=_("Companies"), path="/companies", icon="building-2", order=20, search=q.companies,
    fields={
        "name": Field("name", descending=False), "email": Field("email"), "phone": Field("phone"),
        "city": Field("city"), "country": Field("country"), "address": Field("address"), "website": Field("domain"),
        "language": Field("language"), "source": Field("source"), "tags": Field("tag_ids", "tags"),
        "owner": Field("owner_id", "id"), "created": Field("created_at", "instant"),
        "updated": Field("updated_at", "instant"), "contacted": Field("last_contact_at", "instant"),
        "amount": Field("annual_revenue", "number"), "text": Field("search"),
    },
    states={"customer": (Condition("lifecycle", "eq", "customer"),)},
)  # fmt: skip

NOUNS = (CONTACTS, COMPANIES)
