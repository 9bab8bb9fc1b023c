"""What is typed into a search box, folded and forgiven."""

from __future__ import annotations

import pytest

from comity.core.db import Tx
from comity.core.sql import compile_named
from comity.office.search.words import fold, joined, marked, one_off, prefixes, slips


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Mül", "'mul':*"),
        ("martin dup", "'martin':* & 'dup':*"),
        ("a@b.example", "'a':* & 'b':* & 'example':*"),
        ("+49 30 123", "'4930123':*"),
        ("0033 6 12", "'33612':*"),
        ("!!!", None),
        ("", None),
        ("x' | 'y", "'x':* & 'y':*"),
    ],
)
def test_prefixes(typed: str, query: str | None) -> None:
    assert prefixes(typed) == query


async def test_folding_is_the_database_s(tx: Tx) -> None:
    letters = "".join(chr(code) for code in range(0x20, 0x180)) + "Straße Ærø Łódź"
    query = compile_named("folded", "How the database folds.", "select app.fold(:letters)")
    assert await tx.value(query, letters=letters) == fold(letters)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("fontane", "fontaine"), ("fotnaine", "fontaine"), ("fontaime", "fontaine"), ("ffontaine", "fontaine")],
)
def test_one_slip_is_forgiven(slip: str, meant: str) -> None:
    assert meant in one_off(slip)
    [choices] = slips(slip)
    assert meant in choices
    assert joined([choices], {meant, "other"}) == f"('{meant}')"
    assert joined([choices, ["x"]], {meant}) is None


def test_short_words_are_not_guessed_at() -> None:
    assert slips("ab") == [] and slips("12345") == []


def test_marking() -> None:
    assert marked("Zoë Müller", "mull") == [("Zoë ", False), ("Mull".replace("u", "ü"), True), ("er", False)]
    assert marked("<b>", "b") == [("<", False), ("b", True), (">", False)]
    assert marked("abc", "") == [("abc", False)]
