"""What goes wrong around an import: another file in its place, two at once, a pause, a full disk."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import LOST
from comity.office.exports import run as exports
from comity.office.imports import flow, jobs, load, stage
from comity.people.imports.tests.conftest import Bringer
from comity.platform.rest import inprocess as rest
from tests.queries import q
from tests.working import Working, until
from tests.world import World

LEFT = q("update absurd.r_p1 set claim_expires_at = clock_timestamp() where state = 'running'")
EXPIRE = q("select app.expire_p1(10)")
LAST = q("update absurd.r_p1 set wake_event = '$lost' where task_name = 'imports.walk' and state = 'pending'")
HOUSE = Who.service()


@pytest.fixture
def count(database_url: str) -> Any:
    with psycopg.connect(database_url, autocommit=True) as connection:

        def counted(where: str) -> int:
            found = connection.execute(f"select count(*) from contacts where {where}".encode()).fetchone()
            assert found is not None
            return int(found[0])

        yield counted


def people(tag: str, rows: int) -> str:
    lines = (f"Ann,Miller{i},{tag}{i}@hard.example,Company {tag} {i % 7}\n" for i in range(rows))
    return "First name,Last name,E-mail,Company\n" + "".join(lines)


async def test_another_file_in_the_place_of_the_mapped_one_is_refused(bring: Bringer, world: World) -> None:
    job_id = await bring.begin(people("swap", 5))
    path = jobs.folder(world.owner.org_id, job_id) / "people.csv"
    path.write_text(people("swap", 5).replace("Miller1", "Mallory"))
    ended = await bring.turn(job_id, "checking")
    assert (ended.status, ended.new_count) == ("failed", 0)
    assert ended.message == "The file is not the one any more whose columns were mapped; bring it again."


async def test_a_file_that_is_gone_is_said_in_one_sentence(bring: Bringer, world: World) -> None:
    job_id = await bring.begin(people("gone", 5))
    (jobs.folder(world.owner.org_id, job_id) / "people.csv").unlink()
    ended = await bring.turn(job_id, "checking")
    assert (ended.status, ended.message) == ("failed", "The file of this import is no longer kept. Upload it again.")


async def test_two_imports_at_once_into_one_organisation(bring: Bringer, count: Any, database_url: str) -> None:
    """Both were checked before either was loaded: every address comes in once, and the second says what it left out."""
    first, second = await bring.begin(people("twice", 900)), await bring.begin(people("twice", 900))
    for job_id in (first, second):
        checked = await bring.turn(job_id, "checking")
        assert checked.new_count == 900
    one, other = await asyncio.gather(bring.turn(first, "loading"), bring.turn(second, "loading"))
    assert count("email like 'twice%'") == one.created_count + other.created_count == 900
    assert one.error_count + other.error_count == 900
    assert {one.status, other.status} == {"done"}
    with psycopg.connect(database_url) as connection:
        made = connection.execute("select count(*) from companies where name like 'Company twice %'").fetchone()
    assert made == (7,)


async def test_paused_gone_on_and_cancelled(
    bring: Bringer, db: Database, world: World, count: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "CHUNK", 100)
    monkeypatch.setattr(stage, "BATCH", 100)
    job_id = await bring.begin(people("pause", 500))
    await bring.turn(job_id, "checking")
    async with db.acting(world.owner) as tx:
        await flow.start(tx, job_id, "loading")
        await flow.pause(tx, job_id)
    paused = await flow.walk(db, world.owner, job_id, "loading")
    assert (paused.status, paused.created_count) == ("paused", 0)
    assert (await bring.turn(job_id, "loading")).created_count == 500
    job_id = await bring.begin(people("cancel", 500))
    await bring.turn(job_id, "checking")
    async with db.acting(world.owner) as tx:
        await flow.start(tx, job_id, "loading")
        await flow.cancel(tx, job_id)
    assert (await flow.walk(db, world.owner, job_id, "loading")).status == "cancelled"
    assert (count("email like 'pause%'"), count("email like 'cancel%'")) == (500, 0)


async def test_no_room_for_an_export_is_one_sentence(db: Database, world: World, tmp_path: Path) -> None:
    """/dev/full answers every write as a full disk does."""
    await rest.ready(db)
    full = tmp_path / "full.csv"
    full.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        await exports.write(db, world.owner, "contacts", "", [], "csv", full)
    assert exports.why(caught.value) == "The disk is full: there was no room for the file."


@pytest.mark.parametrize("came_further", [True, False])
async def test_an_import_is_lost_only_where_its_last_worker_loaded_nothing(
    bring: Bringer, db: Database, world: World, count: Any, monkeypatch: pytest.MonkeyPatch, came_further: bool
) -> None:
    """Where the last one killed still loaded rows it goes on; else it says so, and goes on when it is told."""
    monkeypatch.setattr(load, "CHUNK", 2)
    tag = f"last{came_further}"
    job_id = await bring.begin(people(tag, 6))
    await bring.turn(job_id, "checking")
    async with db.acting(world.owner) as tx:
        await flow.start(tx, job_id, "loading")
    at_work, whole = asyncio.Event(), load._chunk

    async def killed(*given: Any) -> bool:
        if came_further:
            await whole(*given)
        at_work.set()
        return await asyncio.Future()

    with monkeypatch.context() as dying:
        dying.setattr(load, "_chunk", killed)
        async with Working(db, flow.WORKFLOW, patience=0):
            await at_work.wait()
    for statement in (LEFT, EXPIRE, LAST):
        await db.once(HOUSE, statement)

    async def ended() -> bool:
        async with db.acting(world.owner) as tx:
            return (await jobs.get(tx, job_id)).status in ("done", "failed")

    async with Working(db, flow.WORKFLOW):
        await until(ended)
        async with db.acting(world.owner) as tx:
            found = await jobs.get(tx, job_id)
        if not came_further:
            assert (found.status, found.message, found.processed_rows) == ("failed", LOST.sentence, 0)
            async with db.acting(world.owner) as tx:
                await flow.start(tx, job_id, "loading")
            await until(ended)
            async with db.acting(world.owner) as tx:
                found = await jobs.get(tx, job_id)
    assert (found.status, found.created_count, count(f"email like '{tag.lower()}%'")) == ("done", 6, 6)
