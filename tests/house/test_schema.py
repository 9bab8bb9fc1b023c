"""schema.sql is what the migrations give, and so is every earlier release once it has been migrated."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from comity.core.migrate import migrate
from tests.house.pages import ROOT, schema
from tests.server import Postgres

RELEASES = sorted(Path(__file__).parent.glob("releases/*.dump"))


def test_schema_sql_is_up_to_date(postgres: Postgres, database_url: str) -> None:
    current = (ROOT / "schema.sql").read_text() if (ROOT / "schema.sql").exists() else ""
    assert current == schema(database_url, postgres.server.place), "schema.sql is out of date; run `make docs`"


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_a_released_database_migrates_to_the_same(postgres: Postgres, database_url: str, release: Path) -> None:
    """releases/<version>.dump is `pg_dump -Fc` of the demo organisation, added with each release."""
    url = postgres.empty()
    try:
        place = postgres.server.place
        subprocess.run([str(place.binaries / "pg_restore"), "--no-owner", "-d", url, str(release)], check=True)
        asyncio.run(migrate(url))
        assert schema(url, place) == schema(database_url, place)
    finally:
        postgres.drop(url)
