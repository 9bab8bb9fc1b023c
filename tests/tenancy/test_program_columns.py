"""What the program alone writes, nobody writes over the wire, not even an owner: not set, not changed, not removed.

The columns are read from the catalogue, and a table that comes tomorrow with evidence, scores or places of files has
to say who writes them.
"""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.office import proposals
from comity.office.lists import bulk
from comity.office.proposals import Wish
from comity.platform.rest import inprocess
from tests.app import App
from tests.tenancy.conftest import Fetch
from tests.world import World

SAMPLES = {"text": "x", "uuid": str(uuid4()), "jsonb": [{"quote": "x"}], "timestamp with time zone": "2020-01-01",
           "boolean": True, "uuid[]": [str(uuid4())], "smallint": 77, "integer": 77, "bigint": 77, "real": 0.5,
           "numeric(12,6)": 5, "double precision": 5, "numeric(12,4)": 5, "numeric": 5}  # fmt: skip
TELLING = {"confidence", "quote", "evidence", "engine", "model", "method", "span_start", "score", "sha256",
           "token_hash", "path", "decided_by", "cost_usd", "current_spend", "reserved", "findings", "file"}  # fmt: skip
OWN = {
    "ai_feedback": "a person's own verdict on what they saw",
    "call_comments": "the words a person marked; the author is the program's",
    "duplicates": "a pair anybody may name; nothing is done by it",
    "invitations": "made by an admin, with the token they send",
    "search_history": "one's own questions, seen by nobody else",
    "leads": "health is locked against changes; a new lead has none yet",
}


@pytest.fixture(scope="module")
def locked(app_server: App) -> dict[str, list[str]]:
    """Each locked table with its columns; none: the whole row."""
    with psycopg.connect(app_server.database_url) as connection:
        rows = connection.execute(
            "select tgrelid::regclass::text, array_remove(string_to_array(encode(tgargs, 'escape'), E'\\\\000'), '')"
            " from pg_trigger where tgname = '_only_program'"
        ).fetchall()
    return {table: columns for table, columns in rows if table != "leads"}


def test_nobody_sets_them(app_server: App, rest: Fetch, locked: dict[str, list[str]]) -> None:
    assert len(locked) > 30
    with psycopg.connect(app_server.database_url) as connection:
        types = {
            (table, column): kind
            for table, column, kind in connection.execute(
                "select attrelid::regclass::text, attname, format_type(atttypid, atttypmod) from pg_attribute"
                " where attrelid = any (%s::regclass[])",
                [list(locked)],
            ).fetchall()
        }
    for table, columns in locked.items():
        for column in columns or [""]:
            body = {column: SAMPLES[types[table, column]]} if column else {}
            answer = rest(app_server.world.owner, table, "POST", body)
            assert answer.status == 403, f"POST {table} {body}: {answer.status} {answer.body}"
            if answer.json["code"] == "42501" and "Comity itself" not in answer.json["message"]:
                assert "permission denied" in answer.json["message"], f"{table}: {answer.body}"


def test_nobody_changes_or_removes_them(app_server: App, rest: Fetch) -> None:
    world, owner = app_server.world, app_server.world.owner
    lead, analysis, fact = _rows(app_server)
    for path, body in (
        (f"call_analyses?id=eq.{analysis}", {"score": 100}),
        (f"call_analyses?id=eq.{analysis}", {"owner_id": str(world.rep.user_id)}),
        (f"analysis_scores?analysis_id=eq.{analysis}", {"score": 100, "evidence": [{"quote": "never said"}]}),
        (f"leads?id=eq.{lead}", {"health_score": 100}),
        (f"contact_points?id=eq.{fact}", None),
    ):
        if body is not None:
            answer = rest(owner, path, "PATCH", body, "return=representation")
            assert answer.status == 403, f"PATCH {path} {body}: {answer.status} {answer.body}"
    assert rest(owner, f"call_analyses?id=eq.{analysis}", "DELETE").status == 403
    assert rest(owner, f"leads?id=eq.{lead}", "PATCH", {"title": "Another"}, "return=representation").status == 200
    with psycopg.connect(app_server.database_url) as connection:
        assert connection.execute("select score from call_analyses where id = %s", [analysis]).fetchone() == (40.0,)


def _rows(app: App) -> tuple[str, str, str]:
    """A lead, a judged call and a contact's address of ours."""
    with psycopg.connect(app.database_url) as connection:
        connection.execute("select auth.set_claims(%s, '{}')", [app.world.owner.claims_json])
        lead = connection.execute(
            "with p as (insert into pipelines (name) values (%s) returning id),"
            " s as (insert into stages (pipeline_id, name) select id, 'New' from p returning pipeline_id, id)"
            " insert into leads (title, pipeline_id, stage_id, status)"
            " select 'L', pipeline_id, id, 'open' from s returning id",
            [uuid4().hex],
        ).fetchone()
        analysis = connection.execute(
            "insert into call_analyses (source, title, state, score) values ('roleplay', 'T', 'done', 40) returning id"
        ).fetchone()
        assert lead and analysis
        connection.execute(
            "insert into analysis_scores (analysis_id, name, weight, score, method, evidence)"
            " values (%s, 'N', 1, 40, 'rules', '[{\"quote\": \"said\"}]')",
            analysis,
        )
        point = connection.execute("select id from contact_points limit 1").fetchone()
        assert point
    return str(lead[0]), str(analysis[0]), str(point[0])


async def test_nor_do_bulk_changes_and_proposals(db: Database, world: World) -> None:
    """An assistant's proposal, once agreed to, is no way round either."""
    await inprocess.ready(db)
    for relation, changes in (("call_analyses", {"score": 100}), ("leads", {"health_score": 100}),
                              ("revivals", {"state": "approved"})):  # fmt: skip
        with pytest.raises(Problem):
            async with db.acting(world.owner) as tx:
                await bulk.change(tx, relation, "set", changes, ids=[uuid4()])
        with pytest.raises(Problem):
            async with db.acting(world.owner.below("assistant")) as tx:
                await proposals.propose(tx, Wish(relation, None, changes, "Please", "assistant"))


def test_what_tells_of_evidence_is_the_programs(app_server: App, locked: dict[str, list[str]]) -> None:
    """A new table with such a column says `app.program_sets`, or is named above with the reason."""
    with psycopg.connect(app_server.database_url) as connection:
        open_to_all = connection.execute(
            "select c.relname, a.attname from pg_class as c join pg_attribute as a on a.attrelid = c.oid"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition"
            " and a.attname = any (%s) and has_column_privilege('authenticated', c.oid, a.attnum, 'insert')",
            [list(TELLING)],
        ).fetchall()
    unlocked = {
        f"{table}.{column}"
        for table, column in open_to_all
        if table not in OWN and not (table in locked and (not locked[table] or column in locked[table]))
    }
    assert not unlocked
