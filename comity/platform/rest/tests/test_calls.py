"""Functions over HTTP (wire.md 1.6)."""

from __future__ import annotations

from typing import Any

import pytest

from comity.platform.rest.tests.conftest import Asker, person


@pytest.mark.parametrize(
    ("method", "url", "body", "expected"),
    [
        ("GET", "/rpc/add?a=1&b=2", None, 3),
        ("POST", "/rpc/add", {"a": 1, "b": 2}, 3),
        ("POST", "/rpc/add", {"a": 1, "b": 2, "c": 3}, 6),
        ("GET", "/rpc/total?v=1&v=2&v=3", None, 6),
        ("GET", "/rpc/total?v={4,5}", None, 9),
        ("POST", "/rpc/total", {"v": [1, 2]}, 3),
        ("GET", "/rpc/numbers?n=3", None, [1, 2, 3]),
        ("GET", "/rpc/pairs?n=3&x=gt.1&select=y&order=x.desc", None, [{"y": "y3"}, {"y": "y2"}]),
        ("POST", "/rpc/pairs?limit=1&offset=1", {"n": 3}, [{"x": 2, "y": "y2"}]),
        ("GET", "/rpc/one_client?wanted=2", None, {"id": 2, "name": "Apple"}),
        (
            "GET",
            "/rpc/projects_of?client=2&select=id,clients(name)&id=eq.3",
            None,
            [{"id": 3, "clients": {"name": "Apple"}}],
        ),
        ("POST", "/rpc/projects_of?select=id&order=id.desc&limit=1", {}, [{"id": 5}]),
        ("POST", "/rpc/projects_of?select=id&order=id.desc&limit=1", None, [{"id": 5}]),
        ("GET", "/rpc/projects_of?select=count()", None, [{"count": 5}]),
        ("POST", "/rpc/keys_of", {"x": 1, "y": 2}, "x,y"),
    ],
)
async def test_calls(ask: Asker, method: str, url: str, body: Any, expected: Any) -> None:
    said = await ask(method, url, body)
    assert said.status == 200, said.text
    assert said.json == expected


async def test_raw_and_form_bodies(ask: Asker) -> None:
    assert (await ask("POST", "/rpc/length_of", "größe".encode(), content_type="text/plain")).json == 5
    octets = await ask("POST", "/rpc/size_of", b"\x00\\\xff", content_type="application/octet-stream")
    assert octets.json == 3
    form = "application/x-www-form-urlencoded"
    assert (await ask("POST", "/rpc/add", b"a=1&b=41", content_type=form)).json == 42


async def test_void_is_204_and_empty(ask: Asker) -> None:
    said = await ask("POST", "/rpc/nothing", {})
    assert (said.status, said.text) == (204, "") and "content-type" not in said.headers


async def test_counts_and_single_rows(ask: Asker) -> None:
    said = await ask("GET", "/rpc/numbers?n=9&limit=2", prefer="count=exact")
    assert (said.status, said.range, said.json) == (206, "0-1/9", [1, 2])
    head = await ask("HEAD", "/rpc/numbers?n=9", prefer="count=exact")
    assert (head.range, head.text) == ("0-8/9", "")
    one = "application/vnd.pgrst.object+json"
    assert (await ask("GET", "/rpc/projects_of?id=eq.1&select=id", accept=one)).json == {"id": 1}
    assert (await ask("GET", "/rpc/projects_of?id=lt.3", accept=one)).code == "PGRST116"


async def test_a_get_may_not_write(ask: Asker) -> None:
    said = await ask("GET", "/rpc/write_task?named=x")
    assert (said.status, said.code) == (405, "25006")


async def test_what_sql_may_read_of_the_request(ask: Asker) -> None:
    said = await ask(
        "POST", "/rpc/who_asks", {}, caller=person("ann"), x_test="yes", cookie="a=b; c=d", prefer="timezone=Asia/Tokyo"
    )
    assert said.json == {
        "role": "rest_user",
        "claims": {"role": "rest_user", "sub": "ann"},
        "method": "POST",
        "path": "/rpc/who_asks",
        "header": "yes",
        "cookie": "b",
        "timezone": "Asia/Tokyo",
    }
    assert said.headers["preference-applied"] == "timezone=Asia/Tokyo"


async def test_what_sql_may_say_of_the_response(ask: Asker) -> None:
    said = await ask(
        "POST", "/rpc/respond", {"status": "418", "headers": '[{"X-Tea": "green"}, {"Content-Type": "text/tea"}]'}
    )
    assert (said.status, said.headers["x-tea"], said.headers["content-type"]) == (418, "green", "text/tea")


async def test_a_function_writes_its_own_error(ask: Asker) -> None:
    said = await ask(
        "POST",
        "/rpc/fail",
        {
            "state": "PGRST",
            "message": '{"code": "123", "message": "payment", "details": "d", "hint": "h"}',
            "detail": '{"status": 402, "headers": {"X-Powered-By": "Nero"}}',
        },
    )
    assert said.status == 402 and said.headers["x-powered-by"] == "Nero"
    assert said.json == {"code": "123", "message": "payment", "details": "d", "hint": "h"}


async def test_row_security_is_the_callers(ask: Asker) -> None:
    assert [row["body"] for row in (await ask("GET", "/notes", caller=person("ann"))).json] == ["mine"]
    assert (await ask("GET", "/notes")).json == []
