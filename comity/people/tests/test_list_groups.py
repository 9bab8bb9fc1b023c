"""A list in groups: figures of one's own records only, in the order of the groups, each group a link to its records."""

from __future__ import annotations

from comity.core.db import Database, Tx
from comity.office.lists import groups, state
from comity.people import contacts
from comity.people.pages.contacts import SPEC
from comity.platform.rest import inprocess as rest
from tests.world import World


async def _grouped(tx: Tx, query: str) -> dict[str, groups.Group]:
    by = dict(part.split("=") for part in query.split("&"))["group"]
    labels = {"members": {str(tx.who.user_id): str(tx.who.name)}}
    return await groups.load(tx, SPEC, state.asked(SPEC, query, ""), by, query, labels)


async def test_groups_count_and_add_up_what_one_may_see(db: Database, world: World) -> None:
    await rest.ready(db)
    for who, city in ((world.owner, "Paris"), (world.stranger, "Oslo")):
        async with db.acting(who) as tx:
            for name, value in (("One", 100), ("Two", 250.5)):
                await contacts.create(tx, {"last_name": name, "city": city, "country": "FR", "lifetime_value": value})
    async with db.acting(world.owner) as tx:
        by_city = await _grouped(tx, "group=city&order=sort_name.asc")
        by_owner = await _grouped(tx, "country=eq.FR&group=owner_id")
    assert set(by_city) == {"Paris", ""}
    paris, nowhere = by_city["Paris"], by_city[""]
    assert (paris.label, paris.count, paris.total) == ("Paris", 2, "$350.50")
    assert paris.url == "/contacts?order=sort_name.asc&city=eq.Paris"
    assert (nowhere.label, nowhere.count, nowhere.url) == ("None", 3, "/contacts?order=sort_name.asc&city=is.null")
    [mine] = by_owner.values()
    assert (mine.label, mine.count) == (world.owner.name, 2)


async def test_groups_follow_each_other_and_only_offered_columns_group(db: Database, world: World) -> None:
    assert groups.wanted(SPEC, {"group": "email"}) == "" and groups.wanted(SPEC, {"group": "city"}) == "city"
    assert groups.refused(SPEC, {"group": "city"}) == groups.refused(SPEC, {}) == ""
    assert groups.refused(SPEC, {"group": "stage"}).startswith(
        "This list cannot be grouped by “stage”. It can be grouped by: Owner"
    )
    asked = groups.ordered(SPEC, "select=id&order=city.desc,sort_name.asc", "city")
    assert asked == "select=id&order=city.asc.nullslast,sort_name.asc"
