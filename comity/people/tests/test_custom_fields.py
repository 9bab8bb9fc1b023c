"""Added fields: values are checked by the database at both doors, and typed values are read from forms."""

from __future__ import annotations

from typing import Any

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.people import contacts, custom_fields
from tests.world import World


async def _fields(tx: Tx) -> None:
    await custom_fields.create(tx, "contacts", "Shoe size", "number")
    await custom_fields.create(tx, "contacts", "Since", "date")
    await custom_fields.create(tx, "contacts", "Club", "bool")
    await custom_fields.create(tx, "contacts", "Tier", "select", ["gold", "silver"], required=True)
    await custom_fields.create(tx, "contacts", "Likes", "multiselect", ["art", "wine", "cars"])
    await custom_fields.create(tx, "contacts", "Blog", "url")
    await custom_fields.create(tx, "contacts", "Budget", "money")
    await custom_fields.create(tx, "contacts", "Über uns!", "text")


async def test_values_that_fit_are_kept(tx: Tx) -> None:
    await _fields(tx)
    custom = {
        "shoe_size": 42.5, "since": "2020-02-29", "club": True, "tier": "gold", "likes": ["art", "cars"],
        "blog": "https://x.example", "budget": {"amount": 10, "currency": "EUR"}, "uber_uns": "<b>",
    }  # fmt: skip
    made = await contacts.create(tx, {"last_name": "Ott", "custom": custom})
    assert made["custom"] == custom
    changed = await contacts.update(
        tx, made["id"], {"custom": {"tier": "silver", "club": None}}, was={"custom": {"tier": "gold"}}
    )
    assert changed["custom"] == {**{k: v for k, v in custom.items() if k != "club"}, "tier": "silver"}
    with pytest.raises(Problem) as refused:
        await contacts.update(tx, made["id"], {"custom": {"tier": "gold"}}, was={"custom": {"tier": "bronze"}})
    assert refused.value.details == {"tier": {"was": "bronze", "theirs": "silver", "yours": "gold"}}


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("shoe_size", "42", '"Shoe size" must be a number.'),
        ("since", "2020-02-30", '"Since" must be a date like 2026-11-20.'),
        ("club", "yes", '"Club" must be true or false.'),
        ("tier", "bronze", '"Tier" must be one of the options.'),
        ("likes", ["art", "war"], '"Likes" must be a list of the options.'),
        ("likes", "art", '"Likes" must be a list of the options.'),
        ("blog", "javascript:alert(1)", '"Blog" must be a web address starting with http:// or https://.'),
        ("budget", {"amount": "10"}, '"Budget" must be an amount and a currency.'),
        ("nothing", 1, 'There is no custom field "nothing" here.'),
    ],
)
async def test_values_that_do_not_fit_are_refused(tx: Tx, key: str, value: Any, sentence: str) -> None:
    await _fields(tx)
    with pytest.raises(Problem) as refused:
        await contacts.create(tx, {"last_name": "Ott", "custom": {key: value}})
    assert refused.value.sentence == sentence
    assert refused.value.status == 422


async def test_a_field_taken_away_leaves_its_values_alone(tx: Tx) -> None:
    made_field = await custom_fields.create(tx, "contacts", "Club", "bool")
    made = await contacts.create(tx, {"last_name": "Ott", "custom": {"club": True}})
    await custom_fields.trash(tx, made_field)
    kept = await contacts.update(tx, made["id"], {"title": "CEO", "custom": {}})
    assert kept["custom"] == {"club": True}
    with pytest.raises(Problem):
        await contacts.update(tx, made["id"], {"custom": {"club": False}})


async def test_what_was_typed_becomes_values(tx: Tx) -> None:
    await _fields(tx)
    defined = await custom_fields.defined(tx, "contacts")
    typed = {
        "shoe_size": "42.5",
        "since": "",
        "tier": "gold",
        "budget": "1 usd",
        "blog": "x.example",
        "likes": "art|wine",
    }
    assert custom_fields.read(defined, typed) == {
        "shoe_size": 42.5, "since": None, "club": False, "tier": "gold", "likes": ["art", "wine"],
        "blog": "https://x.example", "budget": {"amount": 1, "currency": "USD"},
    }  # fmt: skip
    with pytest.raises(Problem) as refused:
        custom_fields.read(defined, {"tier": ""})
    assert refused.value.field == "custom[tier]"
    with pytest.raises(Problem):
        custom_fields.read(defined, {"tier": "gold", "shoe_size": "NaN"})


async def test_fields_are_the_organisations_and_its_managers(db: Database, world: World) -> None:
    async with db.acting(world.owner) as tx:
        made = await custom_fields.create(tx, "companies", "Ours", "text")
    async with db.acting(world.stranger) as tx:
        assert await custom_fields.defined(tx, "companies") == []
        with pytest.raises(Problem):
            await custom_fields.trash(tx, made)
    async with db.acting(world.rep) as tx:
        with pytest.raises(Problem):
            await custom_fields.create(tx, "companies", "Mine", "text")
    async with db.acting(world.owner) as tx:
        with pytest.raises(Problem) as refused:
            await custom_fields.create(tx, "companies", "Ours")
    assert refused.value.code == "duplicate_field"


async def test_labels_of_every_script_have_keys_of_their_own(tx: Tx) -> None:
    for label in ("Größe", "Größe?", "日本", "中国", "Ελλάδα", "1st", "x" * 100, "x" * 99):
        await custom_fields.create(tx, "leads", label)
    assert [(field.key[:9], field.label[:7]) for field in await custom_fields.defined(tx, "leads")] == [
        ("grosse", "Größe"), ("grosse_2", "Größe?"), ("field", "日本"), ("field_2", "中国"), ("field_3", "Ελλάδα"),
        ("field_1st", "1st"), ("x" * 9, "x" * 7), ("x" * 9, "x" * 7),
    ]  # fmt: skip
    with pytest.raises(Problem) as refused:
        async with tx.savepoint():
            await custom_fields.create(tx, "leads", "GRÖSSE?")
    assert refused.value.status == 409
