"""Somebody who is removed takes no file along: not by their token, not by a URL they signed, not by an upload begun."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from comity.platform.auth.identity import STANDING_LASTS
from tests.wire.storage.conftest import People, Person, Server
from tests.world import WORLD

pytestmark = pytest.mark.wire
OURS = WORLD.ours.id
FOLDER = f"{OURS}/contacts/{WORLD.ours.contacts[0]}"


@pytest.fixture
def gone(server: Server) -> Iterator[psycopg.Connection]:
    """A connection by which our second rep is removed; they are back afterwards."""
    rep = WORLD.ours.other_rep.user_id
    with psycopg.connect(server.app.database_url, autocommit=True) as connection:
        yield connection
        connection.execute("update org_members set deleted_at = null where org_id = %s and user_id = %s", [OURS, rep])


def removed(connection: psycopg.Connection, person: Person, path: str) -> None:
    """Removed by another process: known here within the seconds that standing lasts."""
    rep = WORLD.ours.other_rep.user_id
    connection.execute("update org_members set deleted_at = now() where org_id = %s and user_id = %s", [OURS, rep])
    until = time.monotonic() + STANDING_LASTS + 60
    while person("GET", f"/object/authenticated/attachments/{path}").status_code == 200 and time.monotonic() < until:
        time.sleep(0.3)


def test_a_removed_member_has_no_files(server: Server, people: People, gone: psycopg.Connection) -> None:
    path = f"{FOLDER}/{secrets.token_hex(4)}.txt"
    said = {"email": WORLD.ours.other_rep.email, "password": WORLD.password}
    token = httpx.post(
        f"{server.url}/auth/v1/token?grant_type=password", json=said, headers={"apikey": server.anon}
    ).json()["access_token"]
    rep = Person(server.url, {"apikey": server.anon, "authorization": f"Bearer {token}"}, people.rep.http)
    nobody = Person(server.url, {}, people.rep.http)
    assert rep.put("attachments", path).status_code == 200
    one = rep("POST", f"/object/sign/attachments/{path}", json={"expiresIn": 600}).json()["signedURL"]
    many = rep("POST", "/object/sign/attachments", json={"expiresIn": 600, "paths": [path]}).json()[0]["signedURL"]
    owners = people.owner("POST", f"/object/sign/attachments/{path}", json={"expiresIn": 600}).json()["signedURL"]
    bring = rep("POST", f"/object/upload/sign/attachments/{path}.new").json()["url"]
    upload = rep.resumable("attachments", f"{path}.more", 10).headers["location"]
    assert rep.patch(upload, 0, b"hello").status_code == 204
    assert nobody("GET", one).status_code == nobody("GET", many).status_code == 200
    removed(gone, rep, path)
    assert rep("GET", f"/object/authenticated/attachments/{path}").status_code in (400, 401, 403)
    assert rep.put("attachments", f"{path}2").status_code in (400, 401, 403)
    assert rep("POST", f"/object/sign/attachments/{path}", json={"expiresIn": 60}).status_code in (400, 401, 403)
    assert rep.patch(upload, 5, b"world").status_code in (400, 401, 403, 404)
    for url in (one, many):
        assert nobody("GET", url).json()["code"] == "ExpiredToken"
    assert nobody("PUT", bring, content=b"x").json()["code"] == "ExpiredToken"
    assert nobody("GET", owners).content == b"hello"


def test_what_an_application_signed_in_its_own_bucket_is_its_own_affair(people: People) -> None:
    """Anybody's buckets keep upstream's rule: a signed URL lasts as long as it says."""
    name = f"open-{secrets.token_hex(4)}"
    people.service("POST", "/bucket", json={"id": name, "name": name})
    assert people.anonymous.put(name, "a.txt").status_code == 200
    url, long = (
        people.anonymous("POST", f"/object/sign/{name}/a.txt", json={"expiresIn": seconds}).json()["signedURL"]
        for seconds in (1, 600)
    )
    nobody = Person(people.service.url, {}, people.service.http)
    assert nobody("GET", long).content == b"hello"
    until = time.monotonic() + 60
    while (answer := nobody("GET", url)).status_code == 200 and time.monotonic() < until:
        time.sleep(0.2)
    assert answer.json()["code"] == "ExpiredToken"
    assert nobody("GET", long).content == b"hello"
