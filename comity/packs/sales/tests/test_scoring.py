"""Lead scores: four parts, each from what is known; learned from own deals; a word holds.  seed: AG12, F18, J06, J19"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.packs.sales import batches, leads
from comity.packs.sales.scoring import rules, scores, workflows
from comity.packs.sales.scoring.rules import Heard, Known, Learned, Outcomes, Site
from comity.packs.sales.tests.conftest import Make
from tests.queries import q
from tests.working import Working, until
from tests.world import World

NOW = datetime(2026, 11, 21, tzinfo=UTC)
NEW = Known(now=NOW, created_at=NOW)
LEAD = q("select score, tier from leads where org_id = :org_id and id = :id")
UNCOUNTED = q(
    "select c.relname, a.attname from pg_attribute as a inner join pg_class as c on c.oid = a.attrelid"
    " inner join pg_class as v on v.relname in ('seen_' || c.relname, 'own_' || c.relname) and v.relkind = 'v'"
    " where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped and not exists ("
    " select from pg_attribute as x where x.attrelid = v.oid and x.attname = a.attname and not x.attisdropped)"
)
WISHES = q(
    "select w.payload ->> 'since' as since from app.work_later as w"
    " where w.org_id = :org_id and w.workflow = 'sales.score_new'"
)
COMPANY = q("insert into companies (name, size, industry) values (:name, :size, :industry) returning id")
CALL = q(
    "insert into activities (kind, lead_id, direction, subject) values ('call', :lead, 'inbound', 'They rang')"
    " returning id"
)


@pytest.mark.parametrize(
    ("score", "tier"), [(100, "A"), (75, "A"), (74, "B"), (50, "B"), (49, "C"), (25, "C"), (24, "D"), (0, "D")]
)
def test_tiers_are_the_seeds_own(score: int, tier: str) -> None:
    """seed: N14, C22"""
    assert rules.tier(score) == tier


def test_nothing_known_is_no_score() -> None:
    assert rules.assess(NEW, Learned()) is None


def test_silence_counts_only_after_a_fortnight() -> None:
    old = Known(now=NOW, created_at=NOW - timedelta(days=14))
    found = rules.assess(old, Learned())
    assert found is not None and found.parts == {"website": None, "size": None, "engagement": 1, "fit": None}
    assert (found.score, found.missing) == (4, ["website", "size", "fit"])


def test_each_part_says_what_it_rests_on() -> None:
    known = Known(
        now=NOW, created_at=NOW, size="51-200", worth=60_000.0, last_contact_at=NOW - timedelta(days=3), contacts_90=5,
        inbound_90=3, decider=True, heard=[Heard("budget", "c", "We have set 60,000 aside", 12)],
        traits={"industry": "yachts", "country": "FR"}, site=Site(True, True, True, True, True, 0.4),
    )  # fmt: skip
    learned = Learned(Outcomes(10, 10), {("industry", "yachts"): Outcomes(9, 1)}, usual_worth=30_000.0)
    found = rules.assess(known, learned)
    assert found is not None and found.missing == []
    assert found.parts == {"website": 25, "size": 20, "engagement": 21, "fit": 18}
    assert found.score == 84 and rules.tier(found.score) == "A"
    said = next(one for one in found.factors if one["code"] == "said.budget")
    assert (said["quote"], said["start"], said["call_id"]) == ("We have set 60,000 aside", 12, "c")
    fit = next(one for one in found.factors if one["code"] == "fit.industry")
    assert (fit["won"], fit["lost"], fit["value"]) == (9, 1, "yachts")
    assert not any(one["code"] == "fit.country" for one in found.factors)  # nobody of there ever closed


def test_few_outcomes_move_little_and_what_was_lost_pulls_down() -> None:
    def fit(won: int, lost: int) -> int | None:
        seen = {("source", "fair"): Outcomes(won, lost)}
        known = Known(now=NOW, created_at=NOW, traits={"source": "fair"})
        found = rules.assess(known, Learned(Outcomes(20, 20), seen))
        return found.parts["fit"] if found else None

    assert fit(0, 0) is None and fit(1, 1) == 12 and fit(1, 0) in (13, 14)
    values = [fit(10, 0), fit(1, 0), fit(1, 1), fit(0, 1), fit(0, 10)]
    assert values == sorted(values, key=lambda one: -(one or 0)) and (values[-1] or 0) < 8
    assert rules.assess(Known(now=NOW, created_at=NOW, traits={"source": "fair"}), Learned(Outcomes(2, 2))) is None


def test_a_score_never_leaves_its_range() -> None:
    wild = Known(
        now=NOW, created_at=NOW - timedelta(days=9999), size="10001+", worth=1e15, revenue=1e30, contacts_90=10**9,
        inbound_90=10**9, last_contact_at=NOW + timedelta(days=9), decider=True, traits={"source": "x"},
        heard=[Heard("need", "c", "x" * 9999, 0)] * 50,
    )  # fmt: skip
    seen = Learned(Outcomes(10**6, 0), {("source", "x"): Outcomes(10**6, 0)}, 0.01)
    found = rules.assess(wild, seen)
    assert found is not None and 0 <= found.score <= 100
    assert all(part is None or 0 <= part <= 25 for part in found.parts.values())
    assert all(len(one.get("quote", "")) <= 300 for one in found.factors)


async def test_new_leads_are_scored_once_a_moment_later(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    """seed: J06"""
    ids = [await make(f"Came {n}", source="Fair") for n in range(3)]
    async with db.acting(world.owner) as tx:
        for lead in ids:
            await tx.run(CALL, lead=lead)
    async with Working(db, *workflows.WORKFLOWS):

        async def scored() -> bool:
            return all([(await db.once(world.owner, LEAD, id=lead))[0]["tier"] for lead in ids])

        await until(scored)
    async with db.acting(world.owner) as tx:
        row = await scores.of_lead(tx, ids[0])
    assert row is not None and row["engagement_score"] > 0 and "size" in row["missing"] and not row["complete"]


async def test_nobody_waits_for_somebody_elses_new_leads(db: Database, world: World, make: Make) -> None:
    async with db.acting(world.owner) as tx:
        await leads.create(tx, leads.Facts(title="Under way"))
        async with asyncio.timeout(60):
            assert await make("Beside it", who=world.rep)
        assert (
            await tx.value(q("select count(*)::integer from leads where org_id = :org_id and title = 'Beside it'")) == 1
        )


async def test_own_outcomes_are_learned_and_only_ones_own(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    async with db.acting(world.owner) as tx:
        company = await tx.value(COMPANY, name="Chantier", size="51-200", industry="Yachts")
    for number in range(6):
        lead = await make(f"Past {number}", source="Broker" if number % 2 else "Cold list", company_id=company)
        async with db.acting(world.owner) as tx:
            await leads.close(tx, lead, "won" if number % 2 else "lost", "Price")
    good, bad = await make("Good", source="broker"), await make("Bad", source="COLD LIST ")
    async with db.acting(world.owner) as tx:
        await scores.reckon_all(tx, [good, bad])
        up, down = await scores.of_lead(tx, good), await scores.of_lead(tx, bad)
    assert up is not None and down is not None and up["fit_score"] > 12 > down["fit_score"]
    factor = next(one for one in up["scoring_factors"] if one["code"] == "fit.source")
    assert (factor["won"], factor["lost"], factor["value"]) == (3, 0, "broker")
    async with db.acting(world.stranger) as tx:
        assert await scores.of_lead(tx, good) is None
        assert await scores.reckon_all(tx, [good]) == 0
    with pytest.raises(Problem):
        await scores.reckon(db, world.stranger, good)


async def test_whoever_asks_for_a_score_gets_the_organisations_own(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    """A rep who sees no deal of others is told the same by a click as by the night."""
    for number in range(6):
        past = await make(f"Of the owner {number}", source="Regatta")
        async with db.acting(world.owner) as tx:
            await leads.close(tx, past, "won", None)
    rep = replace(world.rep, visibility="own")
    lead = await make("Of the rep", who=rep, source="Regatta")
    async with db.acting(rep) as tx:
        assert not any(row["value"] == "regatta" for row in await tx.rows(scores.q.outcomes))
    found = await scores.reckon(db, rep, lead)
    factor = next(one for one in (found or {})["scoring_factors"] if one["code"] == "fit.source")
    assert (factor["won"], factor["lost"]) == (6, 0)
    with pytest.raises(Problem) as refused:
        await scores.reckon(db, world.ours.readonly, lead)
    assert refused.value.status == 403


async def test_leads_too_little_is_known_of_are_not_gone_through_for_each_that_comes(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    old, house = await make("Bare and old"), world.service(world.ours)
    async with db.acting(house) as tx:
        since = await tx.value(q("select clock_timestamp() where :org_id::uuid is not null"))
    new = await make("Bare and new")
    async with db.acting(house) as tx:
        wishes = await tx.rows(WISHES)
        some = {"after": batches.START, "most": 1000}
        assert {old, new} <= set(await tx.values(scores.q.unscored, since=None, **some))
        assert await tx.values(scores.q.unscored, since=since, **some) == [new]
    assert wishes and all(datetime.fromisoformat(one["since"]) <= datetime.now(UTC) for one in wishes)


def test_a_score_that_rests_on_another_call_is_written_anew() -> None:
    """Or the words of a call that was deleted would stay."""
    known = Known(now=NOW, created_at=NOW, heard=[Heard("need", "second", "We need it", 3)])
    found = rules.assess(known, Learned())
    assert found is not None
    kept = {column: found.parts[name] for name, column in scores.COLUMNS.items()}
    row = {**kept, "previous": found.score, "before": list(found.factors)}
    assert not scores._other(row, found)
    assert scores._other({**row, "before": [{**found.factors[0], "call_id": "first"}]}, found)
    assert scores._other({**row, "engagement_score": 0}, found)


async def test_lists_are_counted_by_every_column_there_is(db: Database, world: World) -> None:
    """The views that totals are read from keep up with their tables."""
    missing = await db.once(world.service(), UNCOUNTED)
    assert missing == []


async def test_a_persons_word_holds_until_it_is_taken_back(db: Database, world: World, make: Make) -> None:
    lead = await make("Judged", company_id=None)
    async with db.acting(world.owner) as tx:
        await tx.run(CALL, lead=lead)
        await scores.say(tx, lead, 91, " Asked for us by name ")
        await scores.reckon_all(tx, [lead])
        said = await scores.of_lead(tx, lead)
    assert said is not None and (said["score"], said["tier"], said["scored_by"]) == (91, "A", "manual")
    assert said["scoring_notes"] == "Asked for us by name" and said["scorer"]
    assert (await db.once(world.owner, LEAD, id=lead))[0] == {"score": 91, "tier": "A"}
    await scores.unsay(db, world.owner, lead)
    async with db.acting(world.owner) as tx:
        again = await scores.of_lead(tx, lead)
    assert again is not None and again["scored_by"] == "ai" and again["score"] < 91


@pytest.mark.parametrize("score", [-1, 101])
async def test_a_score_out_of_range_is_refused(db: Database, world: World, make: Make, score: int) -> None:
    lead = await make("Range")
    with pytest.raises(Problem) as refused:
        async with db.acting(world.owner) as tx:
            await scores.say(tx, lead, score, None)
    assert refused.value.status == 422


@pytest.mark.parametrize("who", ["readonly", "stranger"])
async def test_who_may_not_change_a_lead_does_not_score_it(db: Database, world: World, make: Make, who: str) -> None:
    lead = await make("Not yours")
    person: Any = world.stranger if who == "stranger" else world.ours.readonly
    with pytest.raises(Problem):
        async with db.acting(person) as tx:
            await scores.say(tx, lead, 99, None)
    assert (await db.once(world.owner, LEAD, id=lead))[0]["score"] is None
