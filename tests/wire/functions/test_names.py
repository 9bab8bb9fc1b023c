"""docs/functions.md tells the truth about the seeds' functions: what it says is here answers, what awaits does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.wire.functions.conftest import Served

pytestmark = pytest.mark.wire
DOCS = Path(__file__).parents[3] / "docs" / "functions.md"


def test_the_document_and_the_server_name_the_same_functions(served: Served) -> None:
    told = DOCS.read_text().partition("## The seeds' functions")[2]
    table, _, waiting = told.partition("Awaiting their room:")
    here = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", table))
    later = set(re.findall(r"F\d\d ([a-z]+(?:-[a-z]+)+)", waiting))
    assert len(here) >= 22 and len(later) >= 5
    paths = served.http.get(f"{served.url}/functions/v1").json()["paths"]
    names = {path.rsplit("/", 1)[1] for path in paths}
    assert here <= names, here - names
    assert not later & names, "built meanwhile: say so in docs/functions.md"
    numbers = {int(n) for n in re.findall(r"F(\d\d)", told)} | {5, 6}  # F04-F07 is a range
    assert numbers == set(range(1, 39)), set(range(1, 39)) - numbers
