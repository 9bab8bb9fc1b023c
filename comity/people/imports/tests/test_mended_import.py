"""The error file, mended and imported again: what was left out goes to the record that is there, not to a second."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from comity.office.imports import errors_file
from tests.world import World


@pytest.fixture
def look(database_url: str) -> Any:
    """Asks the database directly, past row security."""
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as connection:
        yield lambda sql, *params: connection.execute(sql, params).fetchall()


async def test_a_mended_error_file_brings_its_values_to_the_record_that_is_there(
    bring: Any, look: Any, world: World
) -> None:
    done = await bring("Name,Email,City\nJo Faulty,no-address,Ulm\n,,\nAl Right,al@right.example,Ulm\n")
    assert (done.created_count, done.error_count) == (2, 0)
    (jo,) = look("select id from contacts where source_id = %s and last_name = 'Faulty'", done.id)
    file = errors_file.path_of(world.owner.org_id, done).read_text("utf-8-sig")
    assert file.splitlines()[0] == "Name,Email,City,id,Row,What is wrong"
    assert str(jo["id"]) in file and "Al Right" not in file
    again = await bring(file.replace("no-address", "jo@mended.example"), name="mended.csv")
    assert (again.created_count, again.updated_count, again.error_count) == (0, 1, 0)
    assert look("select id, email from contacts where last_name = 'Faulty'") == [
        {"id": jo["id"], "email": "jo@mended.example"}
    ]


async def test_a_row_that_was_not_taken_names_no_record(bring: Any, look: Any, world: World) -> None:
    done = await bring("Name,Email,City\n,not-an-address,Ulm\n")
    assert (done.created_count, done.error_count) == (0, 1)
    line = errors_file.path_of(world.owner.org_id, done).read_text("utf-8-sig").splitlines()[1]
    assert line.startswith(",not-an-address,Ulm,,2,")


async def test_a_file_that_has_ids_keeps_its_own(bring: Any, world: World) -> None:
    done = await bring("ID,Name,Email\nK-17,Kim Own,nowhere\n")
    header = errors_file.path_of(world.owner.org_id, done).read_text("utf-8-sig").splitlines()[0]
    assert header == "ID,Name,Email,Row,What is wrong"
