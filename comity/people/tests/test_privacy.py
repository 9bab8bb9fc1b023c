"""A contact's data on a page: who gets a copy, who erases, what must be typed; ours, and the stranger's 404.

seed: F30, F37, F38, GD05, GD06
"""

from __future__ import annotations

from uuid import uuid4

import httpx

from tests.app import App
from tests.tenancy.browse import newcomer
from tests.visits import visit
from tests.world import WORLD

TYPED = {"name": "  ada   ERASMUS "}


def made(browser: httpx.Client) -> str:
    answer = browser.post("/contacts", data={"first_name": "Ada", "last_name": "Erasmus", "city": "Basel"})
    assert answer.status_code == 303, answer.text[-500:]
    return str(answer.headers["location"])


def test_an_admin_takes_a_copy_and_erases_after_typing_the_name(app_server: App) -> None:
    with visit(app_server, WORLD.owner) as owner, visit(app_server, WORLD.rep) as rep:
        path = made(owner)
        assert f"{path}/privacy" in owner.get(path).text and f"{path}/privacy" not in rep.get(path).text
        told = owner.get(f"{path}/privacy").text
        assert "Ada Erasmus" in told and "What stays, and why" in told
        copy = owner.get(f"{path}/privacy/copy")
        assert (
            copy.headers["content-disposition"].startswith("attachment") and copy.json()["contact"]["city"] == "Basel"
        )
        assert copy.headers["cache-control"] == "no-store"
        for wrong in ({}, {"name": "Ada"}, {"name": "x" * 500}):
            refused = owner.post(f"{path}/privacy/erasure", data=wrong)
            assert refused.status_code == 422 and "Type the name" in refused.text
        assert "Ada Erasmus" in owner.get(path).text
        assert owner.post(f"{path}/privacy/erasure", data=TYPED).status_code == 303
        after = owner.get(path)
        assert "Erasmus" not in after.text and after.status_code in (200, 404)


def test_nobody_else_gets_a_copy_or_erases(app_server: App) -> None:
    with visit(app_server, WORLD.owner) as owner:
        path = made(owner)
    for who in (WORLD.rep, WORLD.ours.manager, WORLD.ours.readonly):
        with visit(app_server, who) as colleague:
            for page in ("privacy", "privacy/copy"):
                assert colleague.get(f"{path}/{page}").status_code == 403
            assert colleague.post(f"{path}/privacy/erasure", data=TYPED).status_code == 403
    with visit(app_server) as stranger:
        newcomer(stranger)
        for place in (path, f"/contacts/{uuid4()}"):
            for page in ("privacy", "privacy/copy"):
                assert stranger.get(f"{place}/{page}").status_code == 404
            assert stranger.post(f"{place}/privacy/erasure", data=TYPED).status_code == 404
    with visit(app_server) as nobody:
        assert nobody.get(f"{path}/privacy").status_code in (302, 303, 401)
    with visit(app_server, WORLD.owner) as owner:
        assert "Ada Erasmus" in owner.get(path).text
