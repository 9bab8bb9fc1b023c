"""What the agents did and what rates sums are made with: for whom it is, by page, and never a stranger's."""

from __future__ import annotations

import re
import time
from uuid import UUID

from comity.packs.sales.tests.test_call_pages import txt
from tests.app import App
from tests.tenancy.browse import made, newcomer
from tests.visits import visit


def _a_call_is_heard(app: App) -> str:
    """Our rep brings a call; its id, once the agents have heard it."""
    with visit(app, app.world.rep) as rep:
        made = rep.post("/calls", data={"transcript": txt("heard").decode(), "title": "Heard"}, follow_redirects=True)
        call = made.url.path.rsplit("/", 1)[1]
        UUID(call)
    with visit(app, app.world.owner) as owner:
        for _wait in range(900):
            if (
                "/settings/ai/"
                in owner.get(f"/settings/ai?subject={call}&state=ok&engine=offline").text.partition("<tbody>")[2]
            ):
                return call
            time.sleep(0.1)
    raise AssertionError("no agent heard the call")


def test_runs_are_for_admins_with_what_went_in_and_came_out(app_server: App) -> None:
    call = _a_call_is_heard(app_server)
    with visit(app_server, app_server.world.ours.admin) as admin:
        listed = admin.get(f"/settings/ai?subject={call}&state=ok&engine=offline")
        assert listed.status_code == 200 and f'href="/calls/{call}"' in listed.text
        run = re.findall(r'href="(/settings/ai/[0-9a-f-]{36})"', listed.text)[0]
        one = admin.get(run)
        assert one.status_code == 200 and "offline" in one.text and "What it said" in one.text
        assert (
            "/settings/ai/"
            not in admin.get("/settings/ai?state=failed").text.partition("<main")[2].partition("<tbody")[2]
        )
        assert admin.get("/settings/ai?agent=<b>&state=x&before=1&subject=%00").status_code == 200
        assert f"/settings/ai?subject={call}" in admin.get(f"/calls/{call}").text
    with visit(app_server, app_server.world.rep) as rep:
        assert rep.get("/settings/ai").status_code == rep.get(run).status_code == 403
        assert "/settings/ai" not in rep.get(f"/calls/{call}").text
    with visit(app_server, app_server.world.stranger) as stranger:
        assert stranger.get(run).status_code == 404
        assert run not in stranger.get(f"/settings/ai?subject={call}").text


def test_own_rates_win_and_are_nobody_elses(app_server: App) -> None:
    with visit(app_server, app_server.world.ours.manager) as manager:
        assert "approximate, shipped with Comity" in manager.get("/settings/rates").text
        said = {"currency": "CHF", "rate": "1,25", "day": "2026-01-05", "source": "House bank <b>"}
        page = manager.post("/settings/rates", data=said, follow_redirects=True).text
        assert "1.25" in page and "House bank &lt;b&gt;" in page
        for wrong in ({"rate": "0"}, {"rate": "much"}, {"currency": "USD"}, {"day": "2026-13-45"}, {"rate": "9" * 400}):
            refused = manager.post("/settings/rates", data=said | wrong)
            assert refused.status_code == 422, wrong
    with visit(app_server, app_server.world.rep) as rep:
        assert "House bank" in rep.get("/settings/rates").text
        assert rep.post("/settings/rates", data=said).status_code == 403
    with visit(app_server, app_server.world.stranger) as stranger:
        assert "House bank" not in stranger.get("/settings/rates").text
        gone = re.findall(r'action="(/settings/rates/[0-9a-f-]{36}/removal)"', page)[0]
        assert stranger.post(gone).status_code == 404
    with visit(app_server, app_server.world.owner) as owner:
        assert "House bank" not in owner.post(gone, follow_redirects=True).text


def test_a_pipeline_or_a_part_that_is_not_there_is_said_so(app_server: App) -> None:
    with visit(app_server) as owner:
        newcomer(owner)
        stage = {"name": "Offer", "kind": "open", "probability": "40"}
        assert owner.post(f"/settings/pipelines/{UUID(int=7)}/stages", data=stage).status_code == 404
        lead = made(owner, "/leads", title="Buying group", amount="40000")
        person = made(owner, "/contacts", last_name="Fontaine").rsplit("/", 1)[1]
        unknown = owner.post(f"{lead}/contacts", data={"contact_id": person, "part": "wizard"})
        assert unknown.status_code in (303, 422) and "Fontaine" not in owner.get(lead).text
        made(owner, f"{lead}/contacts", contact_id=person, part="champion")
        assert "Fontaine" in owner.get(lead).text
