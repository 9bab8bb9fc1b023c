"""Sign-up, sign-in, the user, recovery and sign-out over the wire, in GoTrue's shapes."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import bcrypt
import httpx
import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import VERSION, Notebook, Signup, bearer, serving, with_policy

PASSWORD = "correct horse"
INVALID = "Invalid login credentials"
service = Who.service()
SEED = sql.compile_named(
    "seed", "A user as Supabase's seeds write one.",
    "insert into auth.users (id, email, encrypted_password, email_confirmed_at)"
    " values (gen_random_uuid(), :email, :hash, now())",
)  # fmt: skip
HASH = sql.compile_named("hash", "A kept hash.", "select encrypted_password from auth.users where email = :email")
LOG = sql.compile_named(
    "log", "What the operator's log says.",
    "select payload ->> 'action' as action from auth.audit_log_entries where payload -> 'traits' ->> 'email' = :email",
)  # fmt: skip


async def sign_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    body = {"email": email, "password": password}
    return await client.post("/auth/v1/token?grant_type=password", json=body, headers=VERSION)


async def test_both_error_shapes(client: httpx.AsyncClient) -> None:
    body = {"email": "nobody@a.example", "password": "wrong"}
    new = await client.post("/auth/v1/token?grant_type=password", json=body, headers=VERSION)
    assert (new.status_code, new.json()) == (
        400,
        {"code": "invalid_credentials", "message": "Invalid login credentials"},
    )
    assert new.headers["x-supabase-api-version"] == "2024-01-01"
    old = await client.post("/auth/v1/token?grant_type=password", json=body)
    assert old.json() == {"code": 400, "error_code": "invalid_credentials", "msg": INVALID}
    assert old.headers["x-sb-error-code"] == "invalid_credentials"


async def test_sign_up_tells_the_house_and_signs_in(
    client: httpx.AsyncClient, sign_up: Signup, house: Notebook
) -> None:
    session = await sign_up("Ann@A.example", full_name="Ann Lee")
    assert session["user"]["email"] == "ann@a.example"
    assert (house.welcomed[0].email, house.welcomed[0].name) == ("ann@a.example", "Ann Lee")
    again = await client.post("/auth/v1/signup", json={"email": "ANN@a.example", "password": PASSWORD}, headers=VERSION)
    assert (again.status_code, again.json()["code"]) == (422, "user_already_exists")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"email": "x@a.example", "password": "12345"}, 422, "weak_password"),
        ({"email": "x@a.example", "password": "x" * 73}, 400, "validation_failed"),
        ({"email": "x@a.example"}, 400, "validation_failed"),
        ({"email": "not an address", "password": PASSWORD}, 400, "validation_failed"),
        ({"email": "a" * 250 + "@a.example", "password": PASSWORD}, 400, "validation_failed"),
        ({"email": "x@a.example", "phone": "1", "password": PASSWORD}, 400, "validation_failed"),
        ({}, 422, "anonymous_provider_disabled"),
        ({"email": "x@a.example", "password": PASSWORD, "data": "text"}, 400, "bad_json"),
        ({"email": "x\0@a.example", "password": PASSWORD}, 400, "bad_json"),
    ],
)
async def test_sign_ups_that_are_refused(client: httpx.AsyncClient, body: object, status: int, code: str) -> None:
    answer = await client.post("/auth/v1/signup", json=body, headers=VERSION)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_weak_passwords_say_why(client: httpx.AsyncClient) -> None:
    answer = await client.post("/auth/v1/signup", json={"email": "w@a.example", "password": "123"}, headers=VERSION)
    assert answer.json()["weak_password"] == {"reasons": ["length"]}


async def test_without_autoconfirm_an_address_is_proven_first(identity: Identity, house: Notebook) -> None:
    async with serving(with_policy(identity, autoconfirm=False)) as client:
        body = {"email": "prove@a.example", "password": PASSWORD}
        made = await client.post("/auth/v1/signup", json=body)
        assert made.status_code == 200 and "access_token" not in made.json() and made.json()["identities"]
        assert (await sign_in(client, "prove@a.example")).json()["code"] == "email_not_confirmed"
        token = parse_qs(urlsplit(house.letters[-1].link or "").query)["token"][0]
        proven = await client.post("/auth/v1/verify", json={"type": "signup", "token_hash": token})
        assert proven.status_code == 200 and proven.json()["user"]["email_confirmed_at"]
        known = await client.post("/auth/v1/signup", json=body)
        assert known.status_code == 200 and known.json()["identities"] == []
        assert set(known.json()) <= set(made.json())


async def test_sign_up_can_be_closed(identity: Identity) -> None:
    async with serving(with_policy(identity, signup=False)) as client:
        answer = await client.post(
            "/auth/v1/signup", json={"email": "c@a.example", "password": PASSWORD}, headers=VERSION
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "signup_disabled")


async def test_addresses_can_be_closed_for_providers_alone(identity: Identity, house: Notebook) -> None:
    async with serving(identity) as client:
        await client.post("/auth/v1/signup", json={"email": "before@a.example", "password": PASSWORD})
    letters = len(house.letters)
    async with serving(with_policy(identity, email=False)) as client:
        assert (await client.get("/auth/v1/settings")).json()["external"]["email"] is False
        for path in ("signup", "token?grant_type=password", "otp", "magiclink"):
            for email in ("before@a.example", "nobody@a.example"):
                body = {"email": email, "password": PASSWORD}
                answer = await client.post(f"/auth/v1/{path}", json=body, headers=VERSION)
                status = 400 if path == "signup" else 422
                assert (answer.status_code, answer.json()["code"]) == (status, "email_provider_disabled")
    assert len(house.letters) == letters


NOT_HERE = [
    ("POST", "passkeys/registration/options", 404, "feature_disabled"),
    ("POST", "passkeys/registration/verify", 404, "feature_disabled"),
    ("POST", "passkeys/authentication/options", 404, "feature_disabled"),
    ("POST", "passkeys/authentication/verify", 404, "feature_disabled"),
    ("GET", "passkeys", 404, "feature_disabled"),
    ("PATCH", "passkeys/1", 404, "feature_disabled"),
    ("DELETE", "passkeys/1", 404, "feature_disabled"),
    ("GET", "admin/users/1/passkeys", 404, "feature_disabled"),
    ("GET", "admin/custom-providers", 404, "feature_disabled"),
    ("GET", "sso/saml/slo", 404, "feature_disabled"),
    ("POST", "token?grant_type=web3", 422, "web3_provider_disabled"),
    ("POST", "otp", 400, "phone_provider_disabled"),
    ("POST", "signup", 400, "phone_provider_disabled"),
    ("POST", "token?grant_type=password", 422, "phone_provider_disabled"),
]


@pytest.mark.parametrize(("method", "path", "status", "code"), NOT_HERE)
async def test_what_is_not_here_says_so(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    body = {"phone": "+4915112345678", "password": PASSWORD} if method == "POST" else None
    answer = await client.request(method, f"/auth/v1/{path}", json=body, headers=VERSION)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "message"} and answer.headers["x-sb-error-code"] == code
    old = await client.request(method, f"/auth/v1/{path}", json=body)
    assert (old.json()["code"], old.json()["error_code"]) == (status, code)


async def test_bcrypt_is_read_and_replaced(client: httpx.AsyncClient, db: Database) -> None:
    kept = bcrypt.hashpw(b"from a seed", bcrypt.gensalt(4)).decode()
    await db.once(service, SEED, email="seed@a.example", hash=kept)
    assert (await sign_in(client, "seed@a.example", "from a seed")).status_code == 200
    [row] = await db.once(service, HASH, email="seed@a.example")
    assert row["encrypted_password"].startswith("$argon2id$")
    assert (await sign_in(client, "seed@a.example", "from a seed")).status_code == 200


async def test_five_wrong_passwords_then_none(client: httpx.AsyncClient, sign_up: Signup, db: Database) -> None:
    await sign_up("guess@a.example")
    for _ in range(5):
        assert (await sign_in(client, "guess@a.example", "wrong")).status_code == 400
    sixth = await sign_in(client, "Guess@a.example")
    assert sixth.status_code == 429 and sixth.json()["code"] == "over_request_rate_limit"
    assert 0 < int(sixth.headers["retry-after"]) <= 900
    assert len(await db.once(service, LOG, email="guess@a.example")) == 5


async def test_guesses_at_the_same_moment_are_all_counted(client: httpx.AsyncClient, sign_up: Signup) -> None:
    await sign_up("burst@a.example")
    answers = await asyncio.gather(*(sign_in(client, "burst@a.example", f"wrong {n}") for n in range(12)))
    assert sorted(answer.status_code for answer in answers) == [400] * 5 + [429] * 7


async def test_a_right_password_forgives(client: httpx.AsyncClient, sign_up: Signup) -> None:
    await sign_up("forgive@a.example")
    for _ in range(3):
        for _ in range(4):
            assert (await sign_in(client, "forgive@a.example", "wrong")).status_code == 400
        assert (await sign_in(client, "forgive@a.example")).status_code == 200


async def test_an_own_account_is_no_licence_to_guess(identity: Identity) -> None:
    """One password tried on many accounts is limited by address, and a right sign-in between does not reset that."""
    async with serving(with_policy(identity, attempts_by_address=6)) as client:
        await client.post("/auth/v1/signup", json={"email": "spray@a.example", "password": PASSWORD})
        statuses = []
        for n in range(8):
            statuses.append((await sign_in(client, f"victim{n}@a.example", "Summer2026")).status_code)
            await sign_in(client, "spray@a.example")
        assert statuses.count(429) >= 2


async def test_the_user_reads_and_changes_themselves(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("self@a.example", color="red")
    shown = await client.get("/auth/v1/user", headers=bearer(session))
    assert shown.json()["user_metadata"]["color"] == "red"
    changed = await client.put("/auth/v1/user", json={"data": {"color": None, "size": 3}}, headers=bearer(session))
    assert changed.json()["user_metadata"].get("color") is None and changed.json()["user_metadata"]["size"] == 3
    same = await client.put("/auth/v1/user", json={"password": PASSWORD}, headers=bearer(session))
    assert (same.status_code, same.json()["code"]) == (422, "same_password")
    admin = await client.put("/auth/v1/user", json={"app_metadata": {"org_role": "owner"}}, headers=bearer(session))
    assert (admin.status_code, admin.json()["code"]) == (403, "not_admin")


async def test_a_new_password_signs_other_places_out(client: httpx.AsyncClient, sign_up: Signup) -> None:
    here = await sign_up("places@a.example")
    there = (await sign_in(client, "places@a.example")).json()
    changed = await client.put("/auth/v1/user", json={"password": "another horse"}, headers=bearer(here))
    assert changed.status_code == 200
    assert (await client.get("/auth/v1/user", headers=bearer(here))).status_code == 200
    assert (await client.get("/auth/v1/user", headers=bearer(there))).json()["code"] == "session_not_found"
    assert (await sign_in(client, "places@a.example", "another horse")).status_code == 200


@pytest.mark.parametrize("scope", ["global", "local", "others"])
async def test_signing_out(client: httpx.AsyncClient, sign_up: Signup, scope: str) -> None:
    email = f"out-{scope}@a.example"
    here = await sign_up(email)
    there = (await sign_in(client, email)).json()
    assert (await client.post(f"/auth/v1/logout?scope={scope}", headers=bearer(here))).status_code == 204
    states = [(await client.get("/auth/v1/user", headers=bearer(one))).status_code for one in (here, there)]
    assert states == {"global": [403, 403], "local": [403, 200], "others": [200, 403]}[scope]


async def test_tokens_that_are_none(client: httpx.AsyncClient) -> None:
    missing = await client.get("/auth/v1/user", headers=VERSION)
    assert (missing.status_code, missing.json()["code"]) == (401, "no_authorization")
    forged = await client.get("/auth/v1/user", headers={"authorization": "Bearer a.b.c", **VERSION})
    assert (forged.status_code, forged.json()["code"]) == (403, "bad_jwt")


async def test_recovery_says_nothing_and_works_once(
    client: httpx.AsyncClient, sign_up: Signup, house: Notebook
) -> None:
    await sign_up("forgot@a.example")
    answers = [
        await client.post("/auth/v1/recover", json={"email": email}) for email in ("forgot@a.example", "no@a.example")
    ]
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "{}"), (200, "{}")]
    took = [answer.elapsed.total_seconds() for answer in answers]
    assert abs(took[0] - took[1]) < 0.1
    [letter] = house.letters
    assert letter.to == "forgot@a.example" and letter.link and letter.link.startswith("http://app.example/verify?")
    wrong = {"type": "recovery", "token": "000000" if letter.code != "000000" else "111111", "email": letter.to}
    assert (await client.post("/auth/v1/verify", json=wrong, headers=VERSION)).json()["code"] == "otp_expired"
    right = {"type": "recovery", "token": letter.code, "email": letter.to}
    assert (await client.post("/auth/v1/verify", json=right)).json()["user"]["email"] == letter.to
    assert (await client.post("/auth/v1/verify", json=right, headers=VERSION)).status_code == 403


async def test_a_code_is_guessed_five_times_at_most(
    client: httpx.AsyncClient, sign_up: Signup, house: Notebook
) -> None:
    await sign_up("code@a.example")
    await client.post("/auth/v1/recover", json={"email": "code@a.example"})
    code = house.letters[-1].code
    for n in range(5):
        wrong = {"type": "recovery", "token": f"{(int(code or 0) + n + 1) % 1_000_000:06d}", "email": "code@a.example"}
        assert (await client.post("/auth/v1/verify", json=wrong)).status_code == 403
    right = {"type": "recovery", "token": code, "email": "code@a.example"}
    assert (await client.post("/auth/v1/verify", json=right)).status_code == 429


async def test_a_link_leads_back_to_the_application(
    client: httpx.AsyncClient, sign_up: Signup, house: Notebook
) -> None:
    await sign_up("link@a.example")
    there = "http://app.example/app/welcome"
    await client.post("/auth/v1/recover", params={"redirect_to": there}, json={"email": "link@a.example"})
    link = house.letters[-1].link or ""
    followed = await client.get(link)
    assert followed.status_code == 303
    where, _, fragment = followed.headers["location"].partition("#")
    said = parse_qs(fragment)
    assert where == there and said["type"] == ["recovery"] and said["access_token"] and said["refresh_token"]
    again = await client.get(link)
    assert parse_qs(again.headers["location"].partition("#")[2])["error_code"] == ["otp_expired"]


@pytest.mark.parametrize(
    "there",
    [
        "http://evil.example", "//evil.example", "http://app.example.evil.example", "http://app.example@evil.example",
        "javascript:alert(1)", "http://app.example:1/\\evil", "http://evil.example/http://app.example", "\thttp://evil",
    ],
)  # fmt: skip
async def test_links_lead_nowhere_else(client: httpx.AsyncClient, there: str) -> None:
    followed = await client.get("/auth/v1/verify", params={"token": "x", "type": "recovery", "redirect_to": there})
    assert followed.status_code == 303
    assert followed.headers["location"].startswith("http://app.example#error=")


async def test_an_address_changes_when_both_agree(identity: Identity, house: Notebook) -> None:
    async with serving(with_policy(identity, autoconfirm=False)) as client:
        await client.post("/auth/v1/signup", json={"email": "old@a.example", "password": PASSWORD})
        token = parse_qs(urlsplit(house.letters[-1].link or "").query)["token"][0]
        session = (await client.post("/auth/v1/verify", json={"type": "signup", "token_hash": token})).json()
        asked = await client.put("/auth/v1/user", json={"email": "new@a.example"}, headers=bearer(session))
        assert asked.json()["new_email"] == "new@a.example" and asked.json()["email"] == "old@a.example"
        new, current = house.letters[-2:]
        assert (new.to, current.to) == ("new@a.example", "old@a.example")
        for letter, half in ((current, True), (new, False)):
            secret = parse_qs(urlsplit(letter.link or "").query)["token"][0]
            answer = await client.post("/auth/v1/verify", json={"type": "email_change", "token_hash": secret})
            assert ("msg" in answer.json()) is half
        assert (await sign_in(client, "new@a.example")).status_code == 200


async def test_settings_and_health(client: httpx.AsyncClient) -> None:
    settings = (await client.get("/auth/v1/settings")).json()
    assert settings["external"]["email"] and not settings["disable_signup"] and settings["mailer_autoconfirm"]
    assert (await client.get("/auth/v1/health")).json()["name"] == "GoTrue"
    assert (await client.get("/auth/v1/.well-known/jwks.json")).json() == {"keys": []}
    assert (await client.get("/auth/v1/nowhere")).status_code == 404
