"""Every exposed table is born locked, and fit for shards; test_locks.sql asks the catalogue for offenders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from comity.core import sql

LAWS = {query.name: query for query in sql.parse(Path(__file__).with_suffix(".sql").read_text(), "test_locks.sql")}
TABLES = """
create temporary view tables as select c.oid, c.relname as name from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
"""
FOUND_ON_AN_OPEN_DOOR = {"org_id", "row_security", "policy", "comment", "audited", "keys"}


@pytest.fixture(scope="module")
def catalog(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(TABLES)
        yield connection


def offenders(catalog: psycopg.Connection, law: str) -> list[str]:
    return [str(row[0]) for row in catalog.execute(LAWS[law].text.encode()).fetchall()]


@pytest.mark.parametrize("law", LAWS)
def test_nothing_in_the_database(catalog: psycopg.Connection, law: str) -> None:
    found = offenders(catalog, law)
    assert not found, f"{', '.join(found)}: {LAWS[law].description}"


def test_the_law_has_something_to_guard(catalog: psycopg.Connection) -> None:
    assert len(catalog.execute("select from tables").fetchall()) >= 10


def test_the_law_bites(catalog: psycopg.Connection) -> None:
    catalog.execute("create table open_door (a int primary key)")
    try:
        found = {law for law in LAWS if any(name.startswith("open_door") for name in offenders(catalog, law))}
        assert found == FOUND_ON_AN_OPEN_DOOR
    finally:
        catalog.execute("drop table open_door")
