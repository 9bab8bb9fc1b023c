"""Named queries: the file format and what it refuses."""

from __future__ import annotations

import pytest

from comity.core.sql import compile_named, parse


def test_parameters_become_numbers_once_each() -> None:
    query = compile_named("q", "d", "select :a, :b::int, :a where x = ':no' and y = \"a:b\" and z -> ':k' is null")
    assert query.text == "select $1, $2::int, $1 where x = ':no' and y = \"a:b\" and z -> ':k' is null"
    assert query.params == ("a", "b")


def test_comments_and_dollar_quotes_keep_their_colons() -> None:
    query = compile_named("q", "d", "select $x$ :no $x$ -- :neither\n, :yes")
    assert query.params == ("yes",)


def test_a_file_splits_into_named_described_queries() -> None:
    found = list(parse("-- name: one\n-- Does one.\nselect 1;\n\n-- name: two\n-- Does\n-- two.\nselect :x;\n"))
    assert [(q.name, q.description, q.text, q.params) for q in found] == [
        ("one", "Does one.", "select 1", ()),
        ("two", "Does two.", "select $1", ("x",)),
    ]


@pytest.mark.parametrize("text", ["select 1", "-- name: x\nselect 1;", "-- name: x\n-- Only words.\n"])
def test_a_query_without_name_description_or_statement_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="needs a description|has no"):
        list(parse(text, "some.sql"))
