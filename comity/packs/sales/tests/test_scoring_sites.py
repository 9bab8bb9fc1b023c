"""A company's web site is looked at: safely, once, and its leads' scores follow.  seed: F16, J06, IN17"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from comity.core.db import Database
from comity.core.errors import Problem
from comity.packs.sales.scoring import rules, scores, site_text, sites, workflows
from comity.packs.sales.tests.conftest import Make
from comity.platform import outside
from tests.listening import listening
from tests.queries import q
from tests.working import Working, until
from tests.world import World

HOME = """<html><head><title>Chantier Naval \u2013 yachts</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="We refit   wooden yachts &amp; tenders."></head>
<body><a href="mailto:hello@chantier.example?subject=x">Write</a><a href="tel:+33%204%2091%2000%2000%2000">Call</a>
<a href="https://www.linkedin.com/company/chantier">us</a><a href="https://facebook.com/">no page</a></body></html>"""
WORDS = "We refit wooden yachts & tenders."
COMPANY = q("insert into companies (name, website) values (:name, :website) returning id")
ASKED = q("select count(*)::integer as n from outside_calls where org_id = :org_id and service = 'web sites'")
LEAD = q("select score, tier from leads where org_id = :org_id and id = :id")


def test_what_a_head_says_is_read_whatever_it_is_made_of() -> None:
    found = site_text.read(HOME.encode(), "utf-8")
    assert found["summary"] == "We refit wooden yachts & tenders." and found["title"] == "Chantier Naval \u2013 yachts"
    assert (found["email"], found["phone"]) == ("hello@chantier.example", "+33 4 91 00 00 00")
    assert found["linkedin"].endswith("/company/chantier") and found["social"] == ["linkedin"] and found["suits_phone"]


@pytest.mark.parametrize(
    "page",
    [
        b"", b"\x00\xff\xfe" * 500, b"<" * 100_000, b"<a href='http://[::1'>x</a>",
        b"<a href='mailto:" + b"a" * 9999 + b"'>",
        b"<title>" + b"x" * 9999, b"<a href='javascript:alert(1)'>x</a><a href='tel:DROP TABLE'>y</a>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("letters", ["utf-8", "utf-7", "utf-16", "latin-1"])
def test_odd_pages_say_little_and_break_nothing(page: bytes, letters: str) -> None:
    found = site_text.read(page, letters)
    assert found["email"] == found["phone"] == found["linkedin"] == "" and len(found["title"]) <= 300
    assert str(found).encode()


def test_half_a_letter_breaks_nothing() -> None:
    page = b"<title>+2AA-</title><a href='https://linkedin.com/company/+2AA-'>x</a>"
    assert orjson.dumps(site_text.read(page, "utf-7"))


@pytest.fixture
async def site() -> AsyncIterator[str]:
    async def home(request: Request) -> Response:
        return HTMLResponse(HOME)

    async def moved(request: Request) -> Response:
        return RedirectResponse("/home")

    async def picture(request: Request) -> Response:
        return PlainTextResponse("x", media_type="image/png")

    async def round_and_round(request: Request) -> Response:
        return RedirectResponse("/round")

    async def away(request: Request) -> Response:
        hops = int(request.query_params.get("hops", "0"))
        where = f"/away?hops={hops + 1}" if hops < sites.MOST_HOPS else "mailto:nobody@example.com"
        return RedirectResponse(where)

    async def broken(request: Request) -> Response:
        return Response(status_code=302, headers={"location": "http://[x"})

    pages = {
        "/home": home, "/moved": moved, "/picture": picture, "/round": round_and_round, "/away": away,
        "/broken": broken,
    }  # fmt: skip
    outside.configure(private=True)
    try:
        async with listening(Starlette(routes=[Route(path, run) for path, run in pages.items()])) as url:
            yield url
    finally:
        outside.configure(private=False)


@pytest.fixture
def company(db: Database, world: World, stages: dict[str, UUID]) -> Any:
    async def made(name: str, website: str | None) -> UUID:
        async with db.acting(world.owner) as tx:
            return await tx.value(COMPANY, name=name, website=website)  # type: ignore[no-any-return]

    return made


async def test_a_look_is_kept_scores_follow_and_facts_are_taken_over(
    db: Database, world: World, make: Make, company: Any, site: str
) -> None:
    chantier = await company("Chantier", f"{site}/moved")
    lead = await make("Refit", company_id=chantier)
    seen = await sites.look(db, world.owner, chantier)
    assert seen["website_exists"] and seen["url"] == f"{site}/home" and not seen["has_ssl"]
    assert seen["website_score"] == 84 and seen["problem"] is None
    async with db.acting(world.owner) as tx:
        row = await scores.of_lead(tx, lead)
        with pytest.raises(Problem) as stale:
            await sites.take(tx, chantier, "description", "We build ferries.")
        await sites.take(tx, chantier, "description", WORDS)
        with pytest.raises(Problem) as filled:
            await sites.take(tx, chantier, "description", WORDS)
        company_now = await tx.found(sites.q.company, id=chantier)
        with pytest.raises(Problem):
            await sites.take(tx, chantier, "owner_id", "x")
    assert row is not None and row["website_quality_score"] == 21 and "website" not in row["missing"]
    assert (stale.value.status, filled.value.status) == (404, 409)
    assert company_now["description"] == WORDS
    with pytest.raises(Problem):
        await sites.look(db, world.stranger, chantier)
    async with db.acting(world.stranger) as tx:
        assert await tx.rows(sites.q.of_company, id=chantier) == []


@pytest.mark.parametrize("path", ["/picture", "/nothing", "/round", "/away", "/broken"])
async def test_what_is_no_page_says_so(db: Database, world: World, company: Any, site: str, path: str) -> None:
    seen = await sites.look(db, world.owner, await company(f"Odd {path}", site + path))
    assert not seen["website_exists"] and seen["problem"] and seen["website_score"] == 2
    assert rules.tier(seen["website_score"]) == "D"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "localhost", "file:///etc/passwd"]
)
async def test_an_address_in_here_is_not_called(db: Database, world: World, company: Any, address: str) -> None:
    seen = await sites.look(db, world.owner, await company(f"Inside {address}", address))
    assert not seen["website_exists"]
    assert "inside this network" in seen["problem"] or "that begin with http" in seen["problem"]


async def test_who_may_not_change_a_company_asks_nobody(db: Database, world: World, company: Any, site: str) -> None:
    yard = await company("Only read", f"{site}/home")
    asked = await db.once(world.owner, ASKED)
    with pytest.raises(Problem) as refused:
        await sites.look(db, world.ours.readonly, yard)
    assert refused.value.status == 403 and await db.once(world.owner, ASKED) == asked


async def test_without_an_address_it_is_asked_for(db: Database, world: World, company: Any) -> None:
    with pytest.raises(Problem) as refused:
        await sites.look(db, world.owner, await company("No site", None))
    assert refused.value.status == 422


async def test_new_leads_sites_are_looked_at_once_where_it_is_wanted(
    db: Database, world: World, make: Make, company: Any, site: str
) -> None:
    """seed: J06: side by side, then brought together in the score"""
    yard = await company("Yard", f"{site}/home")
    before = await make("Before", company_id=yard)
    async with Working(db, *workflows.WORKFLOWS) as worker:
        await worker.done(workflows.score_new, world.service(world.ours))
        async with db.acting(world.owner) as tx:
            assert await tx.rows(sites.q.of_company, id=yard) == []  # nobody wished it
            await tx.value(sites.q.want, on=True)
        asked = (await db.once(world.owner, ASKED))[0]["n"]
        for _turn in range(2):
            await worker.done(workflows.score_new, world.service(world.ours))

        async def scored() -> bool:
            return (await db.once(world.owner, LEAD, id=before))[0]["tier"] is not None

        await until(scored)
        await worker.done(workflows.score_new, world.service(world.ours))
    async with db.acting(world.owner) as tx:
        seen = await tx.found(sites.q.of_company, id=yard)
        row = await scores.of_lead(tx, before)
        await tx.value(sites.q.want, on=False)
    assert seen["website_exists"] and row is not None and row["website_quality_score"] == 21
    assert (await db.once(world.owner, ASKED))[0]["n"] == asked + 1
