"""Contacts, companies, tasks, the timeline and files, as search and typed questions know them."""

from __future__ import annotations

from comity.core import sql
from comity.office.search.noun import Condition, Field, Noun
from comity.web.i18n import gettext as _

q = sql.load(__file__)

CONTACTS = Noun(
    name="contacts", title=_("Contacts"), path="/contacts", icon="user", order=10, person=True, search=q.contacts,
    brief=("full_name", "title", "company_name", "city"),
    near=q.contacts_near,
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
    brief=("name", "industry", "city"),
    near=q.companies_near,
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

TASKS = Noun(
    name="tasks",
    title=_("Tasks"),
    path="/tasks",
    shown=False,
    icon="circle-check",
    order=30,
    period="due",
    search=q.tasks,
    brief=("subject", "due_at"),
    fields={
        "name": Field("subject", descending=False),
        "owner": Field("assigned_to", "id"),
        "due": Field("due_at", "instant", False),
        "created": Field("created_at", "instant"),
        "updated": Field("updated_at", "instant"),
        "contact": Field("contact_id", "id"),
    },
    states={
        "open": (Condition("status", "eq", "pending"),),
        "pending": (Condition("status", "eq", "pending"),),
        "done": (Condition("status", "eq", "completed"),),
        "closed": (Condition("status", "eq", "completed"),),
        "overdue": (Condition("status", "eq", "pending"), Condition("due_at", "lt", "today")),
    },
)

ACTIVITIES = Noun(
    name="activities",
    title=_("Timeline"),
    path="/activities",
    shown=False,
    icon="history",
    order=40,
    search=q.activities,
    brief=("subject", "kind", "occurred_at"),
    listed=False,
    fields={
        "name": Field("subject", descending=False),
        "owner": Field("actor_id", "id"),
        "created": Field("occurred_at", "instant"),
        "contact": Field("contact_id", "id"),
        "text": Field("search"),
    },
    states={
        "inbound": (Condition("direction", "eq", "inbound"),),
        "outbound": (Condition("direction", "eq", "outbound"),),
    },
)

FILES = Noun(
    name="attachments",
    title=_("Files"),
    path="/files",
    icon="paperclip",
    order=45,
    search=q.files,
    listed=False,
    fields={"name": Field("name", descending=False), "created": Field("created_at", "instant")},
)

NOUNS = (CONTACTS, COMPANIES, TASKS, ACTIVITIES, FILES)
