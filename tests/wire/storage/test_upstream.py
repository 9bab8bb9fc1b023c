"""What upstream's own acceptance tests expect of a server, beyond what clients show (wire.md 4)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import httpx
import pytest
from PIL import Image

from comity import __version__
from tests.wire.storage.conftest import People, Server

NAMELESS = {
    "statusCode": "400", "error": "Error", "code": "InvalidRequest",
    "message": "headers must have required property 'authorization'",
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/bucket", None),
        ("POST", "/bucket", {"name": "x"}),
        ("POST", "/object/list/x", {"prefix": ""}),
        ("POST", "/object/list-v2/x", {}),
        ("POST", "/object/sign/x", {"expiresIn": 9, "paths": ["a"]}),
        ("DELETE", "/object/x", {"prefixes": ["a"]}),
        ("POST", "/object/x/a.txt", {}),
    ],
)
def test_whoever_shows_nothing_is_told_so(server: Server, method: str, path: str, body: object) -> None:
    answer = httpx.request(method, f"{server.url}/storage/v1{path}", json=body)
    assert (answer.status_code, answer.json()) == (400, NAMELESS)
    known = httpx.request(method, f"{server.url}/storage/v1{path}", json=body, headers={"apikey": server.anon})
    assert known.json() != NAMELESS  # the public key is a name


def test_what_needs_no_name(server: Server, people: People, bucket: Callable[..., str]) -> None:
    name = bucket(public=True)
    people.service.put(name, "a.txt")
    url = f"{server.url}/storage/v1"
    assert httpx.get(f"{url}/version").text == __version__
    assert httpx.get(f"{url}/object/public/{name}/a.txt").content == b"hello"
    assert httpx.get(f"{url}/object/{name}/a.txt").content == b"hello"


def test_what_is_known_of_an_object_is_told_to_head_as_headers(people: People, bucket: Callable[..., str]) -> None:
    name = bucket()
    people.service.put(name, "a.txt", content_type="text/plain")
    about = people.service("HEAD", f"/object/info/{name}/a.txt")
    itself = people.service("HEAD", f"/object/{name}/a.txt")
    assert about.status_code == 200 and about.content == b""
    for header in ("etag", "content-length", "content-type", "last-modified"):
        assert about.headers[header] == itself.headers[header]
    assert people.stranger("HEAD", f"/object/info/{name}/missing.txt").status_code == 400


@pytest.mark.parametrize(
    ("header", "client", "knows"),
    [
        ("x-client-info", "supabase-py/2.17.3", False),
        ("x-client-info", "supabase-py/2.18.0", True),
        ("user-agent", "supabase-py/storage3 v0.12.0", False),
        ("user-agent", "supabase-py/storage3 v0.12.1", True),
        ("x-client-info", "supabase-js/2.0.0", True),
    ],
)
def test_older_python_clients_are_spared_the_type_of_a_bucket(
    people: People, bucket: Callable[..., str], header: str, client: str, knows: bool
) -> None:
    name = bucket()
    rows = people.service("GET", "/bucket", headers={header: client}).json()
    assert [("type" in row) for row in rows if row["id"] == name] == [knows]


def test_lists_and_lives_have_bounds(people: People, bucket: Callable[..., str]) -> None:
    name = bucket()
    people.service.put(name, "a.txt")
    assert people.service("GET", "/bucket?limit=0").status_code == 400
    for seconds in (1e21, 10**15, 253_402_300_799):
        answer = people.service("POST", f"/object/sign/{name}/a.txt", json={"expiresIn": seconds})
        assert answer.status_code == 400 and "expiresIn" in answer.json()["message"]


def halves() -> bytes:
    """A wide picture: red on its left, blue on its right."""
    image = Image.new("RGB", (400, 100), "red")
    image.paste(Image.new("RGB", (200, 100), "blue"), (200, 0))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("asked", "told", "left", "right"),
    [
        ("gravity=we", "gravity:we", "red", "red"),
        ("gravity=ea", "gravity:ea", "blue", "blue"),
        ("gravity=fp&x_offset=0.5&y_offset=0.5", "gravity:fp:0.5:0.5", "red", "blue"),
        ("gravity=fp&x_offset=0&y_offset=1", "gravity:fp:0:1", "red", "red"),
        ("gravity=we&x_offset=300", "gravity:we:300:0", "blue", "blue"),
        ("gravity=noea&x_offset=0.5", "gravity:noea:0.5:0", "blue", "blue"),
        ("gravity=sm&x_offset=90", "gravity:sm", "red", "blue"),
    ],
)
def test_a_picture_is_cut_where_it_is_asked_to(
    people: People, bucket: Callable[..., str], asked: str, told: str, left: str, right: str
) -> None:
    name = bucket()
    people.service.put(name, "p.png", halves(), content_type="image/png")
    where = f"/render/image/authenticated/{name}/p.png?width=100&height=100&{asked}"
    answer = people.service("GET", where)
    assert answer.headers["x-transformations"] == f"height:100,width:100,resizing_type:fill,{told}"
    shown = Image.open(BytesIO(answer.content)).convert("RGB")
    colours = {(255, 0, 0): "red", (0, 0, 255): "blue"}
    assert [colours[shown.getpixel((x, 50))] for x in (10, 90)] == [left, right]  # type: ignore[index]


def test_a_cut_that_makes_no_sense(people: People, bucket: Callable[..., str]) -> None:
    name = bucket()
    people.service.put(name, "p.png", halves(), content_type="image/png")
    for odd in ("gravity=up", "gravity=fp", "gravity=fp&x_offset=2&y_offset=0", "gravity=no&x_offset=nan"):
        answer = people.service("GET", f"/render/image/authenticated/{name}/p.png?width=9&height=9&{odd}")
        assert (answer.status_code, answer.json()["statusCode"]) == (400, "400"), odd
    signed = {"expiresIn": 60, "transform": {"width": 9, "gravity": "fp"}}
    assert people.service("POST", f"/object/sign/{name}/p.png", json=signed).status_code == 400


def test_resumable_uploads_say_no_in_plain_words(people: People, bucket: Callable[..., str]) -> None:
    small = bucket(file_size_limit=10)

    def said(answer: httpx.Response) -> tuple[int, str]:
        assert answer.headers["content-type"].startswith("text/plain")
        return answer.status_code, answer.text

    assert said(people.service.resumable(small, "a.bin", 11)) == (413, "Maximum size exceeded\n")
    assert said(people.service.resumable("nowhere", "a.bin", 11)) == (404, "Bucket not found")
    upload = people.service.resumable(small, "a.bin", 10).headers["location"]
    assert people.service.patch(upload, 0, b"12345").status_code == 204
    conflict = people.service.patch(upload, 0, b"12345")
    assert conflict.status_code == 409 and "Upload-Offset conflict" in conflict.text
    assert said(people.stranger.resumable(bucket("own"), "a.bin", 4))[0] == 403
    for token, words in ((None, "Missing x-signature header"), ("x.y.z", "Invalid Compact JWS")):
        more = {"x-signature": token} if token else {}
        about = {"tus-resumable": "1.0.0", "upload-length": "1", **more}
        assert said(people.anonymous("POST", "/upload/resumable/sign", headers=about)) == (400, words)


def test_types_that_are_none(people: People, bucket: Callable[..., str]) -> None:
    name = bucket(allowed_mime_types=["image/*"])
    for odd in ("thisisnotarealmimetype", "image/", "image/ png"):
        answer = people.service.put(name, "p.png", halves(), content_type=odd)
        assert answer.json() == {
            "statusCode": "415", "error": "invalid_mime_type", "code": "InvalidMimeType",
            "message": "Invalid Content-Type header",
        }  # fmt: skip
    assert people.service.put(name, "p.png", halves(), content_type="image/png; charset=x").status_code == 200


@pytest.mark.parametrize("column", ["name", "created_at"])
def test_a_search_goes_below_the_level_that_is_listed(people: People, bucket: Callable[..., str], column: str) -> None:
    name = bucket()
    for path in ("top/a/b/File.png", "top/a/c.txt", "top/z.txt"):
        people.service.put(name, path)

    def found(prefix: str, search: str) -> list[tuple[str, bool]]:
        said = {"prefix": prefix, "search": search, "sortBy": {"column": column, "order": "asc"}}
        rows = people.service("POST", f"/object/list/{name}", json=said).json()
        return [(row["name"], row["id"] is None) for row in rows]

    assert found("", "top/a/b/") == [("top/a/b/File.png", False)]
    assert found("top", "a/b/fi") == [("a/b/File.png", False)]
    assert found("", "top/a/") == [("top/a/b", True), ("top/a/c.txt", False)]
    assert found("top", "A") == [("a", True)]
    assert found("top", "x/y") == []
    assert found("top/a", "") == [("b", True), ("c.txt", False)]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_folders_are_as_old_as_what_is_oldest_in_them(people: People, bucket: Callable[..., str], order: str) -> None:
    name = bucket()
    for path in ("q/1.txt", "b.txt", "c/1.txt", "q/2.txt", "a.txt"):
        people.service.put(name, path)
    cursor, pages = None, []
    while True:
        said = {
            "with_delimiter": True,
            "limit": 2,
            "cursor": cursor,
            "sortBy": {"column": "created_at", "order": order},
        }
        page = people.service("POST", f"/object/list-v2/{name}", json=said).json()
        pages.append({row["name"] for row in page["folders"] + page["objects"]})
        cursor = page.get("nextCursor")
        if not page["hasNext"]:
            break
    wanted = [{"q/", "b.txt"}, {"c/", "a.txt"}]
    assert pages == (wanted if order == "asc" else wanted[::-1])


@pytest.mark.parametrize(
    "rules",
    [
        "all", "max-snippet: 10, notranslate", "googlebot: nofollow, otherbot: noindex, max-video-preview: -1",
        "unavailable_after: Fri, 25 Jun 2027 15:00:00 GMT, noindex", "max-image-preview:large",
    ],
)  # fmt: skip
def test_search_engines_are_told_what_its_bringer_wants(people: People, bucket: Callable[..., str], rules: str) -> None:
    name = bucket(public=True)
    people.service.put(name, "plain.txt")
    people.service.put(name, "a.txt", x_robots_tag=rules)
    url = f"{people.service.url}/storage/v1/object/public/{name}"
    assert httpx.get(f"{url}/plain.txt").headers["x-robots-tag"] == "none"
    assert httpx.get(f"{url}/a.txt").headers["x-robots-tag"] == rules
    people.service.put(name, "a.txt", x_upsert="true")
    assert httpx.get(f"{url}/a.txt").headers["x-robots-tag"] == "none"


@pytest.mark.parametrize("rules", ["invalidrule", "max-snippet: many", "bot:", "unavailable_after: soon"])
def test_rules_for_search_engines_that_are_none(people: People, bucket: Callable[..., str], rules: str) -> None:
    answer = people.service.put(bucket(), "a.txt", x_robots_tag=rules)
    assert answer.status_code == 400 and answer.json()["error"] == "invalid_x_robots_tag", answer.text
