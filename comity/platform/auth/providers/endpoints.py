"""GET /authorize, /callback and /user/identities (wire.md 2.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from comity.core.errors import Problem
from comity.platform.auth import callers, identities, pkce, redirects, sessions, users
from comity.platform.auth.identity import Identity
from comity.platform.auth.provider import Provider
from comity.platform.auth.providers import exchange, states
from comity.platform.auth.providers.states import Flow, Going
from comity.platform.auth.wire import answer, asker, caller, endpoint, identity

NO_CODE = Problem("bad_oauth_callback", 400, "OAuth callback with missing authorization code missing")
NO_LINKING = Problem("manual_linking_disabled", 404, "Manual linking is disabled")
BAD_ID = Problem("validation_failed", 404, "identity_id must be an UUID")
_OURS = ("provider", "redirect_to", "scopes", "code_challenge", "code_challenge_method", "skip_http_redirect")


@endpoint
async def authorize(request: Request) -> Response:
    """Sends the browser to the provider, or says where that is."""
    url = await _away(request, None)
    if request.query_params.get("skip_http_redirect") == "true":
        return answer({"url": url})
    return RedirectResponse(url, 302, {"cache-control": "no-store"})


@endpoint
async def link(request: Request) -> Response:
    """The same for somebody who is signed in and wants another way in."""
    found = await caller(request)
    if not identity(request).policy.manual_linking:
        raise NO_LINKING()
    url = await _away(request, found.user["id"])
    if request.query_params.get("skip_http_redirect") == "true":
        return answer({"url": url})
    return RedirectResponse(url, 302, {"cache-control": "no-store"})


@endpoint
async def unlink(request: Request) -> Response:
    """DELETE /user/identities/{id}: takes a way away."""
    found, service = await caller(request), identity(request)
    if not service.policy.manual_linking:
        raise NO_LINKING()
    wanted = callers.uuid_or_none(request.path_params["identity_id"])
    if wanted is None:
        raise BAD_ID()
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        await identities.unlink(tx, found.user["id"], wanted)
    callers.forget_person(service, found.user["id"])
    return answer({})


@endpoint
async def callback(request: Request) -> Response:
    """The browser is back. Whatever goes wrong is said to the application, never to an address of the request."""
    said: dict[str, Any] = dict(request.query_params)
    if request.method == "POST":
        said = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    service, who = identity(request), asker(request)
    try:
        async with service.db.acting(service.house_keeper(like=who)) as tx:
            flow = await states.take(service, tx, str(said.get("state") or ""))
    except Problem as problem:
        return redirects.refuse(service.policy.site_url, problem, pkce=True)
    try:
        return await _enter(request, flow, said)
    except Problem as problem:
        return redirects.refuse(flow.redirect_to, problem, pkce=flow.challenge is not None)


async def _enter(request: Request, flow: Flow, said: dict[str, Any]) -> Response:
    service, who = identity(request), asker(request)
    provider = service.policy.provider(flow.provider)
    if not flow.fresh or provider is None:
        raise states.EXPIRED()
    if not flow.admits(request.cookies.get(states.COOKIE)):
        raise states.INVALID()
    if said.get("error"):
        raise Problem(_short(said["error"]), 403, _short(said.get("error_description") or said["error"]))
    if not said.get("code"):
        raise NO_CODE()
    done = await exchange.exchange(service, provider, str(said["code"]), flow)
    keeper = service.house_keeper(org_id=uuid4(), user_id=flow.link_to or uuid4(), like=who)
    async with service.db.acting(keeper) as tx:
        user = await identities.enter(service, tx, done.external, link_to=flow.link_to, invitation=flow.invitation)
        if flow.challenge is not None:
            code = await pkce.issue_now(
                tx, user["id"], flow.challenge, "oauth", provider=provider.name, tokens=done.tokens
            )
            return redirects.go(flow.redirect_to, {}, query={"code": code})
        session = await sessions.grant(service, tx, user, "oauth", who)
    kept = {
        "provider_token": done.tokens.get("access_token"),
        "provider_refresh_token": done.tokens.get("refresh_token"),
    }
    return redirects.session(flow.redirect_to, session, **{name: token for name, token in kept.items() if token})


async def _away(request: Request, link_to: UUID | None) -> str:
    service, query = identity(request), request.query_params
    provider = supported(service, query.get("provider", ""))
    going = Going(
        service.policy.redirect(query.get("redirect_to")),
        pkce.of_body(dict(query)),
        link_to,
        query.get("invite_token") or None,
        scopes=query.get("scopes", ""),
    )
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        if link_to is not None:
            await users.log(tx, "identity_link_requested", link_to, {"provider": provider.name})
        extra = {name: value for name, value in query.items() if name not in _OURS}
        return await states.begin(service, tx, provider, going, extra)


def supported(identity: Identity, name: str) -> Provider:
    """The configured provider, or a Problem."""
    provider = identity.policy.provider(name)
    if provider is None:
        sentence = "Unsupported provider: provider is not enabled"
        raise Problem("validation_failed", 400, sentence)
    return provider


def _short(text: Any) -> str:
    return "".join(letter for letter in str(text)[:200] if letter.isprintable())
