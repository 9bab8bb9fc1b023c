"""Every organisation starts with three mail templates in its language, changes them, and sees nobody else's."""

from __future__ import annotations

import pytest

from comity.comms import templates
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.sql import compile_named
from tests.app import App
from tests.tenancy.browse import made, newcomer
from tests.visits import visit
from tests.world import World


async def test_three_to_begin_with_once_and_in_the_organisations_language(db: Database, world: World) -> None:
    german = compile_named(
        "test", "A test's own.", "update organizations set language = 'de-AT' where org_id = :org_id"
    )
    async with db.acting(world.owner) as tx:
        await templates.seed(tx)
        await templates.seed(tx)
        assert [row["name"] for row in await templates.every(tx)] == ["Breakup", "Follow-up", "Welcome"]
    async with db.acting(world.stranger) as tx:
        await tx.run(german)
        await templates.seed(tx)
        theirs = await templates.every(tx)
    assert [row["name"] for row in theirs] == ["Abschied", "Nachfassen", "Willkommen"]
    async with db.acting(world.owner) as tx:
        for refused in (
            templates.change(tx, theirs[0]["id"], name="x", language="en", subject="", body=""),
            templates.trash(tx, theirs[0]["id"]),
            templates.restore(tx, theirs[0]["id"]),
        ):
            with pytest.raises(Problem) as problem:
                await refused
            assert problem.value.status == 404


def test_by_page_from_the_first_day(app_server: App) -> None:
    with visit(app_server) as owner:
        newcomer(owner)
        page = owner.get("/settings/templates").text
        assert all(name in page for name in ("Welcome", "Follow-up", "Breakup", "{contact.first_name}"))
        made(owner, "/settings/templates", name="Thanks", language="en", subject="<b>Thanks</b>", body="Dear …")
        page = owner.get("/settings/templates").text
        assert "&lt;b&gt;Thanks" in page
        again = owner.post("/settings/templates", data={"name": "thanks", "language": "en"})
        assert again.status_code == 409 and "already" in again.text
    with visit(app_server) as stranger:
        newcomer(stranger)
        assert "&lt;b&gt;Thanks" not in stranger.get("/settings/templates").text
