"""The official Python client (storage3), over every verb of buckets and files against the running program."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import httpx
import pytest
from storage3.exceptions import StorageApiError
from supabase import Client

from tests.wire.storage.conftest import People

pytestmark = pytest.mark.wire


def refused(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(StorageApiError) as caught:
        act()
    return str(caught.value.status), str(caught.value.message)


def test_buckets(client: Client) -> None:
    name = f"b{secrets.token_hex(4)}"
    client.storage.create_bucket(name, options={"file_size_limit": 1000, "allowed_mime_types": ["image/*"]})
    found = client.storage.get_bucket(name)
    assert (found.public, found.file_size_limit, found.allowed_mime_types) == (False, 1000, ["image/*"])
    client.storage.update_bucket(name, {"public": True})
    found = client.storage.get_bucket(name)
    assert (found.public, found.file_size_limit) == (True, 1000)
    assert name in [one.id for one in client.storage.list_buckets()]
    assert refused(lambda: client.storage.create_bucket(name)) == ("409", "The resource already exists")
    client.storage.from_(name).upload("a.png", b"\x89PNG\r\n\x1a\n", {"content-type": "image/png"})
    assert refused(lambda: client.storage.delete_bucket(name))[0] == "409"
    client.storage.empty_bucket(name)
    client.storage.delete_bucket(name)
    assert refused(lambda: client.storage.get_bucket(name)) == ("404", "Bucket not found")


def test_a_file_comes_back_as_it_went(client: Client, bucket: Callable[..., str]) -> None:
    files = client.storage.from_(bucket())
    content = secrets.token_bytes(700_000)  # more than two sealed chunks
    files.upload("one/a.bin", content, {"content-type": "application/x-thing", "cache-control": "60"})
    assert files.download("one/a.bin") == content
    info = files.info("one/a.bin")
    assert (info["size"], info["content_type"], info["cache_control"]) == (700_000, "application/x-thing", "max-age=60")
    assert refused(lambda: files.upload("one/a.bin", b"x")) == ("409", "The resource already exists")
    files.upload("one/a.bin", b"again", {"upsert": "true"})
    files.update("one/a.bin", b"and again")
    assert files.download("one/a.bin") == b"and again"
    assert files.exists("one/a.bin") and not files.exists("one/b.bin")
    assert refused(lambda: files.download("one/b.bin")) == ("404", "Object not found")


def test_move_copy_remove(client: Client, bucket: Callable[..., str]) -> None:
    files, other = client.storage.from_(bucket()), bucket()
    files.upload("a.txt", b"one", {"metadata": {"who": "Ada"}})
    files.copy("a.txt", "deep/b.txt")
    files.move("a.txt", "c.txt")
    assert (files.download("deep/b.txt"), files.download("c.txt")) == (b"one", b"one")
    assert files.info("deep/b.txt")["metadata"] == {"who": "Ada"}
    assert not files.exists("a.txt")
    removed = files.remove(["c.txt", "deep/b.txt", "never.txt"])
    assert {row["name"] for row in removed} == {"c.txt", "deep/b.txt"}
    files.upload("d.txt", b"two")
    assert refused(lambda: files.move("d.txt", "no/../where.txt"))[0] == "400"
    assert other


def test_levels_and_pages(client: Client, bucket: Callable[..., str]) -> None:
    files = client.storage.from_(bucket())
    for name in ("b.txt", "a/1.txt", "a/2.txt", "a-b.txt", "a/deep/3.txt", "c.txt"):
        files.upload(name, name.encode())
    listed = files.list()
    assert [(row["name"], row["id"] is None) for row in listed] == [
        ("a-b.txt", False), ("a", True), ("b.txt", False), ("c.txt", False),
    ]  # fmt: skip
    assert [row["name"] for row in files.list("a")] == ["1.txt", "2.txt", "deep"]
    assert [row["name"] for row in files.list("", {"limit": 2, "offset": 1})] == ["a", "b.txt"]
    assert [row["name"] for row in files.list("", {"search": "A"})] == ["a-b.txt", "a"]
    newest = files.list("", {"sortBy": {"column": "created_at", "order": "desc"}})
    assert [row["name"] for row in newest] == ["a", "c.txt", "a-b.txt", "b.txt"]
    down = files.list("", {"sortBy": {"column": "name", "order": "desc"}})
    assert [row["name"] for row in down] == ["c.txt", "b.txt", "a", "a-b.txt"]
    names, cursor = [], None
    while True:
        page = files.list_v2({"with_delimiter": True, "limit": 2, **({"cursor": cursor} if cursor else {})})
        names += [one.name for one in page.folders] + [one.name for one in page.objects]
        cursor = page.nextCursor
        if not page.hasNext:
            break
    assert sorted(names) == ["a-b.txt", "a/", "b.txt", "c.txt"]
    assert len(files.list_v2({"prefix": "a/"}).objects) == 3


def test_signed_urls(client: Client, bucket: Callable[..., str]) -> None:
    name = bucket()
    files = client.storage.from_(name)
    files.upload("secret plan.txt", b"the plan")
    url = files.create_signed_url("secret plan.txt", 60)["signedURL"]
    assert httpx.get(url).content == b"the plan"
    both = files.create_signed_urls(["secret plan.txt", "none.txt"], 60)
    assert both[0]["error"] is None and both[1]["signedURL"] in (None, "", client.storage_url)  # type: ignore[attr-defined]
    ticket = files.create_signed_upload_url("new.txt")
    files.upload_to_signed_url("new.txt", ticket["token"], b"brought")
    assert files.download("new.txt") == b"brought"
    refusal = httpx.put(ticket["signed_url"], content=b"twice")
    assert refusal.json()["statusCode"] == "409"


def test_public_objects_are_for_everybody(people: People, bucket: Callable[..., str]) -> None:
    name = bucket(public=True)
    people.service.put(name, "logo.txt", b"logo", cache_control="max-age=3600")
    answer = httpx.get(f"{people.service.url}/storage/v1/object/public/{name}/logo.txt")
    assert (answer.content, answer.headers["cache-control"]) == (b"logo", "max-age=3600")
    assert answer.headers["access-control-allow-origin"] == "*"
    closed = bucket()
    people.service.put(closed, "logo.txt")
    hidden = httpx.get(f"{people.service.url}/storage/v1/object/public/{closed}/logo.txt")
    assert hidden.status_code == 400 and hidden.json()["error"] == "Bucket not found"
