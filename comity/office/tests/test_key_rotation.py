"""Rotating a program's key: the new one works at once, the old one for a day; only one's own."""

from __future__ import annotations

import re

import pytest

from comity.core.errors import Problem
from comity.office import api_keys, organizations
from comity.office.tests.conftest import PASSWORD, House
from comity.platform.auth import callers


async def test_rotating(house: House) -> None:
    identity = house.identity
    owner = await organizations.sign_up(identity, email="rotating@k.example", password=PASSWORD)
    stranger = await organizations.sign_up(identity, email="rotating@l.example", password=PASSWORD)
    async with identity.db.acting(owner.who) as tx:
        old = await api_keys.create(tx, "Website", "rep", 90)
        [row] = await api_keys.everyone(tx)
    async with house.visitor() as browser, house.visitor() as theirs:
        await theirs.post("/sign-in", data={"email": stranger.email, "password": PASSWORD})
        assert (await theirs.post(f"/settings/keys/{row['id']}/rotation")).status_code == 404
        await browser.post("/sign-in", data={"email": owner.email, "password": PASSWORD})
        shown = await browser.post(f"/settings/keys/{row['id']}/rotation")
        found = re.search(r'value="(ck_[^"]+)"', shown.text)
        assert found and found[1] != old
    assert (await callers.of_token(identity, found[1])).org_role == "rep"
    assert (await callers.of_token(identity, old)).org_role == "rep", "for one more day"
    async with identity.db.acting(owner.who) as tx:
        fresh, before = await api_keys.everyone(tx)
        assert (fresh["name"], fresh["role"]) == ("Website", "rep")
        assert (fresh["expires_at"] - fresh["created_at"]).days == 90
        assert (before["expires_at"] - before["created_at"]).days <= 1
        with pytest.raises(Problem):
            await api_keys.rotate(tx, owner.org_id)
