"""The running program, people of both organisations with tokens, and buckets that nobody else uses."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
import pytest
from supabase import Client

from tests.wire.auth.conftest import Server, server
from tests.world import WORLD

__all__ = ["Server", "server"]

EVERYBODY = """
create policy "anyone in open buckets" on storage.objects for all to public
using (bucket_id like 'open-%') with check (bucket_id like 'open-%');
create policy "own folder" on storage.objects for all to authenticated
using (bucket_id like 'own-%' and (storage.foldername(name))[1] = auth.uid()::text)
with check (bucket_id like 'own-%' and (storage.foldername(name))[1] = auth.uid()::text);
"""


@dataclass
class Person:
    """Somebody with a token, and the requests they send."""

    url: str
    headers: dict[str, str]
    http: httpx.Client
    more: dict[str, Any] = field(default_factory=dict)

    def __call__(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A request below /storage/v1."""
        headers = {**self.headers, **more.pop("headers", {})}
        return self.http.request(method, f"{self.url}/storage/v1{path}", headers=headers, **more)

    def put(self, bucket: str, name: str, content: bytes = b"hello", **headers: str) -> httpx.Response:
        """Brings an object."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return self("POST", f"/object/{bucket}/{name}", content=content, headers=said)

    def resumable(self, bucket: str, name: str, size: int, **headers: str) -> httpx.Response:
        """Begins an upload in pieces."""
        about = {"bucketName": bucket, "objectName": name, "contentType": "application/octet-stream"}
        said = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in about.items())
        tus = {"tus-resumable": "1.0.0", "upload-length": str(size), "upload-metadata": said, **headers}
        return self("POST", "/upload/resumable", headers=tus)

    def patch(self, upload: str, at: int, content: bytes) -> httpx.Response:
        """Sends further bytes."""
        tus = {"tus-resumable": "1.0.0", "upload-offset": str(at), "content-type": "application/offset+octet-stream"}
        return self.http.request("PATCH", upload, headers={**self.headers, **tus}, content=content)

    def offset(self, upload: str) -> int | None:
        """How far an upload has come; None when there is none."""
        answer = self.http.head(upload, headers={**self.headers, "tus-resumable": "1.0.0"})
        return int(answer.headers["upload-offset"]) if answer.status_code == 200 else None


@dataclass(frozen=True)
class People:
    """Both organisations, the house and nobody."""

    owner: Person
    rep: Person
    other_rep: Person
    readonly: Person
    stranger: Person
    service: Person
    anonymous: Person


@pytest.fixture(scope="session")
def people(server: Server) -> Iterator[People]:
    with psycopg.connect(server.app.database_url, autocommit=True) as connection:
        connection.execute(EVERYBODY)
    with httpx.Client(timeout=60) as http:

        def with_key(key: str) -> Person:
            return Person(server.url, {"apikey": key, "authorization": f"Bearer {key}"}, http)

        def signed_in(email: str | None) -> Person:
            said = {"email": email, "password": WORLD.password}
            answer = http.post(
                f"{server.url}/auth/v1/token?grant_type=password", json=said, headers={"apikey": server.anon}
            )
            token = answer.json()["access_token"]
            return Person(server.url, {"apikey": server.anon, "authorization": f"Bearer {token}"}, http)

        yield People(
            owner=signed_in(WORLD.ours.owner.email),
            rep=signed_in(WORLD.ours.rep.email),
            other_rep=signed_in(WORLD.ours.other_rep.email),
            readonly=signed_in(WORLD.ours.readonly.email),
            stranger=signed_in(WORLD.theirs.owner.email),
            service=with_key(server.service),
            anonymous=with_key(server.anon),
        )


@pytest.fixture
def bucket(people: People) -> Callable[..., str]:
    """Makes a bucket of anybody's."""

    def make(kind: str = "open", **options: Any) -> str:
        name = f"{kind}-{secrets.token_hex(4)}"
        answer = people.service("POST", "/bucket", json={"id": name, "name": name, **options})
        assert answer.status_code == 200, answer.text
        return name

    return make


@pytest.fixture
def client(server: Server) -> Client:
    """The official client with the secret key."""
    return server.client(server.service)
