"""Companies and contacts of the demo."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from comity.journeys.demo.cast import Country
from comity.journeys.demo.plan import COMPANIES, CONTACTS, Company, Contact, Plan

_STATUSES = ("active",) * 17 + ("vip", "vip", "inactive")
_LIFECYCLES = ("lead",) * 8 + ("customer",) * 5 + ("prospect",) * 5 + ("subscriber", "former")


def invite(plan: Plan, mails: set[str], domains: set[str]) -> None:
    """Fills the plan with companies and contacts, keeping clear of addresses and domains that are taken."""
    plan.companies = [_company(plan, domains) for _ in range(COMPANIES)]
    plan.contacts = [_contact(plan, mails) for _ in range(CONTACTS)]


def _company(plan: Plan, domains: set[str]) -> Company:
    country = plan.cast.country(plan.random)
    industry, *patterns = plan.one(plan.cast.companies["industries"]).split("|")
    made_at = plan.ago(3, 400)
    while True:
        last, last2 = plan.one(country.last), plan.one(country.last)
        name = plan.one(patterns).format(last=last, last2=last2, sea=plan.one(plan.cast.companies["seas"]))
        domain = f"{slug(name)}.example"
        if domain not in domains:
            break
    domains.add(domain)
    seller = plan.one(plan.sellers)
    values = {
        "website": f"https://www.{domain}", "industry": industry, "size": plan.one(plan.cast.companies["sizes"]),
        "lifecycle": plan.one(("lead", "prospect", "customer")), "country": country.code,
        "city": plan.one(country.cities), "language": country.language, "email": f"contact@{domain}",
        "source": plan.one(plan.cast.contacts["sources"]), "owner_id": seller.user_id, "team_id": seller.team_id,
        "created_at": made_at,
    }  # fmt: skip
    return Company(plan.id(made_at), name, domain, values)


def _contact(plan: Plan, mails: set[str]) -> Contact:
    random = plan.random
    company = plan.one(plan.companies) if random.random() < 0.55 else None
    country = _of(plan, company) if company else plan.cast.country(random)
    first, last = plan.one(country.first), plan.one(country.last)
    made_at = plan.ago(1, 400)
    seller = plan.one(plan.sellers)
    values = {
        "title": plan.one(plan.cast.contacts["titles"]) if random.random() < 0.6 else None,
        "email": _mail(plan, first, last, company, mails) if random.random() < 0.93 else None,
        "phone": _phone(plan, country) if random.random() < 0.8 else None,
        "country": country.code,
        "city": company.values["city"] if company else plan.one(country.cities),
        "language": country.language,
        "currency": country.currency,
        "lifecycle": plan.one(_LIFECYCLES),
        "status": plan.one(_STATUSES),
        "is_decision_maker": random.random() < 0.35,
        "source": plan.one(plan.cast.contacts["sources"]),
        "created_at": made_at,
    }
    return Contact(plan.id(made_at), first, last, country.language, company, seller, made_at, values)


def _of(plan: Plan, company: Company) -> Country:
    return next(country for country in plan.cast.countries if country.code == company.values["country"])


def _mail(plan: Plan, first: str, last: str, company: Company | None, taken: set[str]) -> str:
    domain = company.domain if company else plan.one(("post.example", "mail.example", "inbox.example"))
    name = f"{slug(first)}.{slug(last)}"
    mail = next(mail for mail in _numbered(name, domain) if mail not in taken)
    taken.add(mail)
    return mail


def _numbered(name: str, domain: str) -> Iterator[str]:
    yield f"{name}@{domain}"
    for number in range(2, 10_000):
        yield f"{name}{number}@{domain}"


def _phone(plan: Plan, country: Country) -> str | None:
    return re.sub("#", lambda _: str(plan.random.randrange(10)), country.phone) or None


def slug(text: str) -> str:
    """Letters and digits for a domain or address."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def company_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """Rows of companies."""
    for company in plan.companies:
        yield {"id": company.id, "name": company.name, "domain": company.domain, **company.values}


def contact_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """Rows of contacts."""
    for contact in plan.contacts:
        company = contact.company
        yield {
            "id": contact.id, "first_name": contact.first, "last_name": contact.last,
            "company_id": company.id if company else None, "company_name": company.name if company else None,
            "owner_id": contact.seller.user_id, "team_id": contact.seller.team_id, **contact.values,
        }  # fmt: skip


def point_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """The primary e-mail and phone of every contact, as points."""
    for contact in plan.contacts:
        for kind in ("email", "phone"):
            value = contact.values[kind]
            if value:
                yield {
                    "id": plan.id(contact.made_at), "contact_id": contact.id, "kind": kind, "value": value,
                    "normalised": value, "is_primary": True, "owner_id": contact.seller.user_id,
                    "team_id": contact.seller.team_id, "created_at": contact.made_at,
                }  # fmt: skip


def tag_rows(plan: Plan) -> list[dict[str, Any]]:
    """The organisation's tags."""
    return [
        {"id": plan.id(), "name": name, "color": color}
        for name, _, color in (text.partition("=") for text in plan.cast.contacts["tags"])
    ]


def tagging_rows(plan: Plan, tags: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Tags on about a quarter of the contacts."""
    for contact in plan.contacts:
        if plan.random.random() < 0.25:
            for tag in plan.random.sample(tags, plan.one((1, 1, 2))):
                yield {
                    "id": plan.id(contact.made_at), "tag_id": tag["id"], "contact_id": contact.id,
                    "owner_id": contact.seller.user_id, "team_id": contact.seller.team_id,
                }  # fmt: skip
