"""What a new organisation begins with, and what runs by itself from then on.

seed: A14, A15, A16, A17, A18, J05, J07, J09, J19, F20, F26
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from comity import app
from comity.core.work import Workflow
from tests.app import App


@pytest.fixture(scope="module")
def database(app_server: App) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    with psycopg.connect(app_server.database_url, row_factory=dict_row, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def new(app_server: App, database: psycopg.Connection[dict[str, Any]]) -> Iterator[tuple[httpx.Client, UUID, UUID]]:
    """Somebody who signed up a moment ago: their browser, organisation and id."""
    email = f"{uuid4().hex[:10]}@new.example"
    typed = {"name": "Ada", "organization": "Hart", "email": email, "password": "a calm and quiet house"}
    headers = {"accept": "text/html", "origin": app_server.url}
    with httpx.Client(base_url=app_server.url, timeout=60, headers=headers) as client:
        answer = client.post("/sign-up", data=typed)
        assert answer.status_code == 303, unescape(answer.text)[-800:]
        row = database.execute("select org_id, user_id from org_members where email = %s", [email]).fetchone()
        assert row is not None
        yield client, row["org_id"], row["user_id"]


New = tuple[httpx.Client, UUID, UUID]


def test_the_pipeline_has_the_five_stages_in_order(new: New, database: psycopg.Connection[dict[str, Any]]) -> None:
    """seed: A14"""
    rows = database.execute("select name, kind from stages where org_id = %s order by position", [new[1]]).fetchall()
    assert [row["name"] for row in rows] == ["New", "Qualified", "Proposal", "Won", "Lost"]
    assert [row["kind"] for row in rows] == ["open", "open", "open", "won", "lost"]


def test_three_letters_are_written(new: New, database: psycopg.Connection[dict[str, Any]]) -> None:
    """seed: A15, D75"""
    rows = database.execute("select name, language, body from email_templates where org_id = %s", [new[1]]).fetchall()
    assert {row["name"] for row in rows if row["language"] == "en"} == {"Welcome", "Follow-up", "Breakup"}
    assert all(row["body"].strip() for row in rows)
    assert "Breakup" in new[0].get("/settings/templates").text


def test_a_playbook_and_a_lead_to_learn_on(new: New, database: psycopg.Connection[dict[str, Any]]) -> None:
    """seed: A16, A17"""
    books = database.execute("select id, name, steps from playbooks where org_id = %s", [new[1]]).fetchall()
    leads = database.execute("select id, title, owner_id, source from leads where org_id = %s", [new[1]]).fetchall()
    assert len(books) == 1 and len(books[0]["steps"]) >= 3
    assert len(leads) == 1 and (leads[0]["source"], leads[0]["owner_id"]) == ("Sample", new[2])
    assert books[0]["name"] in unescape(new[0].get("/playbooks").text)
    assert leads[0]["title"] in unescape(new[0].get(f"/leads/{leads[0]['id']}").text)


def test_who_signed_up_owns_it_and_may_do_everything(new: New, database: psycopg.Connection[dict[str, Any]]) -> None:
    """seed: A18"""
    client, org, person = new
    row = database.execute("select role from org_members where org_id = %s and user_id = %s", [org, person]).fetchone()
    assert row == {"role": "owner"}
    for path in ("/settings/members", "/settings/audit", "/settings/ai/budget", "/settings/services", "/settings/keys"):
        assert client.get(path).status_code == 200, path


def test_seeding_again_adds_nothing_and_brings_nothing_back(
    new: New, database: psycopg.Connection[dict[str, Any]]
) -> None:
    """seed: F26"""

    def counted() -> dict[str, Any] | None:
        return database.execute(
            "select (select count(*) from stages where org_id = %(o)s) as stages,"
            " (select count(*) from playbooks where org_id = %(o)s) as playbooks,"
            " (select count(*) from email_templates where org_id = %(o)s) as letters,"
            " (select count(*) from leads where org_id = %(o)s and deleted_at is null) as leads",
            {"o": new[1]},
        ).fetchone()

    lead = database.execute("select id from leads where org_id = %s", [new[1]]).fetchone()
    assert lead is not None and new[0].post(f"/leads/{lead['id']}/trash").status_code == 303
    before = counted()
    for _turn in range(2):
        assert new[0].post("/api/seed-new-org", json={}).status_code == 200
    assert counted() == before and before is not None and before["leads"] == 0


def _workflows(kind: str) -> set[str]:
    heard: list[Workflow] = [one for pack in app.PACKS for one in pack.on_kinds.get(kind, ())]
    return {one.name.partition("@")[0] for one in heard}


@pytest.mark.parametrize(
    ("kind", "workflow"),
    [
        ("comms.call_added", "sales.process_call"),
        ("comms.call_understood", "coaching.judge_understood"),
        ("comms.call_understood", "sales.score_call"),
        ("sales.lead_won", "sales.create_onboarding_plan"),
        ("sales.deal_went_red", "sales.intervene"),
        ("sales.contract_added", "sales.read_contract"),
        ("webhook.gong", "sales.ingest_gong"),
        ("webhook.docusign", "sales.contract_envelope"),
    ],
)
def test_facts_reach_who_promised_to_act(kind: str, workflow: str) -> None:
    """seed: J05, J07, J09, IN03, IN04"""
    assert any(name.startswith(workflow) for name in _workflows(kind)), _workflows(kind)


@pytest.mark.parametrize(
    ("workflow", "cron", "by_organisation"),
    [
        ("sales.detect_ghosts", "0 6 * * *", True),
        ("sales.resurrect_leads", "0 7 * * 1", True),
        ("sales.score_leads", "30 3 * * *", True),
        ("sales.update_battle_cards", "30 5 * * 1", True),
        ("sales.age_health", "15 4 * * *", True),
        ("office.refresh_oauth_tokens", "25 * * * *", False),
    ],
)
def test_what_is_due_is_due_at_its_hour(workflow: str, cron: str, by_organisation: bool) -> None:
    """seed: J19: ghosts daily at six, drafts on Mondays, scores nightly, battle cards weekly, tokens hourly"""
    found = [
        (one.cron, one.each_organisation)
        for pack in app.PACKS
        for one in pack.schedule
        if one.workflow.name.startswith(workflow)
    ]
    assert found == [(cron, by_organisation)]
