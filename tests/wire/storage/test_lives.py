"""What becomes of a file: told as a fact, described by its bringer, gone with its record; uploads lock and expire."""

from __future__ import annotations

import base64
import json
import secrets
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.wire.storage.conftest import People, Server
from tests.world import WORLD

pytestmark = pytest.mark.wire
OURS = WORLD.ours.id


def facts(server: Server, name: str) -> list[tuple[str, Any]]:
    """What was told of an object, oldest first."""
    told = "select kind, payload from app.facts where org_id = %s and payload ->> 'name' = %s order by id"
    with psycopg.connect(server.app.database_url) as connection:
        return [(kind, payload) for kind, payload in connection.execute(told, [OURS, name]).fetchall()]


def test_an_upload_announces_a_fact(server: Server, people: People) -> None:
    """Seed: ST09; once for each time it was stored, by whichever door, and nothing for what was refused."""
    path = f"{OURS}/contacts/{WORLD.ours.contacts[0]}/{secrets.token_hex(4)}.txt"
    assert people.stranger.put("attachments", path).status_code == 400
    assert facts(server, path) == []
    people.rep.put("attachments", path)
    people.rep.put("attachments", path, b"again", x_upsert="true")
    assert people.rep.put("attachments", path).status_code == 400  # the name is taken
    people.rep("DELETE", "/object/attachments", json={"prefixes": [path]})
    said = facts(server, path)
    assert [kind for kind, _ in said] == ["storage.object_stored"] * 2 + ["storage.object_removed"]
    assert {"bucket": "attachments", "size": 5, "record_kind": "contacts"}.items() <= said[1][1].items()
    assert people.rep.resumable("attachments", path, 0).status_code == 201
    assert facts(server, path)[-1][0] == "storage.object_stored"


def test_what_its_bringer_says_of_it_stays_with_it(people: People, bucket: Callable[..., str]) -> None:
    name, said = bucket(), {"color": "blau", "deep": {"n": [1, 2]}}
    metadata = base64.b64encode(json.dumps(said).encode()).decode()
    people.service.put(name, "a.txt", x_metadata=metadata, cache_control="max-age=60")
    info = people.service("GET", f"/object/info/{name}/a.txt").json()
    assert info["metadata"] == said and info["cache_control"] == "max-age=60"
    copied = {"bucketId": name, "sourceKey": "a.txt", "destinationKey": "b.txt"}
    people.service("POST", "/object/copy", json=copied)
    assert people.service("GET", f"/object/info/{name}/b.txt").json()["metadata"] == said
    for odd in ("not base64", base64.b64encode(b"[1]").decode(), base64.b64encode(b'{"a":"\\u0000"}').decode()):
        assert people.service.put(name, secrets.token_hex(4), x_metadata=odd).status_code == 200


def test_files_go_with_their_record(server: Server, people: People) -> None:
    made = people.rep.http.post(
        f"{server.url}/rest/v1/contacts", headers={**people.rep.headers, "prefer": "return=representation"},
        json={"last_name": "Leaving"},
    )  # fmt: skip
    assert made.status_code == 201, made.text
    contact = made.json()[0]["id"]
    path = f"{OURS}/contacts/{contact}/offer.txt"
    assert people.rep.put("attachments", path).status_code == 200
    with psycopg.connect(server.app.database_url) as connection:
        connection.execute("select set_config('app.purge', 'on', true)")
        connection.execute("delete from contacts where org_id = %s and id = %s", [OURS, contact])
    assert people.owner("GET", f"/object/authenticated/attachments/{path}").json()["statusCode"] == "404"
    assert facts(server, path)[-1][0] == "storage.object_removed"


def test_who_comes_back_takes_over_from_a_silent_connection(
    server: Server, people: People, bucket: Callable[..., str]
) -> None:
    name, person = bucket(), people.service
    upload = person.resumable(name, "one.bin", 10).headers["location"]
    at = urlsplit(upload)
    said = {**person.headers, "tus-resumable": "1.0.0", "upload-offset": "0", "content-length": "10", "host": at.netloc,
            "content-type": "application/offset+octet-stream"}  # fmt: skip
    head = "".join(f"{key}: {value}\r\n" for key, value in said.items())
    with socket.create_connection((at.hostname or "", at.port or 80), timeout=60) as silent:
        silent.sendall(f"PATCH {at.path} HTTP/1.1\r\n{head}\r\n".encode() + b"abc")
        for _ in range(1200):  # its bytes may still be on their way
            if person.offset(upload):
                break
            time.sleep(0.05)
        assert person.offset(upload) == 3
        assert silent.recv(4096).startswith(b"HTTP/1.1 423")
    assert person.patch(upload, 3, b"defghij").status_code == 204
    assert person("GET", f"/object/{name}/one.bin").content == b"abcdefghij"


def test_an_upload_expires(server: Server, people: People, bucket: Callable[..., str]) -> None:
    name, person = bucket(), people.service
    begun = person.resumable(name, "late.bin", 10)
    upload = begun.headers["location"]
    assert "GMT" in begun.headers["upload-expires"]
    assert person.patch(upload, 0, b"01234").status_code == 204
    with psycopg.connect(server.app.database_url, autocommit=True) as connection:
        over = "update storage.resumable_uploads set expires_at = now() - interval '1 second' where id = %s"
        connection.execute(over, [upload.rpartition("/")[2]])
    assert person.offset(upload) is None
    assert person.patch(upload, 5, b"56789").status_code == 404
    assert person("GET", f"/object/{name}/late.bin").json()["statusCode"] == "404"
