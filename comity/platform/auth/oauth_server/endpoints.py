"""/oauth/… and /user/oauth/grants (wire.md 2.1): the authorisation server, as MCP clients use it."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from comity.core.errors import Problem
from comity.platform.auth import attempts, callers, pkce, refresh, secrets, sessions, users
from comity.platform.auth.oauth_server import authorizations, clients, id_tokens
from comity.platform.auth.oauth_server.authorizations import Asked, OAuthError
from comity.platform.auth.wire import answer, asker, body, caller, endpoint, identity, text

CLOSED = Problem("oauth_dynamic_client_registration_disabled", 403, "Dynamic client registration is not enabled")
NO_CLIENT = Problem("validation_failed", 400, "client_id is required")
NO_REDIRECT = Problem("validation_failed", 400, "redirect_uri is required")
UNKNOWN_CLIENT = Problem("oauth_client_not_found", 400, "invalid client_id")
BAD_REDIRECT = Problem("validation_failed", 400, "invalid redirect_uri")
BAD_ACTION = Problem("validation_failed", 400, "action must be 'approve' or 'deny'")
NO_GRANT = Problem("oauth_consent_not_found", 404, "No active grant found for this client")


@endpoint
async def register(request: Request) -> Response:
    """A program registers itself (RFC 7591). It opens nothing: every access needs a user's yes."""
    service, who = identity(request), asker(request)
    if not service.policy.oauth_registration:
        raise CLOSED()
    await attempts.count(service, "client registration", "anybody", who)
    what = clients.said(await body(request), new=True)
    async with service.db.acting(service.house_keeper(like=who)) as tx:
        made, secret = await clients.add(tx, what, "dynamic")
    return answer(clients.as_json(made, secret), 201)


@endpoint
async def authorize(request: Request) -> Response:
    """A browser comes from a program: on to the page where its user says yes or no."""
    query, service = request.query_params, identity(request)
    uri = query.get("redirect_uri", "")
    if not query.get("client_id"):
        raise NO_CLIENT()
    if not uri:
        raise NO_REDIRECT()
    async with service.db.acting(service.house_keeper()) as tx:
        try:
            client = await clients.find(tx, callers.uuid_or_none(query["client_id"]))
        except Problem as problem:
            raise UNKNOWN_CLIENT() from problem
        if not clients.may_return_to(client, uri):
            raise BAD_REDIRECT()
        try:
            asked = _asked(dict(query))
        except Problem as problem:
            said = {"error": "invalid_request", "error_description": problem.sentence}
            state = {"state": query["state"]} if query.get("state") else {}
            return RedirectResponse(authorizations.address(uri, said | state), 302)
        made = await authorizations.ask(tx, client, asked)
    return RedirectResponse(f"{service.policy.site_url}/oauth/consent?authorization_id={made}", 302)


def _asked(query: dict[str, str]) -> Asked:
    if query.get("response_type") != "code":
        raise Problem("validation_failed", 400, "only response_type=code is supported")
    challenge = pkce.of_body({**query, "code_challenge_method": query.get("code_challenge_method") or "S256"})
    if not query.get("code_challenge") or challenge is None or challenge.method != "s256":
        raise Problem("validation_failed", 400, "PKCE with code_challenge_method=S256 is required")
    scope = query.get("scope") or "email"
    if not set(scope.split()) <= set(authorizations.SCOPES):
        raise Problem("validation_failed", 400, f"scope must be of: {' '.join(authorizations.SCOPES)}")
    return Asked(
        query["redirect_uri"],
        query.get("state", "")[:2000],
        " ".join(dict.fromkeys(scope.split())),
        challenge.challenge,
        query.get("resource", "")[:2000] or None,
        query.get("nonce", "")[:500] or None,
    )


@endpoint
async def show(request: Request) -> Response:
    """GET /oauth/authorizations/{id}: what a program asks, for a consent page of one's own."""
    found, service = await caller(request), identity(request)
    async with service.db.acting(service.house_keeper()) as tx:
        wanted = callers.uuid_or_none(request.path_params["id"])
        asked = await authorizations.find(tx, wanted, found.user["id"])
    client = {"name": asked["client_name"], "uri": asked["client_uri"], "logo_uri": asked["logo_uri"]}
    said = {"id": str(asked["client_id"]), **{name: value for name, value in client.items() if value}}
    return answer(
        {
            "authorization_id": str(asked["id"]),
            "redirect_uri": asked["redirect_uri"],
            "client": said,
            "user": {"id": str(found.user["id"]), "email": found.user["email"] or ""},
            "scope": asked["scope"],
        }
    )


@endpoint
async def consent(request: Request) -> Response:
    """POST /oauth/authorizations/{id}/consent: the user's answer."""
    found, service, sent = await caller(request), identity(request), await body(request)
    action = text(sent, "action")
    if action not in ("approve", "deny"):
        raise BAD_ACTION()
    callers.proven(found.who)
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        wanted = callers.uuid_or_none(request.path_params["id"])
        url = await authorizations.decide(tx, wanted, found.user["id"], found.session_id, agreed=action == "approve")
    return answer({"redirect_url": url})


async def token(request: Request) -> Response:
    """POST /oauth/token: a code or a refresh token for tokens, in OAuth's words whatever happens."""
    try:
        return answer(await _tokens(request))
    except OAuthError as refused:
        headers = {"www-authenticate": "Basic"} if refused.status == 401 else {}
        said = {"error": refused.error, "error_description": refused.description}
        return answer(said, refused.status, headers)
    except Problem as problem:
        error = "temporarily_unavailable" if problem.status >= 500 else "invalid_request"
        return answer({"error": error, "error_description": problem.sentence}, problem.status)


async def _tokens(request: Request) -> dict[str, Any]:
    service, who, sent = identity(request), asker(request), await _form(request)
    kind = sent.get("grant_type", "")
    async with service.db.acting(service.house_keeper(like=who)) as tx:
        client = await _authenticated(request, tx, sent)
        if kind not in client["grant_types"]:
            raise OAuthError("unsupported_grant_type", f"Client is not allowed to use grant type: {kind[:50]}")
        if kind == "authorization_code":
            made = await authorizations.redeem(service, tx, client, sent, who)
        else:
            made = await _refreshed(request, tx, client, sent.get("refresh_token", ""))
    if "error" in made:
        raise OAuthError(made["error"], made["error_description"])
    return made


async def _refreshed(request: Request, tx: Any, client: clients.Row, presented: str) -> dict[str, Any]:
    """Swaps a refresh token of this program; a refusal is committed, as everywhere."""
    service = identity(request)
    refused = {"error": "invalid_grant", "error_description": "Invalid Refresh Token"}
    owner = await tx.value(authorizations.q.client_of, token=secrets.hex_digest(presented))
    if owner != client["id"]:
        return refused
    swapped = await refresh.swap(service, tx, presented)
    user = await users.find(tx, swapped.user_id)
    if swapped.refused is not None or user is None or users.is_banned(user):
        return refused
    session = await tx.row(sessions.q.for_token, id=swapped.session_id)
    scope = session["scopes"] if session else ""
    return await authorizations.tokens(service, tx, swapped.user_id, swapped.session_id, swapped.token, scope)


async def _form(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").startswith("application/json"):
        return {name: value for name, value in (await body(request)).items() if isinstance(value, str)}
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


async def _authenticated(request: Request, tx: Any, sent: dict[str, str]) -> clients.Row:
    """The program, by its secret in a header or the form, or by nothing but its name when it can keep none."""
    name, secret = sent.get("client_id", ""), sent.get("client_secret", "")
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, ValueError) as error:
            raise OAuthError("invalid_client", "Client authentication failed", 401) from error
        name, secret = unquote(name), unquote(secret)
    try:
        client = await clients.find(tx, callers.uuid_or_none(name))
    except Problem as problem:
        raise OAuthError("invalid_client", "Client authentication failed", 401) from problem
    kept = client["client_secret_hash"]
    if kept is not None and not secrets.same(kept, secrets.hex_digest(secret)):
        raise OAuthError("invalid_client", "Client authentication failed", 401)
    return client


@endpoint
async def userinfo(request: Request) -> Response:
    """GET /oauth/userinfo (OpenID Connect Core, 5.3): who the token speaks of, as far as its scopes go."""
    found = await caller(request, programs=True)
    scope = str(found.who.claims.get("scope") or " ".join(authorizations.SCOPES))
    return answer(id_tokens.about(found.user, set(scope.split())))


@endpoint
async def grants(request: Request) -> Response:
    """GET /user/oauth/grants: programs the user has let in."""
    found, service = await caller(request), identity(request)
    async with service.db.acting(service.house_keeper()) as tx:
        rows = await tx.rows(clients.q.grants, person=found.user["id"])
    return answer([_grant(row) for row in rows])


@endpoint
async def revoke(request: Request) -> Response:
    """DELETE /user/oauth/grants?client_id=: takes it back; the program's sessions end."""
    found, service = await caller(request), identity(request)
    client_id = callers.uuid_or_none(request.query_params.get("client_id"))
    if client_id is None:
        raise NO_CLIENT()
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        if not await tx.run(clients.q.revoke, person=found.user["id"], client=client_id):
            raise NO_GRANT()
        await users.log(tx, "oauth_consent_revoked", found.user["id"], {"client_id": str(client_id)})
    callers.forget_person(service, found.user["id"])
    return Response(status_code=204)


@endpoint
async def metadata(request: Request) -> Response:
    """RFC 8414 and OpenID Connect Discovery: where everything is."""
    policy, algorithm = identity(request).policy, identity(request).ring.current.algorithm
    here, site = policy.auth_url, policy.auth_url
    said = {
        "issuer": site,
        "authorization_endpoint": f"{here}/oauth/authorize",
        "token_endpoint": f"{here}/oauth/token",
        "jwks_uri": f"{here}/.well-known/jwks.json",
        "userinfo_endpoint": f"{here}/oauth/userinfo",
        "scopes_supported": list(authorizations.SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256" if algorithm == "HS256" else algorithm],
        "claims_supported": list(authorizations.CLAIMS),
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }
    if policy.oauth_registration:
        said["registration_endpoint"] = f"{here}/oauth/clients/register"
    return answer(said, headers={"cache-control": "public, max-age=600"})


def _grant(row: dict[str, Any]) -> dict[str, Any]:
    client = {"id": str(row["id"]), "name": row["client_name"], "uri": row["client_uri"], "logo_uri": row["logo_uri"]}
    shown = {name: value for name, value in client.items() if value}
    return {"client": shown, "scopes": row["scopes"].split(), "granted_at": users.instant(row["granted_at"])}
