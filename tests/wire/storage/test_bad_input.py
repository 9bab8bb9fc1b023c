"""What nobody should send: names, lengths, offsets, types; two at once; a disk that is full; a virus."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import httpx
import psycopg
import pytest

from tests.wire.storage.conftest import People, Server
from tests.world import WORLD

pytestmark = pytest.mark.wire


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/../../b", "./a", "ünïcode.txt", "a\u202egpj.exe", "nul\0byte", "emoji-🎉", "a" * 1025,
     "back\\slash", "percent%41", "~tilde"],
)  # fmt: skip
def test_names_that_are_none(people: People, bucket: Callable[..., str], name: str) -> None:
    answer = people.service("POST", f"/object/{bucket()}/{quote(name, safe='')}", content=b"x")
    assert answer.status_code in (400, 404), answer.text
    assert answer.json()["code"] in ("InvalidKey", "InvalidRequest")


@pytest.mark.parametrize("name", ["a b.txt", "a+b&c=d@e;f,g.txt", "(1)!'*$.txt", "deep/er/est/x", "x" * 1000])
def test_odd_names_that_are_fine(people: People, bucket: Callable[..., str], name: str) -> None:
    at = f"/object/{bucket()}/{quote(name)}"
    assert people.service("POST", at, content=b"x").status_code == 200
    assert people.service("GET", at).content == b"x"


def test_sizes_and_types_a_bucket_does_not_take(people: People, bucket: Callable[..., str]) -> None:
    name = bucket(file_size_limit="1KB", allowed_mime_types=["image/png"])
    large = people.service.put(name, "a.png", b"\x89PNG\r\n\x1a\n" + bytes(2000), content_type="image/png")
    assert large.json() == {
        "statusCode": "413", "error": "Payload too large", "code": "EntityTooLarge",
        "message": "The object exceeded the maximum allowed size",
    }  # fmt: skip
    text = people.service.put(name, "a.txt", b"x", content_type="text/plain")
    assert (text.json()["statusCode"], text.json()["error"]) == ("415", "invalid_mime_type")
    lie = people.service.put(name, "a.png", b"MZ\x90 a program", content_type="image/png")
    assert lie.json()["statusCode"] == "415" and "portable-executable" in lie.json()["message"]
    assert people.service.resumable(name, "b.png", 2000).status_code == 415
    for limit in ("12 parsecs", -1, True, 10**15):
        assert people.service("PUT", f"/bucket/{name}", json={"file_size_limit": limit}).status_code == 400
    nothing_said = people.service("PUT", f"/bucket/{name}", json={"colour": "red"})
    assert (nothing_said.status_code, nothing_said.json()["message"]) == (400, "No content provided")
    for bucket_name in ("", " x", "a/b", "ü", "x" * 101):
        assert people.service("POST", "/bucket", json={"name": bucket_name}).status_code == 400


def test_bodies_that_are_none(people: People, bucket: Callable[..., str]) -> None:
    name = bucket()
    for body in (b"{", b"[]", b"\xff", b'{"prefixes": "x"}', b'{"prefixes": []}', b'{"prefixes": [1]}'):
        assert people.service("DELETE", f"/object/{name}", content=body).json()["code"] == "InvalidRequest"
    many = {"prefixes": [str(n) for n in range(1001)]}
    assert people.service("DELETE", f"/object/{name}", json=many).json()["statusCode"] == "400"
    for seconds in (0, -1, "x", None, 1.5):
        assert people.service("POST", f"/object/sign/{name}/a", json={"expiresIn": seconds}).status_code == 400
    for cursor in ("!!", "YTpi", "bDp4CnE6eQ=="):
        answer = people.service("POST", f"/object/list-v2/{name}", json={"cursor": cursor})
        assert answer.status_code in (200, 400)
    form = {"content-type": "multipart/form-data; boundary=x"}
    assert people.service("POST", f"/object/{name}/a", content=b"--x\r\nno", headers=form).status_code == 400
    assert people.service("GET", "/nowhere/at/all").json()["code"] == "InvalidRequest"


def test_a_connection_cut_short_leaves_nothing(server: Server, people: People, bucket: Callable[..., str]) -> None:
    name = bucket()
    at = urlsplit(server.url)
    head = f"POST /storage/v1/object/{name}/cut.bin HTTP/1.1\r\nhost: x\r\ncontent-length: 5000000\r\n"
    said = "".join(f"{key}: {value}\r\n" for key, value in people.service.headers.items())
    with socket.create_connection((at.hostname or "", at.port or 80)) as connection:
        connection.sendall((head + said + "\r\n").encode() + bytes(2_000_000))
    assert people.service("GET", f"/object/{name}/cut.bin").json()["statusCode"] == "404"
    again = people.service.put(name, "cut.bin", b"whole")
    assert again.status_code == 200
    assert people.service("GET", f"/object/{name}/cut.bin").content == b"whole"


def test_two_uploads_to_one_name(people: People, bucket: Callable[..., str]) -> None:
    name = bucket()

    def bring(content: bytes) -> httpx.Response:
        with httpx.Client(timeout=60) as own:
            url = f"{people.service.url}/storage/v1/object/{name}/one.bin"
            return own.post(url, headers=people.service.headers, content=content)

    contents = [bytes([n]) * 300_000 for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(bring, contents))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 400, 400, 400, 400, 400]
    kept = people.service("GET", f"/object/{name}/one.bin").content
    assert kept == contents[[answer.status_code for answer in answers].index(200)]
    assert all(a.json()["error"] == "Duplicate" for a in answers if a.status_code == 400)


def test_direct_deletes_are_refused(server: Server, people: People, bucket: Callable[..., str]) -> None:
    name = bucket()
    people.service.put(name, "a.txt")
    with psycopg.connect(server.app.database_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("delete from storage.objects where bucket_id = %s", [name])


def test_a_quota_says_what_to_do(server: Server, people: People) -> None:
    ours = WORLD.theirs.id  # the other organisation: no other test brings files for it
    name = f"{ours}/contacts/{WORLD.theirs.contacts[0]}/{secrets.token_hex(4)}.bin"
    with psycopg.connect(server.app.database_url, autocommit=True) as connection:
        limit = "insert into storage.usage (org_id, most_bytes) values (%s, 100000) on conflict (org_id) do update set"
        connection.execute(f"{limit} most_bytes = 100000".encode(), [ours])
        try:
            assert people.stranger.put("attachments", name, bytes(90_000)).status_code == 200
            more = people.stranger.put("attachments", f"{name}2", bytes(20_000))
            assert more.json()["code"] == "QuotaExceeded" and "Delete files" in more.json()["message"]
            told = "select count(*) from app.facts where org_id = %s and kind = 'storage.nearly_full'"
            assert connection.execute(told, [ours]).fetchone() == (1,)
            assert people.stranger("DELETE", "/object/attachments", json={"prefixes": [name]}).status_code == 200
            used = connection.execute("select bytes, files from storage.usage where org_id = %s", [ours]).fetchone()
            assert used == (0, 0)
        finally:
            connection.execute("update storage.usage set most_bytes = null where org_id = %s", [ours])


def test_resumables_by_the_book(people: People, bucket: Callable[..., str]) -> None:
    name, person = bucket(), people.service
    tus = {"tus-resumable": "1.0.0"}
    assert person("POST", "/upload/resumable", headers={"upload-length": "5"}).status_code == 412
    options = person("OPTIONS", "/upload/resumable")
    assert options.status_code == 204 and "creation" in options.headers["tus-extension"]
    for size in ("-1", "x", "", "9" * 20):
        assert person("POST", "/upload/resumable", headers={**tus, "upload-length": size}).status_code == 400
    assert person("POST", "/upload/resumable", headers={**tus, "upload-length": "5", "upload-metadata": "a !"}
                  ).status_code == 400  # fmt: skip
    assert person.resumable(name, "../x", 5).status_code == 400
    assert person.resumable("never-made", "x", 5).status_code == 404
    assert person.resumable(name, "x", 10**13).status_code == 413
    upload = person.resumable(name, "x", 10).headers["location"]
    assert person.offset(upload) == 0
    assert person.patch(upload, 3, b"abc").status_code == 409
    assert person.patch(upload, 0, bytes(11)).status_code == 413
    wrong = person.http.patch(upload, headers={**person.headers, **tus, "upload-offset": "0"}, content=b"x")
    assert wrong.status_code == 415
    assert person.patch(upload, 0, b"0123").headers["upload-offset"] == "4"
    assert person.patch(upload, 0, b"0123").status_code == 409
    assert person.offset(upload) == 4
    assert person.patch(upload, 4, b"456789").status_code == 204
    assert person.offset(upload) == 10
    assert person("GET", f"/object/{name}/x").content == b"0123456789"
    assert person.resumable(name, "x", 10).status_code == 409  # the name is taken
    assert person.resumable(name, "x", 10, **{"x-upsert": "true"}).status_code == 201
    gone = person.resumable(name, "y", 10).headers["location"]
    assert person.http.delete(gone, headers={**person.headers, **tus}).status_code == 204
    assert person.offset(gone) is None
    assert person.offset(gone.rpartition("/")[0] + "/not-an-id") is None


def test_a_resumable_by_a_signed_url(people: People, bucket: Callable[..., str]) -> None:
    name = bucket()
    token = people.service("POST", f"/object/upload/sign/{name}/s.txt").json()["token"]
    nobody = {"x-signature": token, "tus-resumable": "1.0.0"}
    at = f"{people.service.url}/storage/v1/upload/resumable/sign"

    def begin(file: str) -> httpx.Response:
        import base64

        pairs = {"bucketName": name, "objectName": file}
        said = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
        return httpx.post(at, headers={**nobody, "upload-length": "5", "upload-metadata": said})

    assert begin("other.txt").status_code == 400
    begun = begin("s.txt")
    assert begun.status_code == 201, begun.text
    body = {"upload-offset": "0", "content-type": "application/offset+octet-stream"}
    assert httpx.patch(begun.headers["location"], headers=body | {"tus-resumable": "1.0.0"}, content=b"hello"
                       ).status_code == 400  # fmt: skip
    assert httpx.patch(begun.headers["location"], headers={**nobody, **body}, content=b"hello").status_code == 204
    assert people.service("GET", f"/object/{name}/s.txt").content == b"hello"
