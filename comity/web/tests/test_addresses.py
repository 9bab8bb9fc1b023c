"""What pages read out of addresses, and write into them."""

from uuid import uuid4

import pytest
from starlette.requests import Request

from comity.web import http


def asked(path: str, query: str = "") -> Request:
    return Request({"type": "http", "path": path, "query_string": query.encode(), "headers": []})


@pytest.mark.parametrize("typed", [None, "", "7", "not-an-id", "0190"])
def test_what_is_no_id_is_none(typed: str | None) -> None:
    assert http.uuid(typed) is None


def test_an_id_is_read_however_it_came() -> None:
    known = uuid4()
    assert http.uuid(str(known)) == http.uuid(known) == known


def test_older_rows_are_asked_for_with_what_was_asked_before() -> None:
    rows = [{"id": 9}, {"id": 7}]
    assert http.older(asked("/outbox", "state=a%26b&before=11"), rows, 2) == "/outbox?state=a%26b&before=7"
    assert http.older(asked("/outbox"), rows, 3) == ""
