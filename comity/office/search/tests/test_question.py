"""Typed questions, in English and German: what each becomes in the query dialect."""

from __future__ import annotations

from datetime import date

import pytest

from comity.office.search.noun import Condition, Field, Noun
from comity.office.search.question import Vocabulary, read

_OPEN = (Condition("status", "in", "(open,cold)"),)
LEADS = Noun(
    name="leads", title="Leads", path="/leads", icon="target", order=5,
    fields={
        "name": Field("title", descending=False), "company": Field("company"), "role": Field("role"),
        "city": Field("location"), "amount": Field("amount_base", "money"), "budget": Field("budget_min", "number"),
        "source": Field("source"), "next": Field("next_step"), "owner": Field("owner_id", "id"),
        "tags": Field("tag_ids", "tags"), "stage": Field("stage_id", "id"), "pipeline": Field("pipeline_id", "id"),
        "stage_since": Field("stage_entered_at", "instant"), "rots": Field("rots_at", "instant"),
        "created": Field("created_at", "instant"), "updated": Field("updated_at", "instant"),
        "contacted": Field("last_contact_at", "instant"), "close": Field("close_on", "date", False),
        "closed": Field("closed_at", "instant"), "lost_reason": Field("lost_reason"),
        "health": Field("health_score", "number"), "health_color": Field("health_color"), "text": Field("search"),
    },
    states={
        "open": _OPEN, "won": (Condition("status", "eq", "won"),), "lost": (Condition("status", "eq", "lost"),),
        "cold": (Condition("status", "eq", "cold"),), "overdue": (*_OPEN, Condition("close_on", "lt", "today")),
    },
)  # fmt: skip
CONTACTS = Noun(
    name="contacts", title="Contacts", path="/contacts", icon="user", order=10, person=True,
    fields={
        "name": Field("full_name", descending=False), "title": Field("title"), "email": Field("email"),
        "phone": Field("phone"), "company": Field("company_name"), "city": Field("city"), "country": Field("country"),
        "language": Field("language"), "tags": Field("tag_ids", "tags"), "owner": Field("owner_id", "id"),
        "created": Field("created_at", "instant"), "contacted": Field("last_contact_at", "instant"),
        "spent": Field("lifetime_value", "money"), "orders": Field("total_orders", "number"), "text": Field("search"),
    },
    states={"vip": (Condition("status", "eq", "vip"),)},
    aka={"customers": (Condition("lifecycle", "eq", "customer"),)},
)  # fmt: skip
COMPANIES = Noun(
    name="companies", title="Companies", path="/companies", icon="building", order=20,
    fields={"name": Field("name", descending=False), "city": Field("city"), "country": Field("country")},
)  # fmt: skip
TASKS = Noun(
    name="tasks", title="Tasks", path="/tasks", icon="check", order=30, period="due",
    fields={"due": Field("due_at", "instant", False), "owner": Field("assigned_to", "id")},
    states={"overdue": (Condition("status", "eq", "pending"), Condition("due_at", "lt", "today"))},
)  # fmt: skip
NOUNS = [LEADS, CONTACTS, COMPANIES, TASKS]
NAMES = {
    "person": {"anna": ("a1",), "anna berg": ("a1",), "ben": ("b1", "b2")},
    "stage": {"new": ("s1",), "qualified": ("s2",), "proposal": ("s3",), "won": ("s4",)},
    "tag": {"vip": ("t1",), "yacht owner": ("t2",)},
    "team": {"south": ("m1",)},
    "pipeline": {"yachts": ("p1",)},
}
SILENT = "or=(last_contact_at.is.null,last_contact_at.lt.{})"


def asked(text: str, language: str) -> tuple[str, list[str], list[str]]:
    vocabulary = Vocabulary(date(2026, 11, 20), language, "EUR", {"USD": "0.85"}, NAMES, me="ME", my_team="MT")
    reading = read(text, NOUNS, vocabulary)
    return reading.noun, [f"{key}={value}" for key, value in reading.pairs], [part.words for part in reading.unknown]


ENGLISH = [
    ("leads in Paris over 50k not contacted for 30 days", "leads",
     ["location=ilike.*Paris*", "amount_base=gt.50000", SILENT.format("2026-10-21")]),
    ("my open deals closing this quarter over €100k", "leads",
     ["owner_id=eq.ME", "status=in.(open,cold)", "close_on=gte.2026-10-01", "close_on=lt.2027-01-01",
      "amount_base=gt.100000"]),
    ("contacts without email in Germany created last month", "contacts",
     ["email=is.null", "country=eq.DE", "created_at=gte.2026-10-01", "created_at=lt.2026-11-01"]),
    ("top 10 customers by revenue", "contacts",
     ["lifecycle=eq.customer", "order=lifetime_value.desc.nullslast"]),
    ("biggest deals", "leads", ["order=amount_base.desc.nullslast"]),
    ("largest lost deals this year", "leads",
     ["status=eq.lost", "closed_at=gte.2026-01-01", "closed_at=lt.2027-01-01", "order=amount_base.desc.nullslast"]),
    ("who has not been contacted since March", "contacts", [SILENT.format("2026-03-01")]),
    ("deals in Proposal stuck for two weeks", "leads", ["stage_id=eq.s3", "stage_entered_at=lt.2026-11-06"]),
    ("VIP contacts", "contacts", ["status=eq.vip"]),
    ("contacts tagged VIP", "contacts", ["tag_ids=cs.{t1}"]),
    ('leads tagged "yacht owner"', "leads", ["tag_ids=cs.{t2}"]),
    ("leads owned by Anna", "leads", ["owner_id=eq.a1"]),
    ("Anna's leads in New York", "leads", ["owner_id=eq.a1", "location=ilike.*New York*"]),
    ("leads of Anna Berg between 50k and 100k", "leads",
     ["owner_id=eq.a1", "amount_base=gte.50000", "amount_base=lte.100000"]),
    ("leads of Ben", "leads", ["owner_id=in.(b1,b2)"]),
    ("tasks due tomorrow", "tasks", ["due_at=gte.2026-11-21", "due_at=lt.2026-11-22"]),
    ("overdue tasks", "tasks", ["status=eq.pending", "due_at=lt.2026-11-20"]),
    ("my tasks this week", "tasks", ["assigned_to=eq.ME", "due_at=gte.2026-11-16", "due_at=lt.2026-11-23"]),
    ("red deals", "leads", ["health_color=eq.red"]),
    ("deals at risk", "leads", ["health_color=eq.red"]),
    ("health below 40", "leads", ["health_score=lt.40"]),
    ("leads from website", "leads", ["source=ilike.*Website*"]),
    ("yacht deals over 1m", "leads", ["search=fts(simple).yacht:*", "amount_base=gt.1000000"]),
    ("companies in Switzerland", "companies", ["country=eq.CH"]),
    ("deals won last month", "leads", ["status=eq.won", "closed_at=gte.2026-10-01", "closed_at=lt.2026-11-01"]),
    ("new leads this week", "leads", ["created_at=gte.2026-11-16", "created_at=lt.2026-11-23"]),
    ("new leads", "leads", ["stage_id=eq.s1"]),
    ("leads closing in the next 14 days", "leads", ["close_on=gte.2026-11-20", "close_on=lt.2026-12-05"]),
    ("unassigned leads", "leads", ["owner_id=is.null"]),
    ("deals worth more than $2 million in Monaco", "leads", ["amount_base=gt.1700000", "location=ilike.*Monaco*"]),
    ("leads 50-100k", "leads", ["amount_base=gte.50000", "amount_base=lte.100000"]),
    ("leads 50k+", "leads", ["amount_base=gt.50000"]),
    ("leads around 100k", "leads", ["amount_base=gte.90000", "amount_base=lte.110000"]),
    ("budget over 200k in Saint-Tropez", "leads", ["budget_min=gt.200000", "location=ilike.*Saint-Tropez*"]),
    ("never contacted leads", "leads", ["last_contact_at=is.null"]),
    ("leads with no contact in the last 3 weeks", "leads", [SILENT.format("2026-10-30")]),
    ("contacts at Sotheby's", "contacts", ["company_name=ilike.*Sotheby's*"]),
    ("contacts named Martin", "contacts", ["full_name=ilike.*Martin*"]),
    ("leads not in Paris", "leads", ["location=not.ilike.*Paris*"]),
    ("open deals sorted by amount", "leads", ["status=in.(open,cold)", "order=amount_base.desc.nullslast"]),
    ("oldest leads without next step", "leads", ["next_step=is.null", "order=created_at.asc.nullslast"]),
    ('deals about "sea view"', "leads", ["search=fts(simple).sea:* & view:*"]),
    ("lost because of price", "leads", ["status=eq.lost", "lost_reason=ilike.*price*"]),
    ("german speaking contacts", "contacts", ["language=ilike.de*"]),
    ("contacts in London with phone", "contacts", ["city=ilike.*London*", "phone=not.is.null"]),
    ("leads of my team", "leads", ["team_id=eq.MT"]),
    ("leads in team South", "leads", ["team_id=eq.m1"]),
    ("leads older than 90 days", "leads", ["created_at=lt.2026-08-22"]),
    ("deals not won", "leads", ["status=not.eq.won"]),
    ("Which deals in the Yachts pipeline are closing next month?", "leads",
     ["pipeline_id=eq.p1", "close_on=gte.2026-12-01", "close_on=lt.2027-01-01"]),
    ("customers in Munich not contacted for 6 months", "contacts",
     ["lifecycle=eq.customer", "city=ilike.*Munich*", SILENT.format("2026-05-20")]),
    ("recently added contacts", "contacts", ["created_at=gte.2026-10-21"]),
    ("stale deals", "leads", ["rots_at=lt.2026-11-20"]),
    ("deals created between 1 March and 5 April 2026", "leads",
     ["created_at=gte.2026-03-01", "created_at=lt.2026-04-06"]),
    ("deals closing before 2026-12-24", "leads", ["close_on=lt.2026-12-24"]),
]  # fmt: skip
GERMAN = [
    ("Leads in Paris über 50k seit 30 Tagen nicht kontaktiert", "leads",
     ["location=ilike.*Paris*", "amount_base=gt.50000", SILENT.format("2026-10-21")]),
    ("meine offenen Deals mit Abschluss dieses Quartal über 100.000 €", "leads",
     ["owner_id=eq.ME", "status=in.(open,cold)", "close_on=gte.2026-10-01", "close_on=lt.2027-01-01",
      "amount_base=gt.100000"]),
    ("Kontakte ohne E-Mail in Deutschland", "contacts", ["email=is.null", "country=eq.DE"]),
    ("Kontakte aus München, letzten Monat angelegt", "contacts",
     ["city=ilike.*München*", "created_at=gte.2026-10-01", "created_at=lt.2026-11-01"]),
    ("die 10 größten Deals", "leads", ["order=amount_base.desc.nullslast"]),
    ("verlorene Leads dieses Jahr", "leads",
     ["status=eq.lost", "closed_at=gte.2026-01-01", "closed_at=lt.2027-01-01"]),
    ("Leads von Anna in Genf", "leads", ["owner_id=eq.a1", "location=ilike.*Genf*"]),
    ("überfällige Aufgaben", "tasks", ["status=eq.pending", "due_at=lt.2026-11-20"]),
    ("Aufgaben fällig morgen", "tasks", ["due_at=gte.2026-11-21", "due_at=lt.2026-11-22"]),
    ("Firmen in der Schweiz", "companies", ["country=eq.CH"]),
    ("Leads zwischen 50 Tsd und 2 Mio", "leads", ["amount_base=gte.50000", "amount_base=lte.2000000"]),
    ("rote Deals", "leads", ["health_color=eq.red"]),
    ("nie kontaktierte Kunden", "contacts", ["last_contact_at=is.null", "lifecycle=eq.customer"]),
    ("Leads ohne Besitzer", "leads", ["owner_id=is.null"]),
    ("Kunden in Wien ohne Kontakt seit 3 Monaten", "contacts",
     ["lifecycle=eq.customer", "city=ilike.*Wien*", SILENT.format("2026-08-20")]),
    ("Yacht-Leads", "leads", ["search=fts(simple).yacht:*"]),
    ("gewonnene Deals im März", "leads", ["status=eq.won", "closed_at=gte.2026-03-01", "closed_at=lt.2026-04-01"]),
    ("Leads älter als 90 Tage", "leads", ["created_at=lt.2026-08-22"]),
    ("Kontakte bei Sotheby's", "contacts", ["company_name=ilike.*Sotheby's*"]),
    ("wie viele Leads haben wir in Nizza?", "leads", ["location=ilike.*Nizza*"]),
    ("Deals in Phase Proposal", "leads", ["stage_id=eq.s3"]),
    ("Leads unter 20.000 Euro", "leads", ["amount_base=lt.20000"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "noun", "pairs"), ENGLISH)
def test_english(text: str, noun: str, pairs: list[str]) -> None:
    assert asked(text, "en") == (noun, pairs, [])


@pytest.mark.parametrize(("text", "noun", "pairs"), GERMAN)
def test_german(text: str, noun: str, pairs: list[str]) -> None:
    assert asked(text, "de") == (noun, pairs, [])


@pytest.mark.parametrize(("text", "noun", "pairs"), [*ENGLISH[:3], *GERMAN[:3]])
def test_either_language_is_understood_whatever_the_reader_speaks(text: str, noun: str, pairs: list[str]) -> None:
    assert asked(text, "en") == asked(text, "de") == (noun, pairs, [])


@pytest.mark.parametrize("text", ["Martin Dupont", "asdf qwer", "Villa", "", "   ", "???", "'; drop table x; --"])
def test_a_name_is_not_a_question(text: str) -> None:
    reading = read(text, NOUNS, Vocabulary(date(2026, 11, 20)))
    assert not reading.asks and not reading.pairs


def test_what_was_not_understood_is_said() -> None:
    _noun, pairs, unknown = asked("leads in Paris with a purple dragon", "en")
    assert pairs == ["location=ilike.*Paris*"] and unknown == ["purple dragon"]


def test_what_the_noun_does_not_have_is_said() -> None:
    reading = read("companies over 50k in stage Proposal", NOUNS, Vocabulary(date(2026, 11, 20), names=NAMES))
    assert [(part.words, part.why, part.concept) for part in reading.unknown] == [
        ("over 50k", "no_field", "amount"),
        ("in stage Proposal", "no_field", "stage"),
    ]


def test_a_currency_without_a_rate_is_said_and_not_guessed() -> None:
    reading = read("deals over 50k GBP", NOUNS, Vocabulary(date(2026, 11, 20)))
    assert not reading.pairs and reading.unknown[0].concept == "currency"


@pytest.mark.parametrize(
    "text", ["leads " * 200, "in " * 300, '"' * 99, "leads over " + "9" * 400, "Ⅷ leads ½ ٣", "\0"]
)
def test_anything_may_be_typed(text: str) -> None:
    read(text, NOUNS, Vocabulary(date(2026, 11, 20), names=NAMES))
