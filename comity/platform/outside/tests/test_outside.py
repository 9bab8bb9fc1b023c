"""The way out: private addresses, retries, the circuit, rates, and a log without secrets.  seed: SC03, J10"""

from __future__ import annotations

import asyncio
import gzip
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx
import pytest

from comity.core.db import Database
from comity.platform.outside import Forbidden, Outside, OutsideDown, OutsideFailure, client, guard, transport
from comity.platform.outside.breaker import FAILURES
from tests.world import World


class _Service(BaseHTTPRequestHandler):
    """Answers as the path says: /200, /500, /flaky/2 (fails twice), /slow, /large, /redirect."""

    seen: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        type(self).seen.append(self.path)
        what = self.path.split("?")[0].strip("/").split("/")
        if what[0] == "flaky":
            tries = sum(path == self.path for path in self.seen)
            self._say(500 if tries <= int(what[1]) else 200)
        elif what[0] == "slow":
            threading.Event().wait(1.0)
            self._say(200)
        elif what[0] == "redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
        elif what[0] == "large":
            self._say(200, b"x" * (client.LARGEST + 1))
        elif what[0] == "packed":
            self._say(200, gzip.compress(b"[]"), {"Content-Encoding": "gzip"})
        elif what[0] == "letters":
            self._say(200, zlib.compress(b"x" * 1000), {"Content-Type": "text/html; charset=zlib"})
        elif what[0] == "wait":
            self._say(429, b"{}", {"Retry-After": what[1]})
        else:
            self._say(int(what[0]))

    do_POST = do_GET  # noqa: N815

    def _say(self, status: int, body: bytes = b"{}", more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses are counted, not waited."""
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(client, "pause", pause)
    _Service.seen.clear()
    return waited


async def test_failures_are_tried_again_after_1_2_and_4_seconds(
    db: Database, world: World, service: str, hurried: list[float]
) -> None:
    outside = Outside(db, world.owner, "flaky")
    assert (await outside.request("GET", f"{service}/flaky/3")).status_code == 200
    assert hurried == [1.0, 2.0, 4.0]
    with pytest.raises(OutsideFailure) as failed:
        await outside.request("POST", f"{service}/500")  # a repeat could do harm
    assert failed.value.status == 500 and _Service.seen.count("/500") == 1
    assert (await outside.request("GET", f"{service}/404")).status_code == 404


async def test_the_log_holds_no_secret_and_is_ours_alone(db: Database, world: World, service: str) -> None:
    outside = Outside(db, world.owner, "logged")
    await outside.request("GET", f"{service}/200/a?token=secret", headers={"Authorization": "secret"}, cost=0.02)
    await Outside(db, world.rep, "logged").request("GET", f"{service}/201")
    rows = await db.once(world.owner, client.q.recent, service="logged", most=10)
    assert [(row["path"], row["status"]) for row in rows] == [("/201", 201), ("/200/a", 200)]
    assert "secret" not in str(rows) and float(rows[1]["cost_usd"]) == 0.02
    assert await db.once(world.stranger, client.q.recent, service="logged", most=10) == []
    assert await db.once(world.rep, client.q.recent, service="logged", most=10) == []


async def test_a_dead_service_is_left_alone(db: Database, world: World, service: str) -> None:
    outside = Outside(db, world.owner, "dead", tries=1)
    for _ in range(FAILURES):
        with pytest.raises(OutsideFailure):
            await outside.request("GET", f"{service}/503")
    asked = len(_Service.seen)
    with pytest.raises(OutsideDown):
        await outside.request("GET", f"{service}/200")
    assert len(_Service.seen) == asked
    # nobody else is held up by it
    assert (await Outside(db, world.stranger, "dead").request("GET", f"{service}/200")).status_code == 200
    circuit = client._breakers.of(outside._circuit(service))
    assert circuit.opened_at is not None
    circuit.opened_at -= 31
    assert (await outside.request("GET", f"{service}/200")).status_code == 200
    assert circuit.opened_at is None


async def test_a_rate_is_shared_and_kept(db: Database, world: World, service: str) -> None:
    outside = Outside(db, world.owner, "rated", per_minute=2)
    for _ in range(2):
        await outside.request("GET", f"{service}/200")
    with pytest.raises(OutsideFailure) as later:
        await outside.request("GET", f"{service}/200")
    assert 0 < later.value.after <= 31
    await Outside(db, world.stranger, "rated", per_minute=2).request("GET", f"{service}/200")


async def test_answers_are_bounded_in_size_and_time(db: Database, world: World, service: str) -> None:
    with pytest.raises(OutsideFailure, match="larger than"):
        await Outside(db, world.owner, "large").request("GET", f"{service}/large")
    with pytest.raises(OutsideFailure, match="did not answer"):
        await Outside(db, world.owner, "slow", seconds=0.2, tries=1).request("GET", f"{service}/slow")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost:8000/", "http://0.0.0.0/", "http://[::1]/", "http://10.1.2.3/",
        "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data", "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/", "http://[fd00::1]/", "http://2130706433/", "http://0x7f.1/",
        "http://017700000001/", "http://127.1/", "http://0x7f000001/", "http://[::ffff:7f00:1]/", "http://0/",
        "http://[2002:7f00:1::]/", "http://[::ffff:169.254.169.254]/", "http://[fe80::1%25lo]/",
        "ftp://example.com/", "file:///etc/passwd", "http://user:word@example.com/", "http:///x", "gopher://x",
        "http://[::1", "http://example.com:99999/",
    ],
)  # fmt: skip
async def test_an_address_that_leads_inside_is_refused(db: Database, world: World, url: str) -> None:
    with pytest.raises(OutsideFailure) as refused:
        await Outside(db, world.owner, "theirs", theirs=True, tries=1).request("GET", url)
    assert isinstance(refused.value, Forbidden) or "no address" in refused.value.problem


async def test_a_redirect_is_not_followed_inside(
    db: Database, world: World, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "is_public", lambda address: True)
    outside = Outside(db, world.owner, "redirecting", theirs=True)
    assert (await outside.request("GET", f"{service}/redirect")).status_code == 302


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True), ("100.64.0.1", False),
        ("224.0.0.1", False), ("255.255.255.255", False), ("2002:7f00:1::", False), ("::", False), ("fe80::1", False),
    ],
)  # fmt: skip
def test_addresses_are_known_for_what_they_are(address: str, public: bool) -> None:
    assert guard.is_public(ip_address(address)) is public


@pytest.mark.parametrize("path", ["packed", "large"])
async def test_an_answer_read_whole_is_neither_packed_nor_endless(
    service: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An organisation's own model server could otherwise fill the memory of everybody's."""
    monkeypatch.setattr(transport, "guarded", httpx.AsyncHTTPTransport)
    async with httpx.AsyncClient(transport=transport.bounded(1_000_000)) as asking:
        with pytest.raises(OutsideFailure):
            await asking.get(f"{service}/{path}")
        assert (await asking.get(f"{service}/200")).json() == {}
        assert len((await asking.get(f"{service}/letters")).text) < 100


async def test_an_encoding_that_unpacks_is_not_used(db: Database, world: World, service: str) -> None:
    answer = await Outside(db, world.owner, "letters").request("GET", f"{service}/letters")
    assert len(answer.text) < 100


@pytest.mark.parametrize(("said", "waits"), [("7", 7), ("9" * 9, 86_400), ("9" * 400, 0), ("\xb2", 0), ("-1", 0)])
async def test_a_service_is_not_waited_for_as_long_as_it_likes(
    db: Database, world: World, service: str, said: str, waits: float
) -> None:
    with pytest.raises(OutsideFailure) as failure:
        await Outside(db, world.owner, f"wait {waits} {len(said)}", tries=1).request("GET", f"{service}/wait/{said}")
    assert failure.value.after == waits


async def test_a_name_that_changes_its_mind_is_held_to_what_was_looked_at(
    db: Database, world: World, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is looked at and inside when it is called (rebinding)."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []

    async def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (next(answers), port))]

    async def connect(self: Any, host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        raise httpcore.ConnectError("nobody there")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    port = service.rpartition(":")[2]
    with pytest.raises(OutsideFailure):
        await Outside(db, world.owner, "rebinding", theirs=True, tries=1).request(
            "GET", f"http://two.example:{port}/200"
        )
    assert asked == ["93.184.216.34"]
