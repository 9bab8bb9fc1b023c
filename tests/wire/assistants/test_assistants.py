"""Assistants by the official SDK's own client: in as a person, seeing what they see, proposing and not changing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import httpx2
import pytest
from mcp.client import Client
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata, OAuthToken

from comity.core.db import Database
from comity.office import api_keys
from tests.app import App
from tests.world import WORLD, World


async def key_of(app: App, who: Any) -> str:
    """A program's key of this person, as the settings page makes it."""
    db = await Database.open(app.database_url, size=1)
    try:
        async with db.acting(who) as tx:
            return await api_keys.create(tx, "assistant", who.org_role, None)
    finally:
        await db.close()


@asynccontextmanager
async def assistant(app: App, token: str | None = None, **auth: Any) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60, **auth) as http,
        Client(streamable_http_client(f"{app.url}/mcp", http_client=http)) as client,
    ):
        yield client


async def use(client: Client, name: str, **given: Any) -> Any:
    result = await client.call_tool(name, given)
    text = result.content[0].text  # type: ignore[union-attr]
    return {"error": text} if result.is_error else json.loads(text)


async def test_an_assistant_sees_what_its_person_sees(app_server: App) -> None:
    ours, theirs = WORLD.ours, WORLD.theirs
    async with assistant(app_server, await key_of(app_server, ours.owner)) as client:
        names = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert {"describe", "query", "search", "timeline", "propose_change", "search-leads"} <= set(names)
        assert names["query"].annotations.read_only_hint  # type: ignore[union-attr]
        said = await use(client, "query", relation="contacts", query="select=id,org_id&order=id", limit=100)
        ids = {row["id"] for row in said["rows"]}
        assert {str(one) for one in ours.contacts} <= ids and not ids & {str(one) for one in theirs.contacts}
        assert (await use(client, "query", relation="contacts", query=f"id=eq.{theirs.contacts[0]}"))["rows"] == []
        assert "contacts" in (await use(client, "describe"))["relations"]
        assert "email" in {column["name"] for column in (await use(client, "describe", relation="contacts"))["columns"]}
        found = {hit["id"] for hit in (await use(client, "search", words="Fontaine"))["found"]}
        assert str(ours.companies[0]) in found and not found & {str(one) for one in theirs.companies}
        assert (await use(client, "timeline", relation="contacts", id=str(theirs.contacts[0])))["entries"] == []
        wrong = await use(client, "query", relation="contacts", query="nothing=eq.1")
        assert "does not exist" in wrong["error"]
        assert "error" in await use(client, "query", relation="auth.users")


async def test_an_assistant_proposes_and_changes_nothing(app_server: App) -> None:
    contact = str(WORLD.ours.contacts[0])
    title = f"select=title&id=eq.{contact}"
    async with assistant(app_server, await key_of(app_server, WORLD.rep)) as client:
        before = (await use(client, "query", relation="contacts", query=title))["rows"]
        made = await use(
            client, "propose_change", relation="contacts", record_id=contact, changes={"title": "Buyer"},
            title="She buys now.",
        )  # fmt: skip
        assert made["state"] == "waiting"
        called = await use(client, "ingest-call", transcript="Rep: Hello.")
        assert called["state"] == "waiting"  # what is more than reading waits for a person too
        assert (await use(client, "query", relation="contacts", query=title))["rows"] == before
        mine = {row["id"]: row["state"] for row in (await use(client, "proposals"))["proposals"]}
        assert mine[made["proposal"]] == mine[called["proposal"]] == "waiting"
        foreign = await use(
            client, "propose_change", relation="contacts", record_id=str(WORLD.theirs.contacts[0]),
            changes={"title": "x"}, title="x",
        )  # fmt: skip
        assert "error" in foreign
    async with assistant(app_server, await key_of(app_server, WORLD.stranger)) as client:
        assert (await use(client, "proposals"))["proposals"] == []


async def test_a_reader_is_not_offered_what_their_role_may_not(app_server: App) -> None:
    async with assistant(app_server, await key_of(app_server, WORLD.ours.readonly)) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert "query" in names and "ingest-call" not in names
        assert "no such tool" in (await use(client, "ingest-call", transcript="x"))["error"]


@pytest.mark.parametrize("mode", ["off", "read"])
async def test_an_organisation_says_what_assistants_may(app_server: App, world: World, mode: str) -> None:
    token = await key_of(app_server, world.stranger)
    async with httpx.AsyncClient(base_url=app_server.url) as wire:
        headers = {"Authorization": f"Bearer {token}", "Prefer": "resolution=merge-duplicates"}
        row = {"assistants": mode, "org_id": str(world.theirs.id)}
        said = await wire.post("/rest/v1/ai_settings?on_conflict=org_id", json=row, headers=headers)
        assert said.status_code < 300, said.text
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        accept = {"Accept": "application/json, text/event-stream", **headers}
        answer = await wire.post("/mcp", json=body, headers=accept)
    if mode == "off":
        assert answer.status_code == 403
    else:
        names = {tool["name"] for tool in answer.json()["result"]["tools"]}
        assert {"query", "search-leads"} <= names and not names & {"ingest-call", "propose_change"}


async def test_without_a_person_nobody_comes_in(app_server: App) -> None:
    said = json.loads(app_server.comity("status", "--json").stdout)
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    async with httpx.AsyncClient(base_url=app_server.url) as wire:
        nobody = await wire.post("/mcp", json=body)
        assert nobody.status_code == 401
        where = nobody.headers["www-authenticate"].split('resource_metadata="')[1].rstrip('"')
        found = (await wire.get(urlsplit(where).path)).json()
        assert found["resource"].endswith("/mcp") and found["authorization_servers"][0].endswith("/auth/v1")
        for key in ("anon_key", "service_role_key"):
            refused = await wire.post("/mcp", json=body, headers={"Authorization": f"Bearer {said[key]}"})
            assert refused.status_code == 403
        assert (await wire.post("/mcp", json=body, headers={"Authorization": "Bearer no"})).status_code == 401


class Kept:
    """Where the SDK keeps its tokens."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


async def test_an_assistant_signs_in_by_oauth_as_the_sdk_does_it(app_server: App, world: World) -> None:
    """Discovered, registered by itself, agreed to by the person, and in."""
    came: dict[str, str] = {}
    anon = json.loads(app_server.comity("status", "--json").stdout)["anon_key"]

    async def agree(url: str) -> None:
        async with httpx.AsyncClient(base_url=app_server.url, headers={"apikey": anon}) as wire:
            person = {"email": world.rep.email, "password": world.password}
            session = (await wire.post("/auth/v1/token?grant_type=password", json=person)).json()
            asked = await wire.get(url)
            wanted = parse_qs(urlsplit(asked.headers["location"]).query)["authorization_id"][0]
            path, bearer = (
                f"/auth/v1/oauth/authorizations/{wanted}",
                {"Authorization": f"Bearer {session['access_token']}"},
            )
            await wire.get(path, headers=bearer)
            said = await wire.post(f"{path}/consent", json={"action": "approve"}, headers=bearer)
            query = parse_qs(urlsplit(said.json()["redirect_url"]).query)
            came.update({name: values[0] for name, values in query.items()})

    async def back() -> AuthorizationCodeResult:
        return AuthorizationCodeResult(code=came["code"], state=came.get("state"), iss=came.get("iss"))

    about = OAuthClientMetadata(
        client_name="Test assistant", redirect_uris=["http://127.0.0.1:9/callback"],  # type: ignore[list-item]
        token_endpoint_auth_method="none", grant_types=["authorization_code", "refresh_token"], response_types=["code"],
    )  # fmt: skip
    kept = Kept()
    auth = OAuthClientProvider(f"{app_server.url}/mcp", about, kept, agree, back)
    async with assistant(app_server, auth=auth) as client:
        said = await use(client, "query", relation="contacts", query="select=id", limit=100)
    ids = {row["id"] for row in said["rows"]}
    assert str(world.ours.contacts[0]) in ids and str(world.theirs.contacts[0]) not in ids
    assert kept.tokens is not None
    async with httpx.AsyncClient(base_url=app_server.url) as wire:  # and by no other door, where it would not propose
        headers = {"apikey": anon, "Authorization": f"Bearer {kept.tokens.access_token}"}
        for method, path in (("GET", "/rest/v1/contacts"), ("POST", "/functions/v1/ingest-call"),
                             ("GET", "/storage/v1/bucket"), ("PUT", "/auth/v1/user")):  # fmt: skip
            refused = await wire.request(method, path, json={}, headers=headers)
            assert refused.status_code in (400, 401, 403), f"{path}: {refused.status_code} {refused.text}"
