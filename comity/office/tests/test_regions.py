"""An organisation in London reads English as it is written there, whoever chose English and by whichever door."""

from __future__ import annotations

import pytest

from comity.core import sql
from comity.core.who import Who
from comity.office import members, organizations
from comity.office.acting import as_member
from comity.office.tests.conftest import PASSWORD, House

MOVE = sql.compile_named(
    "move", "Another country.", "update organizations set country = :country where org_id = :org_id"
)


@pytest.mark.parametrize(
    ("country", "tag"), [("GB", "en-GB"), ("IE", "en-IE"), ("AU", "en-AU"), ("US", "en"), ("FR", "en")]
)
async def test_the_region_is_the_organisation_s(house: House, country: str, tag: str) -> None:
    db, email = house.identity.db, f"reader.{country.lower()}@region.example"
    owner = await organizations.sign_up(house.identity, email=email, password=PASSWORD)
    await db.once(Who.service(owner.org_id), MOVE, country=country)
    assert (await members.who(db, owner.user_id, owner.org_id)).language == tag
    below = await as_member(db, owner.org_id, owner.user_id, "tests")
    assert below is not None and below.language == tag
    async with house.visitor() as browser:
        await browser.post("/sign-in", data={"email": email, "password": PASSWORD})
        assert f'<html lang="{tag}"' in (await browser.get("/outbox")).text
        browser.cookies.set("language", "en")
        assert f'<html lang="{tag}"' in (await browser.get("/outbox")).text
        browser.cookies.set("language", "de")
        assert '<html lang="de"' in (await browser.get("/outbox")).text
