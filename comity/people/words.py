"""The words people read for the values the database keeps: stages of life, statuses, kinds, fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from babel import Locale

from comity.office import regions
from comity.office.search.words import fold
from comity.web.i18n import gettext as _
from comity.web.i18n import reader

Options = Sequence[tuple[str, str]]

LIFECYCLES: Final[Options] = (
    ("subscriber", _("Subscriber")),
    ("prospect", _("Prospect")),
    ("lead", _("Lead")),
    ("customer", _("Customer")),
    ("former", _("Former customer")),
)
STATUSES: Final[Options] = (
    ("active", _("Active")),
    ("inactive", _("Inactive")),
    ("vip", _("VIP")),
    ("blocked", _("Blocked")),
)
SIZES: Final[Options] = tuple(
    (size, size.replace("-", "–"))
    for size in ("1", "2-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+")
)
PRIORITIES: Final[Options] = (("low", _("Low")), ("normal", _("Normal")), ("high", _("High")))
CHANNELS: Final[Options] = (("email", _("E-mail")), ("call", _("Calls")), ("sms", _("SMS")), ("post", _("Post")))
CONSENTS: Final[Options] = (("", _("not asked")), ("granted", _("granted")), ("denied", _("denied")))
TYPES: Final[Options] = (
    ("text", _("Text")),
    ("number", _("Number")),
    ("date", _("Date")),
    ("bool", _("Yes or no")),
    ("select", _("One choice")),
    ("multiselect", _("Several choices")),
    ("url", _("Web address")),
    ("money", _("Amount")),
)
RELATIONS: Final[Options] = (
    ("contacts", _("Contacts")),
    ("companies", _("Companies")),
    ("leads", _("Leads")),
    ("activities", _("Activities")),
)
ENTRIES: Final[Options] = (
    ("note", _("Note")),
    ("call", _("Call")),
    ("email", _("Mail")),
    ("meeting", _("Meeting")),
    ("task", _("Task")),
)
KINDS: Final[Options] = (
    ("note", _("Notes")),
    ("call", _("Calls")),
    ("email", _("Mails")),
    ("meeting", _("Meetings")),
    ("sms", _("Messages")),
    ("task", _("Tasks")),
    ("order", _("Orders")),
    ("job", _("Jobs")),
    ("stage", _("Stages")),
    ("ai", _("AI")),
    ("system", _("System")),
)
REASONS: Final[Mapping[str, str]] = {
    "email": _("same e-mail"),
    "phone": _("same phone"),
    "name": _("same name"),
    "similar_name": _("similar name"),
}
YES, NO = _("yes"), _("no")
BUCKETS: Final[Options] = (
    ("overdue", _("Overdue")),
    ("today", _("Today")),
    ("week", _("This week")),
    ("later", _("Later")),
    ("undated", _("Without a date")),
)
FIELDS: Final[Mapping[str, str]] = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "full_name": _("Name"),
    "name": _("Name"),
    "title": _("Title"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "company_id": _("Company"),
    "company_name": _("Company"),
    "lifecycle": _("Lifecycle"),
    "status": _("Status"),
    "is_decision_maker": _("Decision maker"),
    "address": _("Address"),
    "postal_code": _("Postal code"),
    "city": _("City"),
    "region": _("Region"),
    "country": _("Country"),
    "timezone": _("Time zone"),
    "language": _("Language"),
    "currency": _("Currency"),
    "birthday": _("Birthday"),
    "linkedin_url": _("LinkedIn"),
    "website": _("Website"),
    "description": _("About"),
    "consent": _("Consent"),
    "tag_ids": _("Tags"),
    "custom": _("Added fields"),
    "lifetime_value": _("Lifetime value"),
    "total_orders": _("Orders"),
    "average_order_value": _("Average order"),
    "first_order_at": _("First order"),
    "last_order_at": _("Last order"),
    "source": _("Source"),
    "external_id": _("External id"),
    "external_platform": _("Platform"),
    "last_contact_at": _("Last contact"),
    "owner_id": _("Owner"),
    "assignee_ids": _("Also looking after"),
    "created_at": _("Created"),
    "created_by": _("Created by"),
    "updated_at": _("Changed"),
    "deleted_at": _("In the trash"),
    "domain": _("Domain"),
    "industry": _("Industry"),
    "size": _("Employees"),
    "year_founded": _("Founded"),
    "annual_revenue": _("Annual revenue"),
}


def field(column: str) -> str:
    """What a column is called."""
    return str(FIELDS.get(column, column.replace("_", " ").capitalize()))


def option(options: Options, value: Any) -> str:
    """What a fixed value is called."""
    return str(dict(options).get(str(value), value))


def countries() -> Options:
    """Every country in the reader's language, by name."""
    return _countries(reader().language)


@cache
def _countries(language: str) -> Options:
    names = Locale.parse(language.replace("-", "_")).territories
    found = [(code, names[code]) for code in regions.countries() if code in names]
    return tuple(sorted(found, key=lambda pair: fold(pair[1])))


def tongue(code: Any) -> str:
    """A language's name in the reader's own; the code itself where it has none."""
    return _tongues(reader().language).get(str(code).replace("-", "_"), str(code))


@cache
def _tongues(language: str) -> Mapping[str, str]:
    return dict(Locale.parse(language.replace("-", "_")).languages)
