"""A list as a file: the asker's own rows, formulas disarmed, names instead of ids, and back in without a change."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office.exports import jobs, run
from comity.office.files.safe import safe, unsafe
from comity.platform.rest import inprocess as rest
from tests.queries import q
from tests.world import World

NASTY = [
    '=cmd|"/c calc"!A1', "@SUM(1+1)", "-2+3", "+1+2", "\t=1", "＝1+1", "=HYPERLINK(\"http://evil.example\",\"x\")",
]  # fmt: skip
HARMLESS = ["-12.50", "+49 30 123456", "a=b", "", "O'Neil", "12-13", "+1"]


FIELD = q("insert into custom_fields (relation, key, label, type) values ('contacts', :key, initcap(:key), 'text')")
SAIL = q("""update contacts set custom = '{"hull": "steel", "berth": "D4"}' where org_id = :org_id and id = :id""")


@pytest.fixture
async def ready(db: Database) -> None:
    await rest.ready(db)


@pytest.mark.parametrize("cell", NASTY)
def test_formulas_are_disarmed_and_come_back(cell: str) -> None:
    assert safe(cell) == "'" + cell
    assert unsafe(safe(cell)) == cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_what_is_no_formula_stays(cell: str) -> None:
    assert safe(cell) == cell == unsafe(cell)


async def write(
    db: Database, who: Who, path: Path, query: str, columns: tuple[str, ...] = (), form: Any = "csv"
) -> int:
    return await run.write(db, who, "contacts", query, columns, form, path)


async def test_formulas_in_every_column_of_every_format(
    bring: Any, db: Database, ready: None, world: World, tmp_path: Path
) -> None:
    cells = ",".join('"' + cell.replace('"', '""') + '"' for cell in NASTY[:3])
    await bring(f"First name,Last name,Title,Email\n{cells},formula@x.example\n", name="f.csv")
    query = "email=eq.formula@x.example"
    await write(db, world.owner, tmp_path / "a.csv", query, ("first_name", "last_name", "title"))
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1] == ["'" + cell for cell in NASTY[:3]]
    await write(db, world.owner, tmp_path / "a.xlsx", query, ("first_name", "title"), "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [(NASTY[0], "s"), (NASTY[2], "s")]
    await write(db, world.owner, tmp_path / "a.json", query, ("first_name",), "json")
    assert json.loads((tmp_path / "a.json").read_text()) == [{"first_name": NASTY[0]}]


async def test_out_and_in_again_changes_nothing(
    bring: Any, db: Database, ready: None, world: World, tmp_path: Path
) -> None:
    await bring(
        "First name,Last name,Email,Phone,Company,City,Country,Birthday,Tags,Owner,Notes\n"
        'Ida,Otto,ida@round.example,+4930123,Round AG,Köln,DE,1980-01-02,one; two,remy@aurelle.example,"=1+1, then"\n',
        name="in.csv",
    )
    query = "email=eq.ida@round.example"
    for form in ("csv", "xlsx", "json"):
        path = tmp_path / f"out.{form}"
        assert await write(db, world.owner, path, query, form=form) == 1
        again = await bring(path.read_bytes(), name=path.name)
        assert (again.created_count, again.updated_count, again.same_count) == (0, 0, 1), form


async def test_the_columns_of_the_list_in_its_order(db: Database, ready: None, world: World, tmp_path: Path) -> None:
    """Also of added fields, and none that was not asked for."""
    who = world.owner
    async with db.acting(who) as tx:
        for key in ("hull", "berth"):
            await tx.run(FIELD, key=key)
        await tx.run(SAIL, id=world.ours.contacts[0])
    asked = ("custom.hull", "last_name", "email")
    await write(db, who, tmp_path / "some.csv", f"id=eq.{world.ours.contacts[0]}", asked)
    head, row = csv.reader((tmp_path / "some.csv").read_text("utf-8-sig").splitlines())
    assert (head, row[0]) == (["Hull", "last_name", "email"], "steel")
    await write(db, who, tmp_path / "all.csv", f"id=eq.{world.ours.contacts[0]}")
    head = next(csv.reader((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()))
    assert head[-2:] == ["Berth", "Hull"] or head[-2:] == ["Hull", "Berth"]


async def test_only_what_the_asker_may_see(db: Database, ready: None, world: World, tmp_path: Path) -> None:
    rows = await write(db, world.owner, tmp_path / "ours.csv", "", ("id",))
    assert rows >= len(world.ours.contacts)
    text = (tmp_path / "ours.csv").read_text()
    assert str(world.ours.contacts[0]) in text and str(world.theirs.contacts[0]) not in text
    other = await write(db, world.owner, tmp_path / "none.csv", f"org_id=eq.{world.theirs.id}", ("id",))
    assert other == 0


async def test_five_an_hour(db: Database, ready: None, world: World) -> None:
    who = world.ours.manager
    for _ in range(5):
        async with db.acting(who) as tx:
            await jobs.ask(tx, run.WORKFLOW, "contacts", "", (), "csv")
    with pytest.raises(Problem) as caught:
        async with db.acting(who) as tx:
            await jobs.ask(tx, run.WORKFLOW, "contacts", "", (), "csv")
    assert caught.value.status == 429


async def test_the_work_writes_the_file_and_others_cannot_have_it(
    bring: Any, db: Database, ready: None, world: World
) -> None:
    async with db.acting(world.rep) as tx:
        export_id = await jobs.ask(tx, run.WORKFLOW, "contacts", "order=last_name", ("first_name", "email"), "csv")
    done = await run.export(db, world.rep, export_id)
    assert done.status == "done" and done.row_count >= 3 and done.path(world.ours.id).stat().st_size == done.file_size
    async with db.acting(world.owner) as tx:
        assert (await jobs.get(tx, export_id)).name == done.name
    for other in (world.ours.other_rep, world.stranger):
        async with db.acting(other) as tx:
            with pytest.raises(Problem) as caught:
                await jobs.get(tx, export_id)
            assert caught.value.status == 404
    async with db.acting(world.rep) as tx:
        await jobs.remove(tx, export_id)
    assert not done.path(world.ours.id).exists()


@pytest.mark.parametrize(
    ("relation", "query"), [("contacts", "nope=eq.1"), ("no_such_list", ""), ("contacts", "id=zz.1")]
)
async def test_lists_that_cannot_be_read_are_refused_at_once(
    db: Database, ready: None, world: World, relation: str, query: str
) -> None:
    with pytest.raises(Problem) as caught:
        async with db.acting(world.ours.admin) as tx:
            await jobs.ask(tx, run.WORKFLOW, relation, query, (), "csv")
    assert caught.value.status == 422
