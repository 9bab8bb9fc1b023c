"""What a role may send in one request, and how soon somebody who was removed is out, of pages and of the wire."""

from __future__ import annotations

import secrets
import time

import httpx
import psycopg

from comity.platform.rest.settings import MIB
from tests.wire.auth.conftest import Server

_ANOTHER_OWNER = (
    "insert into org_members (org_id, user_id, role, email, name)"
    " select org_id, %s, 'owner', 'another@wire.example', 'Another' from org_members where user_id = %s"
)
KEYS = {"content-type": "application/json"}


def size(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json().get("code"))


def test_a_body_may_be_as_long_as_its_role_says(server: Server) -> None:
    """`COMITY_REST_MAX_BODY`: one MiB for nobody, sixteen for who is signed in, sixty-four for the service."""
    url = f"{server.url}/rest/v1/nowhere"
    typed = {"email": f"{secrets.token_hex(6)}@wire.example", "password": "correct horse"}
    session = server.http.post(f"{server.url}/auth/v1/signup", json=typed, headers={"apikey": server.anon}).json()

    def send(token: str, length: int) -> tuple[int, str]:
        body = b'{"a": "' + b"x" * (length - 9) + b'"}'
        headers = {**KEYS, "apikey": token, "authorization": f"Bearer {token}"}
        return size(server.http.post(url, content=body, headers=headers))

    assert send(server.anon, MIB) == (404, "PGRST205"), "read, and the table is missing"
    assert send(server.anon, MIB + 1)[0] == 413
    assert send(session["access_token"], 2 * MIB) == (404, "PGRST205")
    assert send(session["access_token"], 16 * MIB + 1)[0] == 413
    assert send(server.service, 16 * MIB + 1) == (404, "PGRST205")


def test_who_was_removed_is_out_within_a_minute(server: Server) -> None:
    """A removal that no process was told of: tokens live an hour, what they open does not."""
    typed = {"email": f"{secrets.token_hex(6)}@wire.example", "password": "correct horse"}
    key = {"apikey": server.anon}
    session = server.http.post(f"{server.url}/auth/v1/signup", json=typed, headers=key).json()
    more = typed | {"email": f"{secrets.token_hex(6)}@wire.example"}
    other = server.http.post(f"{server.url}/auth/v1/signup", json=more, headers=key).json()
    person, token = session["user"]["id"], {"authorization": f"Bearer {session['access_token']}", **key}
    with httpx.Client(base_url=server.url, follow_redirects=False) as browser:
        page = browser.get("/sign-in")
        assert page.status_code == 200
        signed = browser.post("/sign-in", data=typed, headers={"origin": server.url})
        assert signed.status_code == 303, signed.text[:300]

        def opens() -> dict[str, int]:
            return {
                "page": browser.get("/contacts").status_code,
                "rest": server.http.get(f"{server.url}/rest/v1/organizations?select=name", headers=token).text.count(
                    "name"
                ),
            }

        before = opens()
        assert before["page"] == 200 and before["rest"] == 1, before
        with psycopg.connect(server.app.database_url, autocommit=True) as connection:
            connection.execute(_ANOTHER_OWNER, [other["user"]["id"], person])
            connection.execute("update org_members set deleted_at = now() where user_id = %s", [person])
        removed = time.monotonic()
        while (now := opens())["page"] == 200 or now["rest"]:
            assert time.monotonic() - removed < 60, now
            time.sleep(0.5)
