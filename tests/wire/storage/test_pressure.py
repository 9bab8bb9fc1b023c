"""What presses on the service: senders that dawdle, many at one name, archives and pictures that unfold."""

from __future__ import annotations

import gzip
import secrets
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from urllib.parse import urlsplit

import httpx
import pytest

from tests.wire.storage.conftest import People, Person, Server

pytestmark = pytest.mark.wire
SLOW = 40
"""More than there are connections to the database."""


def begun(server: Server, person: Person, path: str, size: int | str) -> socket.socket:
    """An upload whose body is still to come."""
    at = urlsplit(server.url)
    connection = socket.create_connection((at.hostname or "", at.port or 80), timeout=60)
    said = "".join(f"{key}: {value}\r\n" for key, value in person.headers.items())
    head = f"POST /storage/v1/object/{path} HTTP/1.1\r\nHost: {at.netloc}\r\nContent-Length: {size}\r\n{said}\r\n"
    connection.sendall(head.encode())
    return connection


def test_slow_uploads_keep_nobody_waiting_and_end_whole(
    server: Server, people: People, bucket: Callable[..., str]
) -> None:
    name, person = bucket(), people.service
    slow = [begun(server, person, f"{name}/{n}.bin", 30) for n in range(SLOW)]
    for connection in slow:
        connection.sendall(b"x" * 10)
    for n in range(10):  # while all of them dawdle
        assert person.put(name, f"quick-{n}.txt", b"quick").status_code == 200
        assert person("GET", f"/object/{name}/quick-{n}.txt").content == b"quick"
    for connection in slow[: SLOW // 2]:
        connection.sendall(b"y" * 20)
    for connection in slow[: SLOW // 2]:
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")
        connection.close()
    for connection in slow[SLOW // 2 :]:  # these never come back
        connection.close()
    listed = person("POST", f"/object/list/{name}", json={"prefix": "", "limit": 200}).json()
    assert len([one for one in listed if one["name"].endswith(".bin")]) == SLOW // 2
    assert person("GET", f"/object/{name}/0.bin").content == b"x" * 10 + b"y" * 20


@pytest.mark.parametrize("size", ["-1", "1e3", "99999999999999999999", "5, 6"])
def test_lengths_that_are_none_are_refused(
    server: Server, people: People, bucket: Callable[..., str], size: str
) -> None:
    name, answer = bucket(), b""
    with begun(server, people.service, f"{name}/a.bin", size) as connection, suppress(OSError):
        connection.sendall(b"hello")  # the server may hang up at any of these
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(4096)
    assert b" 200 " not in answer.partition(b"\r\n")[0]
    assert people.service("GET", f"/object/{name}/a.bin").json()["statusCode"] == "404"


def test_many_over_one_name_leave_one_whole(people: People, bucket: Callable[..., str]) -> None:
    name = bucket()
    contents = [bytes([n]) * 300_000 for n in range(6)]

    def bring(content: bytes) -> int:
        headers = {**people.service.headers, "x-upsert": "true"}
        url = f"{people.service.url}/storage/v1/object/{name}/one.bin"
        return httpx.post(url, headers=headers, content=content, timeout=60).status_code

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(bring, contents)) == [200] * 6
    assert people.service("GET", f"/object/{name}/one.bin").content in contents
    assert people.service("GET", f"/object/info/{name}/one.bin").json()["size"] == 300_000


def test_two_resumable_uploads_to_one_name(people: People, bucket: Callable[..., str]) -> None:
    name, person = bucket(), people.service
    uploads = [person.resumable(name, "one.bin", 8).headers["location"] for _ in range(2)]

    def end(n: int) -> httpx.Response:
        said = {"tus-resumable": "1.0.0", "upload-offset": "0", "content-type": "application/offset+octet-stream"}
        return httpx.patch(uploads[n], headers={**person.headers, **said}, content=bytes([65 + n]) * 8, timeout=60)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(end, range(2)))
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [204, 409], [answer.text for answer in answers]
    assert person("GET", f"/object/{name}/one.bin").content == bytes([65 + statuses.index(204)]) * 8
    assert person.offset(uploads[statuses.index(409)]) is None  # nobody need send it again


def test_archives_are_kept_as_they_are(people: People, bucket: Callable[..., str]) -> None:
    name, person = bucket(), people.service
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(4):
            archive.writestr(f"../../{n}", bytes(20 << 20))
    packed = gzip.compress(bytes(50 << 20))
    for file, content, headers in (("a.zip", out.getvalue(), {}), ("b.bin", packed, {"content_encoding": "gzip"})):
        assert person.put(name, file, content, **headers).status_code == 200
        assert person("GET", f"/object/info/{name}/{file}").json()["size"] == len(content)
        with person.http.stream("GET", f"{person.url}/storage/v1/object/{name}/{file}", headers=person.headers) as raw:
            assert b"".join(raw.iter_raw()) == content


def png(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    """A whole PNG of nothing, packed as small as it goes, with further chunks."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 1) * height), 9)
    between = b"".join(chunk(*one) for one in more)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + between + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_pictures_that_unfold(people: People, bucket: Callable[..., str]) -> None:
    name, person = bucket(), people.service
    words = b"k\0\0" + zlib.compress(bytes(200 << 20), 9)
    person.put(name, "words.png", png(8, 8, *[(b"zTXt", words)] * 3), content_type="image/png")
    person.put(name, "wide.png", png(60_000, 1000), content_type="image/png")
    person.put(name, "large.png", png(7000, 7000), content_type="image/png")

    def ask(n: int) -> httpx.Response:
        file = ("words", "wide", "large")[n % 3]
        url = f"{person.url}/storage/v1/render/image/authenticated/{name}/{file}.png?width={20 + n}"
        return httpx.get(url, headers=person.headers, timeout=300)

    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(ask, n) for n in range(9)]
        assert person.put(name, f"{secrets.token_hex(3)}.txt").status_code == 200
        assert not all(one.done() for one in asked)  # others go on
        answers = [one.result() for one in asked]
    for n, answer in enumerate(answers):
        if n % 3 == 2:  # 49 million pixels: large, and fine
            assert answer.status_code == 200, answer.text
        else:
            assert answer.json()["statusCode"] == "400", answer.text
