"""The engine alone: PGRST_* settings, tokens, CORS, a schema that changes, a database that is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from structlog.testing import capture_logs

from comity.config import Misconfigured
from comity.core.db import Database
from comity.platform.gateway.http import STATE
from comity.platform.gateway.tests.server import listening
from comity.platform.rest import bare
from comity.platform.rest.bare_tokens import Tokens
from comity.platform.rest.errors import RestError
from tests.network import PATIENCE

SECRET = "a secret of at least thirty-two characters"
FAR = 10**6  # seconds: the suite may take its time between collecting a test and running it


def token(claims: dict[str, Any], key: Any = None, algorithm: str = "HS256") -> str:
    return jwt.encode({"alg": algorithm}, claims, key or OctKey.import_key(SECRET), algorithms=[algorithm])


def settings(url: str, **more: str) -> bare.BareSettings:
    environ = {
        "PGRST_DB_URI": url,
        "PGRST_DB_SCHEMAS": "api,other",
        "PGRST_DB_ANON_ROLE": "rest_anon",
        "PGRST_JWT_SECRET": SECRET,
        "PGRST_DB_EXTRA_SEARCH_PATH": "api",
        "PGRST_APP_SETTINGS_MOTTO": "calm",
    }
    return bare.load({}, {**environ, **more})


@pytest.fixture(scope="module")
async def http(api_url: str, anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    """The engine alone, asked over a socket."""
    async with listening(bare.create(settings(api_url))) as url, httpx.AsyncClient(base_url=url) as client:
        yield client


def bearer(claims: dict[str, Any], **how: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {token(claims, **how)}"}


async def test_whoever_has_no_token_is_anonymous_and_a_token_names_its_role(http: httpx.AsyncClient) -> None:
    assert (await http.get("/clients?select=id")).json() == [{"id": 1}, {"id": 2}]
    said = await http.post(
        "/rpc/who_asks", headers=bearer({"role": "rest_user", "sub": "ann", "exp": int(time.time()) + FAR})
    )
    assert said.json()["role"] == "rest_user" and said.json()["claims"]["sub"] == "ann"
    said = await http.post("/rpc/who_asks", headers=bearer({"sub": "ann"}))
    assert said.json()["role"] == "rest_anon"


@pytest.mark.parametrize(
    ("authorization", "code", "message"),
    [
        ("Bearer", "PGRST301", "Empty JWT is sent in Authorization header"),
        ("Bearer a.b", "PGRST301", "Expected 3 parts in JWT; got 2"),
        ("Bearer a.b.c", "PGRST301", "JWT cryptographic operation failed"),
        ("Bearer " + token({"exp": 1}), "PGRST303", "JWT expired"),
        ("Bearer " + token({"nbf": int(time.time()) + FAR}), "PGRST303", "JWT not yet valid"),
        ("Bearer " + token({"iat": int(time.time()) + FAR}), "PGRST303", "JWT issued at future"),
        ("Bearer " + token({"exp": "soon"}), "PGRST303", "The JWT 'exp' claim must be a number"),
        ("Bearer " + token({"aud": 5}), "PGRST303", "The JWT 'aud' claim must be a string or an array of strings"),
        (
            "Bearer " + token({"role": "rest_user"}, key=OctKey.import_key("another secret, just as long as ours")),
            "PGRST301",
            "No suitable key or wrong key type",
        ),
        (
            "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoicmVzdF91c2VyIn0.",
            "PGRST301",
            "Wrong or unsupported encoding algorithm",
        ),
        ("Bearer " + token({"role": "nobody_knows"}), "22023", 'role "nobody_knows" does not exist'),
    ],
)
async def test_tokens_that_do_not_hold(http: httpx.AsyncClient, authorization: str, code: str, message: str) -> None:
    said = await http.get("/clients", headers={"authorization": authorization})
    assert (said.status_code, said.json()["code"], said.json()["message"]) == (401, code, message)
    assert said.headers["www-authenticate"].startswith("Bearer")


async def test_a_skew_of_half_a_minute_is_borne(http: httpx.AsyncClient) -> None:
    now = int(time.time())
    claims = {"role": "rest_user", "exp": now - 10, "nbf": now + 10, "iat": now + 10}
    assert (await http.get("/clients", headers=bearer(claims))).status_code == 200


def test_a_token_met_before_still_begins_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, now = Tokens(SECRET, False, None, ".role"), int(time.time())
    brief = token({"nbf": now + FAR, "exp": now + 2 * FAR})
    for at, said in ((now, "not yet valid"), (now + FAR, None), (now + FAR + 1, None), (now + 3 * FAR, "expired")):
        monkeypatch.setattr("time.time", lambda at=at: float(at))
        if said is None:
            assert tokens.claims(brief)["exp"] == now + 2 * FAR
            continue
        with pytest.raises(RestError, match=said):
            tokens.claims(brief)


def test_audience_role_claim_and_key_sets() -> None:
    tokens = Tokens(SECRET, False, "ours", ".app.roles.rest")
    claims = tokens.claims(token({"aud": ["theirs", "ours"], "app": {"roles": {"rest": "rest_user"}}}))
    assert tokens.role_of(claims) == "rest_user" and tokens.role_of({"role": "rest_user"}) is None
    for other in ("theirs", ""):
        with pytest.raises(RestError, match="JWT not in audience"):
            tokens.claims(token({"aud": other}))
    key = RSAKey.generate_key(2048)
    public = Tokens(OctKey.import_key(SECRET).as_dict().__repr__().replace("'", '"'), False, None, ".role")
    assert public.claims(token({"a": 1})) == {"a": 1}
    with pytest.raises(RestError, match="No suitable key"):
        public.claims(token({"a": 1}, key=key, algorithm="RS256"))
    with pytest.raises(RestError, match="Server lacks JWT secret"):
        Tokens(None, False, None, ".role").claims(token({}))


def test_no_anonymous_role_means_a_token_is_required() -> None:
    closed = settings("postgresql:///x", PGRST_DB_ANON_ROLE="")
    with pytest.raises(RestError) as caught:
        bare.identify(None, Tokens(SECRET, False, None, ".role"), closed)
    assert (caught.value.code, caught.value.status) == ("PGRST302", 401)


async def test_a_server_without_a_secret_reads_no_token(api_url: str) -> None:
    app = bare.create(settings(api_url, PGRST_JWT_SECRET=""))
    async with listening(app) as url, httpx.AsyncClient(base_url=url) as client:
        said = await client.get("/clients", headers=bearer({"role": "rest_user"}))
        assert (said.status_code, said.json()["code"]) == (500, "PGRST300")
        assert (await client.get("/clients")).status_code == 200


async def test_other_sites_may_ask(http: httpx.AsyncClient) -> None:
    asked = {
        "origin": "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-a,x-b",
    }
    said = await http.options("/clients", headers=asked)
    assert said.headers["access-control-allow-origin"] == "*"
    allowed = "Authorization, x-a, x-b, Accept, Accept-Language, Content-Language"
    assert said.headers["access-control-allow-headers"] == allowed
    said = await http.get("/clients", headers={"origin": "https://app.example"})
    assert "Content-Range" in said.headers["access-control-expose-headers"]


async def test_only_named_sites_may_ask_and_traces_come_back(api_url: str) -> None:
    named = settings(
        api_url, PGRST_SERVER_CORS_ALLOWED_ORIGINS="https://a.example, https://b.example",
        PGRST_SERVER_TRACE_HEADER="X-Request-Id",
    )  # fmt: skip
    async with listening(bare.create(named)) as url, httpx.AsyncClient(base_url=url) as client:
        preflight = {"origin": "https://b.example", "access-control-request-method": "POST"}
        said = await client.options("/clients", headers=preflight)
        assert said.headers["access-control-allow-origin"] == "https://b.example"
        assert said.headers["access-control-allow-credentials"] == "true"
        said = await client.get("/clients", headers={"origin": "https://a.example", "x-request-id": "t-1"})
        assert (said.headers["access-control-allow-origin"], said.headers["x-request-id"]) == (
            "https://a.example",
            "t-1",
        )
        said = await client.get("/clients", headers={"origin": "https://evil.example"})
        assert said.status_code == 200 and "access-control-allow-origin" not in said.headers


async def test_the_document_says_where_it_is_and_who_may(api_url: str) -> None:
    told = settings(
        api_url, PGRST_OPENAPI_SECURITY_ACTIVE="true", PGRST_OPENAPI_SERVER_PROXY_URI="https://api.example/v1"
    )
    async with listening(bare.create(told)) as url, httpx.AsyncClient(base_url=url) as client:
        said = (await client.get("/")).json()
        assert (said["host"], said["basePath"], said["schemes"]) == ("api.example", "/v1", ["https"])
        assert said["security"] == [{"JWT": []}] and "enum" not in said["parameters"]["preferParams"]


async def test_the_root_is_bare(http: httpx.AsyncClient) -> None:
    said = (await http.get("/")).json()
    assert said["swagger"] == "2.0" and "security" not in said
    assert (await http.get("/rest/v1/clients")).json()["code"] == "PGRST125"


async def test_a_notification_reloads_the_schema(api_url: str) -> None:
    app = bare.create(settings(api_url))
    async with app.router.lifespan_context(app) as state, asyncio.timeout(PATIENCE):
        engine = dict(state or {})[STATE].engine

        async def tell() -> None:
            await engine.db.once_raw(None, [("notify pgrst, 'reload schema'", [])], prepare=False)

        before = engine.schema.loaded
        while engine.schema.loaded is before:  # until it listens, and has loaded what it does at first
            await tell()
            await asyncio.sleep(0.1)
        await engine.db.once_raw(None, [("create table api.told (id int)", [])], prepare=False)
        await tell()
        while not any(name.name == "told" for name in engine.schema.loaded.tables):
            await asyncio.sleep(0.02)


async def test_a_mistake_of_ours_says_nothing_of_itself(ask: Any) -> None:
    class Broken:
        async def send(self, *_: Any, **__: Any) -> Any:
            raise KeyError("a secret detail")

    asker = ask.with_settings()
    asker.engine.door = Broken()
    with capture_logs() as logs:
        said = await asker("GET", "/clients")
    assert (said.status, said.code) == (500, "PGRSTX00") and "secret detail" not in said.text
    assert logs[0]["event"] == "a REST request failed"


async def test_a_schema_that_cannot_be_read_is_503(api_url: str) -> None:
    db = await Database.open(api_url, size=1)
    asker_db = db
    from comity.platform.rest.engine import Engine
    from comity.platform.rest.tests.conftest import SETTINGS, Asker

    engine = Engine(asker_db, SETTINGS, bare.BareDoor(db, {}))
    await db.close()
    said = await Asker(engine)("GET", "/clients")
    assert (said.status, said.code) == (503, "PGRST002")


def test_secrets_may_be_kept_in_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n")
    (tmp_path / "uri").write_text("postgresql:///x")
    found = settings(f"@{tmp_path / 'uri'}", PGRST_JWT_SECRET=f"@{tmp_path / 'secret'}")
    assert (found.url, found.jwt_secret) == ("postgresql:///x", SECRET)
    with pytest.raises(Misconfigured, match="cannot be read"):
        settings("postgresql:///x", PGRST_JWT_SECRET=f"@{tmp_path / 'none'}")


def test_settings_are_read_from_the_environment() -> None:
    found = settings(
        "postgresql:///x", PGRST_DB_MAX_ROWS="10", PGRST_DB_TX_END="rollback-allow-override", PGRST_SERVER_PORT="3999",
        PGRST_DB_AGGREGATES_ENABLED="true", PGRST_OPENAPI_MODE="disabled", PGRST_SERVER_HOST="!4",
    )  # fmt: skip
    assert (found.rest.max_rows, found.port, found.host) == (10, 3999, "0.0.0.0")
    assert found.rest.tx_override and found.rest.tx_rollback and found.rest.aggregates and not found.rest.openapi
    assert found.app_settings == {"app.settings.motto": "calm"} and not found.rest.house
    with pytest.raises(Misconfigured, match="PGRST_DB_URI"):
        bare.load({}, {})
    with pytest.raises(Misconfigured):
        settings("postgresql:///x", PGRST_DB_MAX_ROWS="many")
