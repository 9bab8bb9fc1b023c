"""What people tell us: kept with page and request, read by owners and admins, by nobody of another organisation."""

from __future__ import annotations

import re
from uuid import uuid4

from tests.app import App
from tests.visits import visit
from tests.world import WORLD


def test_it_is_told_read_and_closed(app_server: App) -> None:
    mark = str(uuid4())
    with visit(app_server, WORLD.rep) as rep, visit(app_server, WORLD.ours.admin) as admin:
        form = rep.get("/feedback", headers={"referer": f"{app_server.url}/contacts?q=1"})
        assert 'name="page" value="/contacts?q=1"' in form.text
        told = {"kind": "idea", "body": f"<b>{mark}</b>", "page": "/contacts?q=1", "request": "abcdef123456"}
        done = rep.post("/feedback", data=told)
        assert (done.status_code, done.headers["location"]) == (303, "/contacts?q=1")
        assert rep.get("/settings/feedback").status_code == 403
        page = admin.get("/settings/feedback").text
        assert f"&lt;b&gt;{mark}&lt;/b&gt;" in page and "abcdef123456" in page and "Remy Duval" in page
        where = re.search(r'action="(/settings/feedback/[0-9a-f-]+)/closure"', page)
        assert where is not None
        assert rep.post(f"{where[1]}/closure").status_code == 404
        assert admin.post(f"{where[1]}/closure").status_code == 303
        assert f"{where[1]}/reopening" in admin.get("/settings/feedback").text


def test_the_stranger_reads_nothing_of_it(app_server: App) -> None:
    mark = str(uuid4())
    with visit(app_server, WORLD.rep) as rep, visit(app_server, WORLD.stranger) as stranger:
        rep.post("/feedback", data={"body": mark, "page": "https://lure.example/"})
        assert mark not in stranger.get("/settings/feedback").text
    with visit(app_server, WORLD.ours.admin) as admin:
        page = admin.get("/settings/feedback").text
        assert mark in page and "lure.example" not in page
        where = re.search(r'action="(/settings/feedback/[0-9a-f-]+)/closure"', page)
        assert where is not None
    with visit(app_server, WORLD.stranger) as stranger:
        assert stranger.post(f"{where[1]}/closure").status_code == 404


def test_nothing_said_is_asked_for_again(app_server: App) -> None:
    with visit(app_server, WORLD.rep) as rep:
        answer = rep.post("/feedback", data={"body": "  ", "page": "/contacts"})
        assert answer.status_code == 422 and "Please fill this in" in answer.text
