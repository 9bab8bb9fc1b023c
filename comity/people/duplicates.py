"""Duplicates: people and companies that are probably the same. Exact by e-mail, phone and domain; likely by name.

Candidates always come from an index or from records of one company: nobody is compared with everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final
from uuid import UUID

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from comity.core import sql
from comity.core.db import Tx
from comity.core.work import P3, Work, workflow
from comity.people import problems as problems
from comity.people.records import Relation, Row

q = sql.load(__file__)

LIKELY: Final = 0.93
_LARGEST_BLOCK: Final = 60
_LEGAL_FORMS: Final = frozenset({
    "gmbh", "ag", "kg", "ohg", "ug", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ltd", "limited", "llc",
    "llp", "inc", "corp", "corporation", "co", "company", "plc", "oy", "ab", "as", "aps", "sl", "slu", "kft", "the",
    "and", "und", "et", "group", "holding",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suspect:
    """A record that may be the one somebody is about to enter, and why."""

    id: UUID
    name: str
    detail: str
    score: int
    reasons: tuple[str, ...] = field(default=())


async def like_contact(tx: Tx, values: Mapping[str, Any], *, but: UUID | None = None) -> list[Suspect]:
    """Contacts that a new one may be: same e-mail or phone, or nearly the same name, at the same company first."""
    first, last = str(values.get("first_name") or ""), str(values.get("last_name") or "")
    rows = await tx.rows(
        q.like_contact,
        email=str(values.get("email") or ""),
        phone=str(values.get("phone") or ""),
        country=values.get("country"),
        first=first,
        last=last,
        but=but,
    )
    name = f"{first} {last}".strip()
    found = (_suspect(row, name, str(values.get("company_name") or "")) for row in rows)
    return sorted((one for one in found if one), key=lambda one: -one.score)[:5]


async def search(tx: Tx) -> int:
    """Looks through the whole organisation; how many pairs it suspects, old ones included."""
    found = int(await tx.value(q.suspect_contacts)) + int(await tx.value(q.suspect_companies))
    pairs = list(near_names(await tx.rows(q.names_by_company, largest=_LARGEST_BLOCK)))
    found += await _keep(tx, "contacts", pairs, "similar_name")
    firms = list(same_firms(await tx.rows(q.company_names)))
    return found + await _keep(tx, "companies", firms, "similar_name")


async def open_pairs(tx: Tx, relation: Relation, limit: int = 50) -> list[Row]:
    """Pairs to look at, the surest first."""
    return await tx.rows(q.open_contacts if relation == "contacts" else q.open_companies, limit=limit)


async def counts(tx: Tx) -> Mapping[str, int]:
    """How many open pairs there are of each relation."""
    found = {row["relation"]: row["n"] for row in await tx.rows(q.counts)}
    return {"contacts": found.get("contacts", 0), "companies": found.get("companies", 0)}


async def dismiss(tx: Tx, pair_id: UUID) -> None:
    """They are two; the pair will not be suggested again."""
    await tx.touch(q.dismiss, id=pair_id)


async def reopen(tx: Tx, pair_id: UUID) -> None:
    """Perhaps they are one after all."""
    await tx.touch(q.reopen, id=pair_id)


@workflow("people.find_duplicates", priority=P3)
async def find_duplicates(work: Work) -> int:
    """The search over the organisation, in the background."""
    return await work.change("search", search)


def near_names(rows: Iterable[Row]) -> Iterator[tuple[UUID, UUID, int]]:
    """Pairs with nearly the same name among people of one company. Rows come company by company."""
    block: list[Row] = []
    for row in rows:
        if block and block[0]["company"] != row["company"]:
            yield from _near(block)
            block = []
        block.append(row)
    yield from _near(block)


def same_firms(rows: Iterable[Row]) -> Iterator[tuple[UUID, UUID, int]]:
    """Companies whose names differ only in legal form, order of words and punctuation."""
    blocks: dict[str, list[UUID]] = {}
    for row in rows:
        words = [word for word in row["words"].split() if word not in _LEGAL_FORMS]
        blocks.setdefault(" ".join(sorted(words)) or row["words"], []).append(row["id"])
    for ids in blocks.values():
        if 1 < len(ids) <= _LARGEST_BLOCK:
            yield from ((min(a, b), max(a, b), 84) for a, b in combinations(ids, 2))


def _near(block: list[Row]) -> Iterator[tuple[UUID, UUID, int]]:
    for one, other in combinations(block, 2):
        if one["name"] == other["name"]:
            continue  # found by the database already
        likeness = JaroWinkler.similarity(one["name"], other["name"], score_cutoff=LIKELY)
        if likeness:
            a, b = sorted((one["id"], other["id"]))
            yield a, b, round(60 + 30 * (likeness - LIKELY) / (1 - LIKELY))


def _suspect(row: Row, name: str, company: str) -> Suspect | None:
    reasons = [reason for reason in ("email", "phone") if row[f"same_{reason}"]]
    score = 98 if "email" in reasons else 80 if "phone" in reasons else 0
    likeness = fuzz.token_sort_ratio(name.lower(), str(row["full_name"] or "").lower()) if name else 0
    if likeness >= 90:
        reasons.append("name")
        same_firm = company and fuzz.token_set_ratio(company.lower(), str(row["company_name"] or "").lower()) >= 90
        score = max(score, 90 if same_firm else 65 if likeness == 100 else 60)
    if not reasons:
        return None
    detail = " · ".join(str(part) for part in (row["title"], row["company_name"], row["email"]) if part)
    return Suspect(row["id"], row["name"], detail, score, tuple(reasons))


async def _keep(tx: Tx, relation: Relation, pairs: list[tuple[UUID, UUID, int]], reason: str) -> int:
    surest = sorted(pairs, key=lambda pair: -pair[2])[:5000]
    a, b, scores = ([pair[i] for pair in surest] for i in range(3))
    return await tx.run(q.keep, relation=relation, a=a, b=b, scores=scores, reason=reason) if surest else 0
