"""The wall: objects, signed URLs and uploads, as ours and as the stranger; colleagues who may not see a record."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import psycopg
import pytest

from tests.wire.storage.conftest import People, Person, Server
from tests.world import WORLD

pytestmark = pytest.mark.wire
OURS = WORLD.ours.id
CLAIRE = WORLD.ours.contacts[0]  # of rep; other_rep sees her only while everybody sees everything


@pytest.fixture
def path() -> str:
    """A new name among the files of a contact of ours."""
    return f"{OURS}/contacts/{CLAIRE}/{secrets.token_hex(4)}/offer.txt"


def reads(person: Person, path: str, bucket: str = "attachments") -> bool:
    answer = person("GET", f"/object/authenticated/{bucket}/{path}")
    assert answer.status_code in (200, 400)
    return answer.status_code == 200


def test_files_of_a_record_stay_in_the_organisation(people: People, path: str) -> None:
    assert people.rep.put("attachments", path).status_code == 200
    assert reads(people.owner, path) and reads(people.readonly, path)
    assert not reads(people.stranger, path) and not reads(people.anonymous, path)
    listed = people.stranger("POST", "/object/list/attachments", json={"prefix": f"{OURS}/contacts/{CLAIRE}"})
    assert listed.json() == []
    assert people.stranger("POST", f"/object/sign/attachments/{path}", json={"expiresIn": 60}).status_code == 400
    assert people.stranger("DELETE", "/object/attachments", json={"prefixes": [path]}).json() == []
    assert people.stranger("DELETE", f"/object/attachments/{path}").json()["error"] == "not_found"
    taken = people.stranger("POST", "/object/copy", json={
        "bucketId": "attachments", "sourceKey": path, "destinationKey": f"{WORLD.theirs.id}/x/y/z"})  # fmt: skip
    assert taken.json()["statusCode"] == "404"
    assert reads(people.owner, path)


@pytest.mark.parametrize("who", ["stranger", "readonly", "anonymous"])
def test_nobody_else_brings_files(people: People, path: str, who: str) -> None:
    person: Person = getattr(people, who)
    assert person.put("attachments", path).json()["statusCode"] == "403"
    assert person.resumable("attachments", path, 5).status_code == 403
    signed = person("POST", f"/object/upload/sign/attachments/{path}")
    assert signed.json()["statusCode"] == "403"


def test_a_record_somebody_may_not_see_has_no_files_for_them(server: Server, people: People, path: str) -> None:
    people.rep.put("attachments", path)
    assert reads(people.other_rep, path)
    with psycopg.connect(server.app.database_url, autocommit=True) as connection:
        visible = "update organizations set visibility = %s where org_id = %s"
        connection.execute(visible, ["own", OURS])
        try:
            colleague = _again(server, people.other_rep, WORLD.ours.other_rep.email)
            assert not reads(colleague, path)
            connection.execute(
                "update contacts set owner_id = %s where id = %s", [WORLD.ours.other_rep.user_id, CLAIRE]
            )
            assert reads(colleague, path)
        finally:
            connection.execute("update contacts set owner_id = %s where id = %s", [WORLD.ours.rep.user_id, CLAIRE])
            connection.execute(visible, ["all-read", OURS])


def _again(server: Server, like: Person, email: str | None) -> Person:
    said = {"email": email, "password": WORLD.password}
    answer = like.http.post(
        f"{server.url}/auth/v1/token?grant_type=password", json=said, headers={"apikey": server.anon}
    )
    return Person(like.url, {**like.headers, "authorization": f"Bearer {answer.json()['access_token']}"}, like.http)


def test_anybodys_policies_open_nothing_of_the_house(server: Server, people: People, path: str) -> None:
    people.rep.put("attachments", path)
    with psycopg.connect(server.app.database_url, autocommit=True) as connection:
        connection.execute("create policy open_all on storage.objects for all to public using (true) with check (true)")
        connection.execute("create policy open_all on storage.buckets for all to public using (true) with check (true)")
        try:
            assert not reads(people.stranger, path) and not reads(people.anonymous, path)
            assert people.stranger.put("attachments", path, x_upsert="true").json()["statusCode"] == "403"
            assert people.stranger("DELETE", "/object/attachments", json={"prefixes": [path]}).json() == []
            changed = people.owner("PUT", "/bucket/attachments", json={"public": True})
            assert changed.json()["statusCode"] == "403"
            for person in (people.stranger, people.owner):
                assert person("POST", "/bucket/attachments/empty").json()["statusCode"] == "403"
            assert reads(people.owner, path)
        finally:
            connection.execute("drop policy open_all on storage.objects")
            connection.execute("drop policy open_all on storage.buckets")


def test_backend_buckets_are_the_houses(people: People) -> None:
    name = f"{OURS}/{secrets.token_hex(4)}.json"
    assert people.owner.put("call-transcripts", name, b"{}", content_type="application/json").status_code == 400
    assert people.service.put("call-transcripts", name, b"{}", content_type="application/json").status_code == 200
    assert not reads(people.owner, name, "call-transcripts")


def test_contracts_are_kept(people: People) -> None:
    name = f"{OURS}/contacts/{CLAIRE}/{secrets.token_hex(4)}.pdf"
    assert people.owner.put("contracts", name, b"%PDF-1.7").status_code == 200
    assert people.owner("DELETE", "/object/contracts", json={"prefixes": [name]}).json() == []
    assert reads(people.owner, name, "contracts")


def test_a_name_of_the_house_says_whose_it_is(people: People) -> None:
    for name in ("a.txt", f"{OURS}/a.txt", f"{OURS}/contacts/x/a.txt", f"{OURS}/secrets/{CLAIRE}/a.txt"):
        assert people.owner.put("attachments", name).status_code == 400, name
    there = f"{OURS}/contacts/{WORLD.theirs.contacts[0]}/a.txt"
    assert people.owner.put("attachments", there).json()["statusCode"] == "403"


def test_signed_urls_open_one_object_for_a_while(people: People, path: str) -> None:
    people.rep.put("attachments", path)
    url = people.rep("POST", f"/object/sign/attachments/{path}", json={"expiresIn": 60}).json()["signedURL"]
    token = url.partition("token=")[2]
    nobody = Person(people.rep.url, {}, people.rep.http)
    assert nobody("GET", url).status_code == 200
    other = path.replace("offer", "other")
    people.rep.put("attachments", other)
    assert nobody("GET", f"/object/sign/attachments/{other}?token={token}").json()["code"] == "InvalidSignature"
    assert nobody("GET", f"/object/sign/attachments/{path}?token={token[:-3]}abc").json()["code"] == "InvalidJWT"
    assert nobody("PUT", f"/object/upload/sign/attachments/{path}?token={token}").json()["code"] == "InvalidSignature"
    bearer = {"authorization": f"Bearer {token}"}
    assert nobody("GET", f"/object/authenticated/attachments/{path}", headers=bearer).status_code == 400


def test_an_upload_is_only_its_beginners(people: People, path: str) -> None:
    begun = people.rep.resumable("attachments", path, 10)
    upload = begun.headers["location"]
    assert people.rep.patch(upload, 0, b"hello").status_code == 204
    for other in (people.stranger, people.owner, people.anonymous):
        assert other.offset(upload) is None
        assert other.patch(upload, 5, b"WORLD").status_code == 404
        assert other.http.delete(upload, headers={**other.headers, "tus-resumable": "1.0.0"}).status_code == 404
    assert people.rep.patch(upload, 5, b"world").status_code == 204
    assert people.rep("GET", f"/object/authenticated/attachments/{path}").content == b"helloworld"


def test_own_folders(people: People, bucket: Callable[..., str]) -> None:
    """The policy of Supabase's documentation, for an application that knows nothing of organisations."""
    name = bucket("own")
    mine = f"{WORLD.ours.rep.user_id}/a.txt"
    assert people.rep.put(name, mine).status_code == 200
    assert people.rep.put(name, f"{WORLD.ours.owner.user_id}/a.txt").json() == {
        "statusCode": "403", "error": "Unauthorized", "code": "AccessDenied",
        "message": "new row violates row-level security policy",
    }  # fmt: skip
    assert not reads(people.stranger, mine, name) and not reads(people.owner, mine, name)
    assert people.owner("POST", f"/object/list/{name}", json={"prefix": ""}).json() == []
