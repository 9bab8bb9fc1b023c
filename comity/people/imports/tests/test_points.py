"""Addresses and numbers of a row: said once where there is one of each, listed where there are more."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from comity.office.imports.cells import point

ANN, HOME, NUMBER = "ann@x.example", "ann@home.example", "+4930111222"


def test_a_list_is_begun_by_what_the_primary_ones_do_not_say() -> None:
    data: dict[str, Any] = {}
    point(data, "phone", NUMBER, "")
    point(data, "email", ANN, "")
    point(data, "email", ANN, "work")
    assert data == {"email": ANN, "phone": NUMBER}
    point(data, "email", HOME, "home")
    assert data["email"] == ANN
    assert data["points"] == [
        {"kind": "email", "value": ANN},
        {"kind": "phone", "value": NUMBER},
        {"kind": "email", "value": HOME, "label": "home"},
    ]
    point(data, "email", HOME, "")
    assert len(data["points"]) == 3


def test_a_label_is_kept_of_the_only_one() -> None:
    data: dict[str, Any] = {}
    point(data, "email", ANN, "work")
    assert data == {"email": ANN, "points": [{"kind": "email", "value": ANN, "label": "work"}]}


def test_the_database_reads_both_forms_alike(look: Any) -> None:
    short = {"email": ANN, "phone": NUMBER}
    listed = {**short, "points": [{"kind": "email", "value": ANN}, {"kind": "phone", "value": NUMBER}]}
    read = "select kind, label, value from app.import_points(%s) order by n"
    assert look(read, Jsonb(short)) == look(read, Jsonb(listed)) != []
    assert look(read, Jsonb({"last_name": "Li"})) == []


@pytest.mark.parametrize(
    ("law", "broken"),
    [
        ("contact_points_primary", "update contact_points set is_primary = true where value = 'other@x.example'"),
        (
            "contact_points_once",
            "update contact_points set normalised = 'only@x.example' where value = 'other@x.example'",
        ),
    ],
)
async def test_a_contact_has_one_primary_address_and_each_once(bring: Any, look: Any, law: str, broken: str) -> None:
    await bring("Name,Email,Second email\nOne Only,only@x.example,other@x.example\n")
    both = look(
        "select is_primary from contact_points where value in ('only@x.example', 'other@x.example') order by value"
    )
    assert [row["is_primary"] for row in both] == [True, False]
    look("select set_config('app.derived', 'on', false)")  # not even where triggers rest
    with pytest.raises(psycopg.errors.UniqueViolation, match=law):
        look(f"{broken} returning id")


async def test_a_row_that_begins_with_the_second_address_of_another_repeats_it(bring: Any, look: Any) -> None:
    done = await bring("Name,Email,Second email\nAl One,al@one.example,al@two.example\nAl Two,al@two.example,\n")
    assert (done.created_count, done.duplicate_count) == (1, 1)
    assert look("select first_name from contacts where email = 'al@one.example'") == [{"first_name": "Al"}]
