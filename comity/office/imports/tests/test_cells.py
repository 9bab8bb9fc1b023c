"""Cells as parts of a record: what is put where, and what is too long to be put anywhere."""

from __future__ import annotations

from typing import Any

import pytest

from comity.office.imports import cells
from comity.office.imports.values.problem import BadValue


def test_tags_of_several_cells_are_put_together_once() -> None:
    data: dict[str, Any] = {}
    cells.tags(data, "vip, Paris")
    cells.tags(data, "vip; press")
    assert data == {"tags": ["vip", "Paris", "press"]}


def test_texts_of_several_cells_are_one_and_no_longer_than_one_may_be() -> None:
    data: dict[str, Any] = {}
    put = cells.joined("street", str, 12)
    put(data, "Via Po")
    put(data, "4 a")
    assert data == {"street": "Via Po, 4 a"}
    for too_much in (
        lambda: put(data, "left"),
        lambda: cells.plain("city", 3)({}, "Rome"),
        lambda: cells.text(3)("Rome"),
    ):
        with pytest.raises(BadValue):
            too_much()
    assert data == {"street": "Via Po, 4 a"}


def test_a_tag_has_sixty_letters_at_the_most() -> None:
    data: dict[str, Any] = {}
    cells.tags(data, "x" * 60)
    with pytest.raises(BadValue):
        cells.tags(data, "vip, " + "x" * 61)
