"""The short way gives the answers of the ordinary one, whatever the values are."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import quote

import pytest

from comity.platform.rest.familiar import read_values
from comity.platform.rest.request import Raw
from comity.platform.rest.tests.conftest import Asker

KINDS = [
    ["/clients?id=eq.1", "/clients?id=eq.2", "/clients?id=eq.99", "/clients?id=eq.x", "/clients?id=eq."],
    ["/projects?id=in.(1,2)&order=id", "/projects?id=in.(3)&order=id", "/projects?id=in.%283,4%29&order=id",
     "/projects?id=in.()&order=id", "/projects?id=in.(1", '/projects?id=in.("1","2")&order=id'],
    ["/projects?name=like.Win*&order=id", "/projects?name=like.*S*&order=id", "/projects?name=like.%25O%25&order=id"],
    ["/projects?id=not.gt.2&order=id", "/projects?id=not.gt.4&order=id"],
    ["/projects?name=eq.a+b", "/projects?name=eq.Windows%207", "/projects?name=eq.eq.1", "/projects?name=eq.%00"],
    ["/projects?select=id,clients(name)&clients.name=eq.Apple&order=id",
     "/projects?select=id,clients(name)&clients.name=eq.Microsoft&order=id"],
    ["/projects?id=gt.1&id=lt.3&order=id", "/projects?id=gt.2&id=lt.5&order=id", "/projects?id=lt.3&id=gt.1&order=id"],
    ["/projects?id=gt.1&limit=2&offset=1&order=id", "/projects?id=gt.2&limit=2&offset=1&order=id",
     "/projects?id=gt.2&limit=1500&order=id", "/projects?id=gt.2&limit=1501&order=id"],
    ["/projects?budget=is.null&id=gt.1&order=id", "/projects?budget=is.null&id=gt.4&order=id"],
    ["/projects?or=(id.eq.1,id.eq.2)&order=id", "/projects?or=(id.eq.3,id.eq.4)&order=id"],
    ["/rpc/projects_of?client=1&id=gt.1", "/rpc/projects_of?client=2&id=gt.1", "/rpc/add?a=1&b=2", "/rpc/add?a=2&b=2"],
    ["/projects?data->>c=eq.x", "/projects?data->>c=eq.y", "/projects?clients%2Elimit=eq.1"],
]  # fmt: skip


@pytest.mark.parametrize("urls", KINDS, ids=lambda urls: urls[0])
async def test_later_ones_of_a_kind_are_answered_as_the_first_would_be(ask: Asker, urls: list[str]) -> None:
    for url in (*urls, *urls):
        ask.engine.forget()
        plain = await ask("GET", url)
        assert (await ask("GET", url)).text == plain.text
        for before in urls:
            await ask("GET", before)
        later = await ask("GET", url)
        assert (later.status, later.text) == (plain.status, plain.text), url
        assert later.headers.get("content-location") == plain.headers.get("content-location"), url
        assert later.range == plain.range


def test_what_is_one_kind_and_what_is_not() -> None:
    def key(query: str, **headers: str) -> object:
        found = read_values(Raw("GET", ["t"], query, headers))
        return found and found.key

    assert key("a=eq.1") == key("a=eq.2") == key("a=eq." + quote("x&y=z", safe=""))
    others = ["a=eq.1", "b=eq.1", "a=neq.1", "a=not.eq.1", "a=eq.1&a=eq.2", "a=eq.1&limit=1", "a=is.null"]
    keys = [key(query) for query in others]
    assert None not in keys and len(set(keys)) == len(keys)
    assert all(one != other for one, other in pairwise([key("a=eq.1"), key("a=eq.1", prefer="count=exact")]))
    for odd in ("a", "a=1", "or=(a.eq.1)", "x.and=(a.eq.1)", "a=fts.x", "a%2Elimit=eq.1", "a=%65q.1", "&", "a=eq.%ff"):
        assert key(odd) is None, odd
