"""ST09: a file that comes into the bucket of contracts by the storage's doors is read as one brought on the page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from comity.config import Settings
from comity.core.db import Database
from comity.core.sql import compile_named
from comity.core.who import Who
from comity.packs.sales.contracts import arrivals, files, records
from comity.packs.sales.tests import papers
from comity.packs.sales.tests.test_contracts import bring, read, working
from comity.platform.storage import buckets, objects
from comity.platform.storage import store as storage
from comity.platform.storage.objects import Place
from comity.platform.storage.wire import begin
from tests.world import World

OF_LEAD = compile_named(
    "of_lead", "A test's own.", "select id from contracts where org_id = :org_id and lead_id = :lead order by id"
)


@pytest.fixture(scope="module", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    storage.setup(Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture
async def lead(make: Any, world: World) -> UUID:
    return await make("Fontaine: summer collection", world.rep)


async def upload(db: Database, who: Who, folder: str, data: bytes, mime: str = "application/pdf") -> str:
    """As the wire does it; the path."""

    async def pieces() -> AsyncIterator[bytes]:
        yield data

    path = f"{who.org_id}/{folder}/agreement-{uuid4().hex[:6]}.pdf"
    whole = await storage.store().take(pieces())
    async with db.acting(who) as tx:
        await begin(tx, "object.upload")
        bucket = await buckets.known(tx, files.BUCKET)
        place = Place(bucket, path, str(who.user_id), who.org_id, mime=mime)
        await objects.put(tx, storage.store(), place, whole, await storage.store().place(whole, who.org_id))
    return path


async def contracts(db: Database, who: Who, lead: UUID) -> list[UUID]:
    async with db.acting(who) as tx:
        return [row["id"] for row in await tx.rows(OF_LEAD, lead=lead)]


async def test_an_upload_is_read(db: Database, world: World, lead: UUID) -> None:
    async with working(db):
        path = await upload(db, world.rep, f"leads/{lead}", papers.pdf([[*papers.AGREEMENT, str(uuid4())]]))
        for _ in range(2400):
            if made := await contracts(db, world.rep, lead):
                break
            await asyncio.sleep(0.05)
        version = await read(db, world.rep, made[0])
    assert (version["state"], version["path"], version["problem"]) == ("done", path, None)


async def test_each_file_counts_once(db: Database, world: World, lead: UUID) -> None:
    data = papers.pdf([[*papers.AGREEMENT, str(uuid4())]])
    contract = await bring(db, world.rep, lead, data)
    again = await upload(db, world.rep, f"leads/{lead}", data)
    other = await upload(db, world.rep, f"contracts/{contract}", papers.pdf([[*papers.AGREEMENT, str(uuid4())]]))
    async with db.acting(world.rep) as tx:
        assert await arrivals.take_in(tx, again, "leads", lead) is None
        assert await arrivals.take_in(tx, other, "contracts", contract) == contract
        assert await arrivals.take_in(tx, other, "contracts", contract) is None  # told twice
        assert (await records.find(tx, contract))["versions"] == 2
    assert await contracts(db, world.rep, lead) == [contract]


async def test_what_is_no_contract_is_left_alone(db: Database, world: World, lead: UUID) -> None:
    path = await upload(db, world.rep, f"leads/{lead}", b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png")
    async with db.acting(world.rep) as tx:
        assert await arrivals.take_in(tx, path, "leads", lead) is None


async def test_the_stranger_takes_nothing_in(db: Database, world: World, lead: UUID) -> None:
    path = await upload(db, world.rep, f"leads/{lead}", papers.pdf([[*papers.AGREEMENT, str(uuid4())]]))
    async with db.acting(world.stranger) as tx:
        assert await arrivals.take_in(tx, path, "leads", lead) is None
