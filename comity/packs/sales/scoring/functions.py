"""Lead scores as a server function, and a look at a company's web site.  seed: F16, F18"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from comity.core.roles import WRITERS
from comity.core.work import start_later
from comity.packs.sales.scoring import scores, sites, workflows
from comity.platform.functions import Call, Function, function


class Which(BaseModel):
    """A lead; without one, every open lead is scored in the background."""

    lead_id: UUID | None = None


class Scored(BaseModel):
    """The score with its four parts, or that the scoring has begun. `score` is null where too little is known."""

    lead_id: UUID | None = None
    started: bool = False
    score: int | None = None
    tier: str | None = None
    website_quality_score: int | None = None
    business_size_score: int | None = None
    engagement_score: int | None = None
    fit_score: int | None = None
    scoring_factors: list[dict[str, Any]] = []
    missing: list[str] = []
    scored_by: str | None = None


@function("calculate-score", roles=WRITERS)
async def calculate_score(call: Call, given: Which) -> Scored:
    """Scores a lead now: four parts of 25, each with what it rests on; or all open leads, in the background."""
    if given.lead_id is None:
        async with call.tx() as tx:
            await start_later(tx, workflows.score_leads, {}, key="asked", seconds=1)
        return Scored(started=True)
    found = await scores.reckon(call.db, call.who, given.lead_id)
    if found is None:
        return Scored(lead_id=given.lead_id)
    return Scored(lead_id=given.lead_id, **{name: found[name] for name in Scored.model_fields if name in found})


class Whose(BaseModel):
    """A company."""

    company_id: UUID


class Enriched(BaseModel):
    """What its own web site showed. Findings stand there word by word; nothing is written to the company by itself."""

    company_id: UUID
    url: str
    website_exists: bool
    website_score: int | None
    has_ssl: bool
    suits_phone: bool
    page_speed_ms: int | None
    title: str
    company_summary: str
    findings: list[dict[str, Any]]
    problem: str | None


@function("enrich-company", roles=WRITERS, per_minute=30, seconds=25)
async def enrich_company(call: Call, given: Whose) -> Enriched:
    """Looks at a company's own web site now, and scores its leads anew."""
    row = await sites.look(call.db, call.who, given.company_id)
    return Enriched(company_id=given.company_id, **{name: row[name] for name in row if name in Enriched.model_fields})


FUNCTIONS: tuple[Function, ...] = (calculate_score, enrich_company)
