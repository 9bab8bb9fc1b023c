"""A file of leads becomes leads: placed, priced, with their people; rehearsed, told and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.office import imports
from comity.office.exports import run as exports
from comity.office.imports import check
from comity.packs.sales import imports as leads_import
from comity.packs.sales.tests.conftest import Make
from comity.people.imports import companies, contacts
from comity.people.imports.tests.conftest import Bringer
from comity.platform.rest import inprocess as rest
from tests.world import World

FILE = """Deal name,Company,Contact email,Stage,Amount,Close date,Owner,Tags,Source,Next step
Villa on the lake,Blue AG,eva@blue.example,Qualified,€ 1.200.000,31.12.2027,rep@ours.test,vip;lake,Fair,Call Eva
Yacht,Green Ltd,nobody@green.example,proposal,"250.000,50",,,,,
Chalet,,,Negotiation,1.000,,,,,
"""


@pytest.fixture
def bring(db: Database, world: World, stages: dict[str, UUID], tmp_path: Path) -> Bringer:
    imports.setup(tmp_path, [contacts.TARGET, companies.TARGET, leads_import.TARGET])
    return Bringer(db, world)


async def test_leads_by_names(bring: Bringer, look: Any, db: Database, world: World) -> None:
    await bring("First name,Last name,E-mail\nEva,Blau,eva@blue.example\n")
    file = FILE.replace("rep@ours.test", str(world.rep.email))
    job = await bring.begin(file, kind="leads", name="deals.csv")
    checked = await bring.turn(job, "checking")
    assert (checked.new_count, checked.error_count) == (2, 1)
    async with db.acting(world.owner) as tx:
        (bad,) = await check.page(tx, job, "bad")
    assert bad.problems is not None
    assert "no such stage" in bad.problems[0]["reason"]
    assert "Qualified" in bad.problems[0]["reason"]
    done = await bring.turn(job, "loading")
    assert (done.created_count, done.error_count) == (2, 1)
    villa, yacht = look(
        "select l.*, s.name as stage, c.email as contact_email, k.name as company_name,"
        " (select array_agg(lower(t.name) order by t.name) from tags t where t.id = any (l.tag_ids)) as tags"
        " from leads l join stages s on s.id = l.stage_id left join contacts c on c.id = l.contact_id"
        " left join companies k on k.id = l.company_id where l.title in ('Villa on the lake', 'Yacht') order by l.title"
    )
    assert (villa["stage"], villa["contact_email"], villa["company_name"], villa["company"]) == (
        "Qualified", "eva@blue.example", "Blue AG", "Blue AG",
    )  # fmt: skip
    assert (str(villa["amount"]), villa["currency"], str(villa["expected_close_on"])) == (
        "1200000.00", "EUR", "2027-12-31",
    )  # fmt: skip
    assert (villa["owner_id"], villa["tags"], villa["source"]) == (world.rep.user_id, ["lake", "vip"], "Fair")
    assert (villa["next_step"], yacht["stage"], str(yacht["amount"])) == ("Call Eva", "Proposal", "250000.50")
    assert yacht["contact_id"] is None
    said = look("select kind, actor_kind, subject from activities where lead_id = %s", villa["id"])
    assert said == [{"kind": "system", "actor_kind": "import", "subject": "Imported from deals.csv"}]
    history = look("select stage, status from lead_stages where lead_id = %s", villa["id"])
    assert history == [{"stage": "Qualified", "status": "open"}]
    logged = look("select action, agent from audit_logs where record_id = %s and table_name = 'leads'", villa["id"])
    assert logged == [{"action": "insert", "agent": f"import:{job}"}]


async def test_the_files_order_is_the_boards(bring: Bringer, look: Any) -> None:
    await bring("Deal name,Stage\nBoard 1,New\nBoard 2,New\nBoard 3,New\n", kind="leads")
    rows = look("select title from leads where title like 'Board %%' order by position")
    assert [row["title"] for row in rows] == ["Board 1", "Board 2", "Board 3"]


async def test_known_leads_change_and_go_back(bring: Bringer, look: Any) -> None:
    first = await bring(
        "Deal name,Company,Amount,Stage\nLoft,Red AG,100,New\nBarn,Red AG,5,New\nShed,,1,New\n", kind="leads"
    )
    again = await bring("Deal name,Company,Amount,Stage\nLoft,Red AG,100,New\n", kind="leads")
    assert (again.same_count, again.created_count, again.updated_count) == (1, 0, 0)
    done = await bring("Deal name,Company,Amount,Stage,Tags\nLoft,Red AG,250,Won,gold\n", kind="leads")
    assert (done.created_count, done.updated_count) == (0, 1)
    (loft,) = look("select amount, status, cardinality(tag_ids) as tags from leads where title = 'Loft'")
    assert (str(loft["amount"]), loft["status"], loft["tags"]) == ("250.00", "won", 1)
    undone = await bring.turn(done.id, "undoing")
    assert (undone.undone_count, undone.kept_count) == (1, 0)
    (loft,) = look("select amount, status, cardinality(tag_ids) as tags from leads where title = 'Loft'")
    assert (str(loft["amount"]), loft["status"], loft["tags"]) == ("100.00", "open", 0)
    (barn,) = look("select id, org_id from leads where title = 'Barn'")
    look("update leads set amount = 6 where id = %s returning 1", barn["id"])
    gone = await bring.turn(first.id, "undoing")
    left = look("select title from leads where title in ('Loft', 'Barn', 'Shed') and deleted_at is null order by title")
    assert [row["title"] for row in left] == ["Barn", "Loft"]  # worked with since: by hand, and by another import
    assert gone.kept_count == 2
    assert look("select deleted_at from companies where name = 'Red AG'") == [{"deleted_at": None}]


async def test_money_no_lead_can_have(bring: Bringer, db: Database, world: World) -> None:
    job = await bring.begin(
        "Deal name,Amount,Currency,Budget min,Budget max\nA,5,XTS,,\nB,5,EUR,10,5\nC,5,EUR,1,2\n", kind="leads"
    )
    checked = await bring.turn(job, "checking")
    assert (checked.new_count, checked.error_count) == (1, 2)
    async with db.acting(world.owner) as tx:
        reasons = [row.problems[0]["reason"] for row in await check.page(tx, job, "bad") if row.problems]
    assert reasons == [
        "There is no exchange rate for XTS; add one in the settings.", "The highest budget is below the lowest.",
    ]  # fmt: skip


async def test_the_export_of_leads_comes_back_as_the_same(
    bring: Bringer, make: Make, db: Database, world: World, tmp_path: Path
) -> None:
    await bring("Deal name,Company,Amount,Stage,Close date\nRound,Trip AG,12.5,Qualified,2027-05-01\n", kind="leads")
    await rest.ready(db)
    out = tmp_path / "leads.csv"
    await exports.write(db, world.owner, "leads", "title=eq.Round", [], "csv", out)
    back = await bring(out.read_bytes(), kind="leads", name="leads.csv")
    assert (back.same_count, back.created_count, back.updated_count, back.error_count) == (1, 0, 0, 0)


async def test_a_stranger_has_no_part_in_it(bring: Bringer, db: Database, world: World, look: Any) -> None:
    done = await bring("Deal name,Stage\nOurs alone,New\n", kind="leads")
    theirs = await bring("Deal name,Stage\nOurs alone,New\n", kind="leads", who=world.theirs.owner)
    assert (done.created_count, theirs.created_count, theirs.updated_count) == (1, 1, 0)
    rows = look("select distinct org_id from leads where title = 'Ours alone'")
    assert len(rows) == 2
