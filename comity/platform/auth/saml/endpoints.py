"""POST /sso, /sso/saml/acs and GET /sso/saml/metadata (wire.md 2.1)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import addresses, callers, pkce, redirects, sessions
from comity.platform.auth.gateway import COOKIE
from comity.platform.auth.identity import Identity
from comity.platform.auth.pkce import Challenge
from comity.platform.auth.saml import answers, metadata, providers, xml
from comity.platform.auth.wire import answer, asker, body, endpoint, identity, text

DISABLED = Problem("saml_provider_disabled", 404, "SAML 2.0 is disabled")
ONE_OF_BOTH = Problem("validation_failed", 400, "Only one of provider_id or domain supported")
NEITHER = Problem("validation_failed", 400, "A provider_id or domain needs to be provided")
MISSING = Problem("validation_failed", 400, "SAMLResponse is missing")
NOT_BASE64 = Problem("validation_failed", 400, "SAMLResponse is not a valid Base64 string")
NO_RELAY = Problem("saml_relay_state_not_found", 404, "SAML RelayState does not exist, try logging in again?")
OLD_RELAY = Problem("saml_relay_state_expired", 422, "SAML RelayState has expired. Try logging in again?")
NOT_CONNECTED = Problem(
    "saml_idp_not_found", 404, "A SAML connection has not been established with this Identity Provider"
)
MOST = 2 * xml.MOST


@dataclass(frozen=True, slots=True)
class Relay:
    """What a browser had been sent away with; nothing of it when the identity provider began."""

    provider_id: UUID | None = None
    request_id: str | None = None
    redirect_to: str | None = None
    challenge: Challenge | None = None


@endpoint
async def begin(request: Request) -> Response:
    """Where somebody of a domain, or of a provider, signs in."""
    service, sent = identity(request), await body(request)
    named, domain = text(sent, "provider_id"), text(sent, "domain").strip().lower()
    async with service.db.acting(service.house_keeper()) as tx:
        if await providers.find(tx) is None:
            raise DISABLED()
    if named and domain:
        raise ONE_OF_BOTH()
    if not named and not domain:
        raise NEITHER()
    there = service.policy.redirect(text(sent, "redirect_to") or request.query_params.get("redirect_to"))
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        url = await start(service, tx, callers.uuid_or_none(named), domain or None, there, pkce.of_body(sent))
    if sent.get("skip_http_redirect") is True:
        return answer({"url": url})
    return RedirectResponse(url, 303, {"cache-control": "no-store"})


async def start(
    identity: Identity, tx: Tx, provider_id: UUID | None, domain: str | None, there: str, challenge: Challenge | None
) -> str:
    """The address of the identity provider, with our request; a Problem when there is none."""
    found = await providers.find(tx, provider_id=provider_id, domain=domain) if provider_id or domain else None
    if found is None and await providers.find(tx) is None:
        raise DISABLED()
    if found is None:
        raise providers.NO_DOMAIN() if domain else providers.NO_PROVIDER()
    return await providers.ask(identity, tx, found, there, challenge)


@endpoint
async def own_metadata(request: Request) -> Response:
    """What identity providers need to know of us."""
    headers = {"cache-control": "public, max-age=600"}
    if request.query_params.get("download") == "true":
        headers["content-disposition"] = 'attachment; filename="metadata.xml"'
    return Response(metadata.own(identity(request).policy), headers=headers, media_type="application/xml")


@endpoint
async def consume(request: Request) -> Response:
    """An identity provider's answer, posted by the browser. What is wrong with it is said to the application."""
    service, relay = identity(request), Relay()
    try:
        document, named = await _posted(request)
        async with service.db.acting(service.house_keeper()) as tx:  # a relay state is used up whatever follows
            relay = await _relay(service, tx, named)
        return await _enter(request, document, relay)
    except Problem as problem:
        there = relay.redirect_to or service.policy.site_url
        return redirects.refuse(there, problem, pkce=relay.challenge is not None or relay.redirect_to is None)


async def _enter(request: Request, document: bytes, relay: Relay) -> Response:
    service, who = identity(request), asker(request)
    async with service.db.acting(service.house_keeper()) as tx:
        provider = await _provider(tx, document, relay)
    asserted = answers.read(
        document, metadata.read(provider["metadata_xml"]), providers.expected(service, relay.request_id)
    )
    keeper = service.house_keeper(org_id=uuid4(), user_id=uuid4(), like=who)
    async with service.db.acting(keeper) as tx:
        user = await providers.enter(service, tx, provider, asserted)
        return await _signed_in(request, tx, user, provider, asserted, relay)


async def _signed_in(
    request: Request, tx: Tx, user: providers.Row, provider: providers.Row, asserted: answers.Asserted, relay: Relay
) -> Response:
    """On to the application: with a code, with tokens, or, to our own pages, with a cookie."""
    service, who = identity(request), asker(request)
    method, org, sso = "sso/saml", provider["org_id"], provider["id"]
    there = relay.redirect_to or service.policy.site_url
    if relay.challenge is not None:
        code = await pkce.issue_now(tx, user["id"], relay.challenge, method, provider=f"sso:{sso}")
        return redirects.go(there, {}, query={"code": code})
    if relay.request_id is None and relay.redirect_to is None:
        cookie = await sessions.open_cookie(service, tx, user, method, who, org, sso)
        await tx.run(providers.q.limit_session, provider=sso, person=user["id"], until=asserted.session_until)
        response = redirects.go(f"{service.policy.site_url}/", {})
        response.set_cookie(
            COOKIE, cookie, max_age=int(service.policy.idle.total_seconds()), path="/", httponly=True,
            samesite="lax", secure=request.url.scheme == "https",
        )  # fmt: skip
        return response
    session = await sessions.grant(service, tx, user, method, who, org, sso)
    await tx.run(providers.q.limit_session, provider=sso, person=user["id"], until=asserted.session_until)
    return redirects.session(there, session)


async def _posted(request: Request) -> tuple[bytes, str]:
    if int(request.headers.get("content-length") or 0) > MOST:
        raise Problem("request_entity_too_large", 413, "The answer is too large")
    form = await request.form(max_part_size=MOST)
    encoded, relay = form.get("SAMLResponse"), form.get("RelayState")
    if not isinstance(encoded, str) or not encoded:
        raise MISSING()
    try:
        document = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NOT_BASE64() from error
    return document, relay if isinstance(relay, str) else ""


async def _relay(identity: Identity, tx: Tx, named: str) -> Relay:
    """The request that is answered; or, when the identity provider began, where it wants to lead, if it may."""
    relay_id = callers.uuid_or_none(named)
    if relay_id is None:
        wanted = named if named and identity.policy.may_redirect(named) else None
        return Relay(redirect_to=None if wanted and wanted.startswith(identity.policy.site_url) else wanted)
    row = await tx.row(providers.q.answered, id=relay_id)
    if row is None:
        raise NO_RELAY()
    if not row["fresh"]:
        raise OLD_RELAY()
    challenge = Challenge(row["code_challenge"], row["code_challenge_method"]) if row["code_challenge"] else None
    return Relay(row["sso_provider_id"], row["request_id"], row["redirect_to"], challenge)


async def _provider(tx: Tx, document: bytes, relay: Relay) -> providers.Row:
    """The identity provider that was asked, else the one that says it answers."""
    if relay.provider_id is not None:
        found = await providers.find(tx, provider_id=relay.provider_id)
    else:
        found = await providers.find(tx, entity_id=answers.issuer_of(document))
    if found is None:
        raise NOT_CONNECTED()
    if found["disabled"]:
        raise providers.DISABLED()
    return found


def domain_of(address: str) -> str:
    """The domain of an address somebody typed."""
    return addresses.checked(address).rpartition("@")[2]
