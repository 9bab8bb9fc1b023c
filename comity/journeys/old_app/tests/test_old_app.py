"""What the old app kept in the browser: looked at without a change, brought once, by nobody else.  seed: D38-D42"""

from __future__ import annotations

import base64
import json
from html import unescape
from uuid import uuid4

import pytest

from comity.journeys.old_app.read import NotAnExport, read
from tests.app import App
from tests.visits import visit


def export(mark: str) -> str:
    """As `JSON.stringify(localStorage)` gives it: every value is a string."""
    note = base64.b64encode(f"Call back within a day. {mark}".encode()).decode()
    kept = {
        "clients": [{"id": f"c{mark}", "name": "Ada Hart", "email": f"ada-{mark}@x.example", "company": "Hart & Co"}],
        "call_analyses": {f"a{mark}": {"id": f"a{mark}", "clientName": f"Talk {mark}", "date": "2026-03-02T10:00:00Z",
                                       "overallScore": 7.5, "summary": "Warm.", "scores": {"Listening": 8}}},
        "trainingMaterials": [{"id": f"m{mark}", "title": f"Rules {mark}", "fileName": "rules.txt",
                               "data": f"data:text/plain;base64,{note}"}],
        "campaigns": [{"id": f"k{mark}", "name": f"Spring {mark}"}],
        "signups": [{"id": f"s{mark}", "email": f"ada-{mark}@x.example", "campaign": f"Spring {mark}",
                     "source": "newsletter", "date": 1_772_000_000_000}],
    }  # fmt: skip
    return json.dumps({name: json.dumps(value) for name, value in kept.items()} | {"theme": "dark", "token": "x"})


def test_it_is_looked_at_brought_and_brought_only_once(app_server: App) -> None:
    mark = uuid4().hex[:10]
    world, text = app_server.world, export(mark)
    with visit(app_server, world.ours.manager) as manager:
        looked = unescape(manager.post("/imports/old-app", data={"text": text}).text)
        assert "What would come" in looked and "theme, token" in looked
        assert mark not in manager.get("/contacts").text
        came = manager.post("/imports/old-app", files={"file": ("export.json", text.encode(), "application/json")},
                            data={"bring": "true"})  # fmt: skip
        page = unescape(came.text)
        assert came.status_code == 200 and "What came" in page and 'tone-danger">' not in page
        assert (
            f"ada-{mark}@x.example" in manager.get("/contacts", params={"q": mark}).text
            or "Ada Hart" in manager.get("/contacts").text
        )
        assert f"Talk {mark}" in manager.get("/coaching").text
        assert f"Rules {mark}" in manager.get("/library").text
        campaigns = manager.get("/campaigns").text
        assert f"Spring {mark}" in campaigns and "newsletter" in campaigns
        again = unescape(manager.post("/imports/old-app", data={"text": text, "bring": "true"}).text)
        assert again.count('<td data-kind="number">0</td><td data-kind="number">1</td>') == 5
    with visit(app_server, world.stranger) as stranger:
        for path in ("/contacts", "/coaching", "/library", "/campaigns"):
            assert mark not in stranger.get(path).text, path
    with visit(app_server, world.rep) as rep:
        assert rep.get("/imports/old-app").status_code == 403
        assert rep.post("/imports/old-app", data={"text": text}).status_code == 403


@pytest.mark.parametrize(
    "text", ["", "no", "1", "[]", "{}", '{"clients": "x"}', '{"a": ' * 5000, "[" * 5000, '{"x":[{}]}']
)
def test_what_is_no_export_is_refused(text: str) -> None:
    with pytest.raises(NotAnExport):
        read(text)


def test_odd_shapes_are_understood() -> None:
    assert len(read('[{"name": "Only a list"}]').items["clients"]) == 1
    nested = read('{"localStorage": "{\\"myClients\\": \\"[{\\\\\\"name\\\\\\": \\\\\\"Deep\\\\\\"}]\\"}"}')
    assert nested.items["clients"][0].text("name") == "Deep"
    twice = read('{"clients": [{"id": 1, "name": "A"}, {"id": 1, "name": "A again"}]}')
    assert len(twice.items["clients"]) == 1
    odd = read('{"clients": [{"name": "B\\u0000", "date": 1e400, "createdAt": "yesterday"}]}').items["clients"][0]
    assert odd.text("name") == "B" and odd.moment("date", "createdAt") is None


def test_signups_are_told_by_websites(app_server: App) -> None:
    mark = uuid4().hex[:8]
    with visit(app_server, app_server.world.rep) as rep:
        form = {
            "name": f"Summer {mark}",
            "code": f"summer-{mark}",
            "kind": "marketing",
            "cost": "100",
            "currency": "EUR",
        }
        assert rep.post("/campaigns", data=form).status_code == 303
        assert rep.post("/campaigns", data=form).status_code == 409
        assert rep.post("/campaigns", data={"name": "x", "code": "no spaces here"}).status_code == 422
        page = rep.get("/campaigns").text
        assert f"summer-{mark}" in page
