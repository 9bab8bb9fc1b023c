"""Queries of a test's own."""

from comity.core.sql import Query, compile_named


def q(text: str) -> Query:
    """A query from its text, with `:name` for what is given."""
    return compile_named("test", "A test's own query.", text)
