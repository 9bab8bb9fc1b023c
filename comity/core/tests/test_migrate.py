"""Migrations on real databases: once, together, and refused with one sentence."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from comity.core import migrate as module
from comity.core.migrate import LIBRARY, CannotMigrate, migrate, steps
from tests.server import Postgres


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    address = postgres.empty()
    yield address
    postgres.drop(address)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few steps: the ground, which the library needs, and room for more."""
    for number in range(1, 9):
        for source in module._folder().glob(f"{number:04}_*.sql"):
            shutil.copy(source, tmp_path)
    return tmp_path


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(sql.encode()).fetchall()


async def test_every_step_once_in_order(url: str) -> None:
    names = [step.name for step in steps()]
    assert names == sorted(names)
    assert await migrate(url, check=True) == names
    assert ask(url, "select to_regclass('app.migrations')") == [(None,)]
    assert await migrate(url) == names
    assert await migrate(url) == []
    assert await migrate(url, check=True) == []
    assert ask(url, "select array_agg(queue_name order by 1) from absurd.queues") == [(["p0", "p1", "p2", "p3"],)]


def test_an_old_postgres_is_refused_by_its_number() -> None:
    def server(version: int) -> Any:
        return SimpleNamespace(info=SimpleNamespace(server_version=version))

    module._refuse_old_postgres(server(180000))
    with pytest.raises(CannotMigrate, match=r"needs Postgres 18 or newer, and this server is 17\."):
        module._refuse_old_postgres(server(170006))


async def test_many_processes_at_once_share_the_work(url: str, folder: Path) -> None:
    taken = await asyncio.gather(*(migrate(url, folder) for _ in range(5)))
    assert sorted(name for names in taken for name in names) == sorted(step.name for step in steps(folder))


async def test_a_step_that_fails_changes_nothing_and_says_its_line(url: str, folder: Path) -> None:
    (folder / "0900_bad.sql").write_text("create table half (a int);\n\nselect nonsense;\n")
    with pytest.raises(CannotMigrate, match=r"0900_bad.sql line 3 failed and changed nothing: column \"nonsense\""):
        await migrate(url, folder)
    assert ask(url, "select to_regclass('half')") == [(None,)]
    (folder / "0900_bad.sql").write_text("create table half (a int);\n")
    assert await migrate(url, folder) == ["0900_bad.sql"]


async def test_a_changed_step_and_a_newer_database_are_refused(url: str, folder: Path) -> None:
    extra = folder / "0900_extra.sql"
    extra.write_text("create table extra (a int);\n")
    await migrate(url, folder)
    extra.write_text("create table extra (a bigint);\n")
    with pytest.raises(CannotMigrate, match=r"0900_extra\.sql was changed after"):
        await migrate(url, folder)
    extra.unlink()
    with pytest.raises(CannotMigrate, match="newer than this program"):
        await migrate(url, folder, check=True)


async def test_a_badly_named_file_is_refused(folder: Path) -> None:
    (folder / "10_short.sql").touch()
    with pytest.raises(CannotMigrate, match=r"10_short\.sql"):
        steps(folder)


async def test_a_step_gives_way_to_those_who_use_the_table(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)
    (folder / "0900_busy.sql").write_text("create table busy (a int);\n")
    await migrate(url, folder)
    (folder / "0901_more.sql").write_text("alter table busy add b int;\n")
    with psycopg.connect(url) as user:
        user.execute("select * from busy")
        work = asyncio.create_task(migrate(url, folder))
        await asyncio.sleep(0.5)
        assert not work.done()
        user.rollback()
        assert await work == ["0901_more.sql"]


async def test_a_step_that_never_gets_its_table_says_so(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.02)
    monkeypatch.setattr(module, "ATTEMPTS", 2)
    (folder / "0900_busy.sql").write_text("create table busy (a int);\n")
    await migrate(url, folder)
    (folder / "0901_more.sql").write_text("alter table busy add b int;\n")
    with psycopg.connect(url) as user:
        user.execute("select * from busy")
        with pytest.raises(CannotMigrate, match="nothing was changed"):
            await migrate(url, folder)


async def test_an_unreachable_database_is_one_sentence() -> None:
    with pytest.raises(CannotMigrate, match="cannot be reached") as refused:
        await migrate("postgresql://postgres@/comity?host=/nowhere")
    assert "\n" not in str(refused.value)


async def test_what_is_no_address_is_one_sentence_that_does_not_repeat_the_password() -> None:
    with pytest.raises(CannotMigrate, match="no address of a Postgres") as refused:
        await migrate("postgres//me:secret@host/comity")
    assert "secret" not in str(refused.value) and "\n" not in str(refused.value)


async def test_a_role_that_may_not_is_one_sentence(url: str) -> None:
    """Two kinds of weakness: it may not even make a schema, and it may make one but no roles."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("drop role if exists comity_weak")
        owner.execute("create role comity_weak login")
        with pytest.raises(CannotMigrate, match="needs a role that owns the database") as refused:
            await migrate(psycopg.conninfo.make_conninfo(url, user="comity_weak"))
        assert "\n" not in str(refused.value)
        owner.execute("drop role comity_weak")


def test_the_library_comes_between_its_neighbours() -> None:
    names = [step.name for step in steps()]
    after = names[names.index(LIBRARY) + 1]
    assert after.startswith("0008_")
