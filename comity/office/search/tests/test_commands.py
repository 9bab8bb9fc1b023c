"""The palette's commands: what begins with the words typed is meant."""

from __future__ import annotations

import pytest

from comity.app import PACKS
from comity.office.search import commands


@pytest.mark.parametrize(
    ("typed", "title"), [("set", "Settings"), ("contr", "Contracts"), ("fore", "Forecast"), ("new lead", "New lead")]
)
def test_a_title_that_begins_so_is_meant(typed: str, title: str) -> None:
    meant = [str(one.title) for one in commands.matching(PACKS, "owner", typed) if commands.meant(one, typed)]
    assert title in meant


@pytest.mark.parametrize("typed", ["s", "villa", "odermatt"])
def test_names_mean_no_command(typed: str) -> None:
    assert not [one for one in commands.matching(PACKS, "owner", typed) if commands.meant(one, typed)]
