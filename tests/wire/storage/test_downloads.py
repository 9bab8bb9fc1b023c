"""Ranges, conditions, names to save under, and pictures in other sizes."""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from tests.wire.storage.conftest import People, Person

pytestmark = pytest.mark.wire
CHUNK = 1 << 18
CONTENT = secrets.token_bytes(3 * CHUNK + 17)


@pytest.fixture
def big(people: People, bucket: Callable[..., str]) -> tuple[Person, str]:
    name = bucket()
    assert people.service.put(name, "big.bin", CONTENT).status_code == 200
    return people.service, f"/object/{name}/big.bin"


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, len(CONTENT)),
        (f"bytes={CHUNK - 1}-{CHUNK}", CHUNK - 1, CHUNK + 1),
        (f"bytes={CHUNK}-{2 * CHUNK - 1}", CHUNK, 2 * CHUNK),
        ("bytes=-17", len(CONTENT) - 17, len(CONTENT)),
        (f"bytes=5-{10**14}", 5, len(CONTENT)),
    ],
)
def test_a_range(big: tuple[Person, str], said: str, start: int, end: int) -> None:
    person, path = big
    answer = person("GET", path, headers={"range": said})
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"
    assert answer.content == CONTENT[start:end]


def test_a_range_that_cannot_be(big: tuple[Person, str]) -> None:
    person, path = big
    beyond = person("GET", path, headers={"range": f"bytes={len(CONTENT)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(CONTENT)}")
    for odd in ("bytes=9-3", "bytes=x", "lines=1-2"):
        assert person("GET", path, headers={"range": odd}).json()["code"] == "InvalidRange"
    assert person("GET", path, headers={"range": "bytes=0-1,4-5"}).status_code == 200


def test_only_if_changed(big: tuple[Person, str]) -> None:
    person, path = big
    head = person("HEAD", path)
    etag, modified = head.headers["etag"], head.headers["last-modified"]
    assert head.headers["content-length"] == str(len(CONTENT)) and head.content == b""
    assert person("GET", path, headers={"if-none-match": etag}).status_code == 304
    assert person("GET", path, headers={"if-modified-since": modified}).status_code == 304
    assert person("GET", path, headers={"if-none-match": '"other"', "if-modified-since": modified}).status_code == 200
    assert person("GET", path, headers={"range": "bytes=0-1", "if-range": etag}).status_code == 206
    assert person("GET", path, headers={"range": "bytes=0-1", "if-range": '"old"'}).status_code == 200


def test_names_to_save_under(big: tuple[Person, str]) -> None:
    person, path = big
    assert person("HEAD", f"{path}?download").headers["content-disposition"] == "attachment;"
    named = person("HEAD", f"{path}?download=Ann%C3%A9e.bin").headers["content-disposition"]
    assert named == "attachment; filename=Ann%C3%A9e.bin; filename*=UTF-8''Ann%C3%A9e.bin"
    odd = person("HEAD", f"{path}?download=a%0d%0ax: y").headers["content-disposition"]
    assert "\r" not in odd and "x:" not in odd.lower().replace("%0d%0ax%3a", "")


@pytest.mark.parametrize(
    ("content", "claimed"),
    [
        (b"<!doctype html><script>alert(1)</script>", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"),
        (b"  <!-- hi --><ScRiPt>alert(1)</script>", "text/plain"),
        (b"alert(1)", "text/javascript"),
        (b"hello", "text/html; charset=utf-8"),
    ],
)
def test_nothing_runs_in_our_origin(people: People, bucket: Callable[..., str], content: bytes, claimed: str) -> None:
    name = bucket(public=True)
    people.service.put(name, "x.png", content, content_type=claimed)
    answer = people.anonymous("GET", f"/object/public/{name}/x.png")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert "html" not in answer.headers["content-type"]


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return out.getvalue()


def test_pictures_in_other_sizes(people: People, bucket: Callable[..., str]) -> None:
    name, owner = bucket(), people.service
    owner.put(name, "p.png", picture(400, 200), content_type="image/png")

    def size(query: str, **headers: str) -> tuple[tuple[int, int], str]:
        answer = owner("GET", f"/render/image/authenticated/{name}/p.png?{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        return Image.open(BytesIO(answer.content)).size, answer.headers["content-type"]

    assert size("width=100&height=100") == ((100, 100), "image/png")
    assert size("width=100&height=100&resize=contain") == ((100, 50), "image/png")
    assert size("width=10&height=90&resize=fill") == ((10, 90), "image/png")
    assert size("width=100", accept="image/webp,*/*") == ((100, 50), "image/webp")
    assert size("height=50&format=origin", accept="image/webp") == ((100, 50), "image/png")
    assert size("width=99999")[0] == (2500, 1250)
    done = owner("GET", f"/render/image/authenticated/{name}/p.png?width=40&height=20&quality=60").headers
    assert done["x-transformations"] == "height:20,width:40,resizing_type:fill,quality:60"
    for odd in ("width=-1", "width=1e3", "resize=odd", "quality=5", "format=exe"):
        refusal = owner("GET", f"/render/image/authenticated/{name}/p.png?{odd}")
        assert refusal.json()["statusCode"] == "400", odd


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_pictures_that_are_none(people: People, bucket: Callable[..., str]) -> None:
    name, owner = bucket(), people.service
    owner.put(name, "bomb.png", bomb(60_000, 60_000))
    owner.put(name, "cut.png", picture(300, 300)[:200])
    owner.put(name, "words.png", b"words", content_type="image/png")
    for file in ("bomb.png", "cut.png", "words.png"):
        refusal = owner("GET", f"/render/image/authenticated/{name}/{file}?width=10")
        assert refusal.json()["statusCode"] == "400", file
