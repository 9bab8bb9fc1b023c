"""A call that came without a lead gets one later: timeline, brief, things to do and health are the lead's then."""

from __future__ import annotations

from uuid import uuid4

import psycopg

from comity.packs.sales.tests.test_call_pages import bring, txt, understood
from tests.app import App
from tests.tenancy.browse import made, newcomer
from tests.visits import visit

FORM = 'action="{path}/lead"'


def test_a_call_gets_its_lead_afterwards_and_only_once(app_server: App) -> None:
    with visit(app_server) as owner, visit(app_server) as stranger:
        newcomer(owner)
        newcomer(stranger)
        lead = made(owner, "/leads", title="Villa", amount="40000").rsplit("/", 1)[1]
        theirs = made(stranger, "/leads", title="Theirs", amount="40000").rsplit("/", 1)[1]
        path = bring(owner, words=txt("about nothing yet").decode(), title="On the road")
        call = path.rsplit("/", 1)[1]
        assert FORM.format(path=path) in understood(owner, path)
        for wrong, status in ((theirs, 404), (str(uuid4()), 404), ("x", 422)):
            assert owner.post(f"{path}/lead", data={"lead_id": wrong}).status_code in (status, 303)
        assert stranger.post(f"{path}/lead", data={"lead_id": theirs}).status_code == 404
        assert FORM.format(path=path) in owner.get(path).text

        made(owner, f"{path}/lead", lead_id=lead)
        assert FORM.format(path=path) not in understood(owner, path)
        assert "On the road" in owner.get(f"/leads/{lead}").text
        with psycopg.connect(app_server.database_url) as connection:
            for table in ("calls", "call_signals", "action_items", "call_briefs", "activities", "deal_health_scores"):
                own = "id" if table == "calls" else "call_id"
                found = connection.execute(
                    f"select distinct lead_id::text from {table} where {own} = %s", [call]
                ).fetchall()
                assert found == [(lead,)], table
        assert owner.post(f"{path}/lead", data={"lead_id": lead}).status_code == 404
