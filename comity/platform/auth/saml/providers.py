"""Identity providers: found by id, domain or their own name; asked for somebody; and who came back from them."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4
from xml.sax.saxutils import quoteattr

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import addresses, identities, secrets, users
from comity.platform.auth.house import Newcomer
from comity.platform.auth.identities import External
from comity.platform.auth.identity import Identity
from comity.platform.auth.pkce import Challenge
from comity.platform.auth.saml import answers, metadata, xml
from comity.platform.auth.saml.answers import Asserted

q = sql.load(__file__)

NO_PROVIDER = Problem("sso_provider_not_found", 404, "No such SSO provider")
NO_DOMAIN = Problem("sso_provider_not_found", 404, "No SSO provider assigned for this domain")
DISABLED = Problem("sso_provider_disabled", 404, "This SSO provider is disabled")
SEEN = answers.refused("it was used before")
OUTSIDE = Problem("sso_domain_mismatch", 403, "This identity provider does not answer for the address it named")

Row = dict[str, Any]


async def any_open(tx: Tx) -> bool:
    """Whether anybody at all can sign in with their organisation here."""
    return bool(await tx.value(q.any_open))


async def find(
    tx: Tx, *, provider_id: UUID | None = None, domain: str | None = None, entity_id: str | None = None
) -> Row | None:
    """An identity provider."""
    return await tx.row(q.all, id=provider_id, domain=domain, entity_id=entity_id, org=None)


async def ask(identity: Identity, tx: Tx, provider: Row, there: str, challenge: Challenge | None) -> str:
    """Where the browser is sent, with our request (bindings 3.4)."""
    if provider["disabled"]:
        raise DISABLED()
    request_id, relay = f"_{secrets.make(24)}", uuid4()
    await tx.run(
        q.ask,
        id=relay,
        provider=provider["id"],
        request_id=request_id,
        redirect_to=there,
        challenge=challenge.challenge if challenge else None,
        challenge_method=challenge.method if challenge else None,
    )
    url = metadata.read(provider["metadata_xml"]).sign_on_url
    packed = zlib.compress(_request(identity, request_id, url, provider["name_id_format"]).encode())[2:-4]
    query = {"SAMLRequest": base64.b64encode(packed).decode(), "RelayState": str(relay)}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


async def enter(identity: Identity, tx: Tx, provider: Row, asserted: Asserted) -> users.Row:
    """The user an assertion speaks of: known, linked by an address of the provider's own domains, or new."""
    if not await tx.rows(q.see, provider=provider["id"], assertion_id=asserted.id, until=asserted.until):
        raise SEEN()
    email = addresses.checked(_mapped(provider, asserted, "email") or asserted.email)
    domains = {one["domain"] for one in provider["domains"]}
    if email.rpartition("@")[2] not in domains:
        raise OUTSIDE()
    way = f"sso:{provider['id']}"
    data = {"full_name": _name(provider, asserted), "custom_claims": _custom(provider, asserted)}
    external = External(way, asserted.subject, email, True, {name: value for name, value in data.items() if value})
    known = await tx.row(identities.q.find, provider=way, subject=asserted.subject)
    user = None if known else await users.find_by_email(tx, email)
    if known is None and user is None:
        made = await users.create_external(tx, identity.policy, email, dict(external.data), way)
        await tx.run(q.mark_managed, person=made["id"])
        user = await identities.join(identity, tx, external, made)
        await users.log(tx, "user_signedup", made["id"], {"provider": way})
    elif user is not None:
        user = await identities.join(identity, tx, external, user)
    else:
        user = await identities.enter(identity, tx, external)
    if provider["org_id"] is not None:
        newcomer = Newcomer(user["id"], email, external.data)
        await identity.house.admit(tx, newcomer, provider["org_id"], provider["default_role"])
    return user


def expected(identity: Identity, request_id: str | None) -> answers.Expected:
    """What an answer must say to be for us."""
    policy = identity.policy
    return answers.Expected(metadata.entity_id(policy), metadata.acs_url(policy), request_id, datetime.now(UTC))


def _request(identity: Identity, request_id: str, destination: str, name_id_format: str | None) -> str:
    """An AuthnRequest (core 3.4.1)."""
    policy = identity.policy
    wanted = name_id_format or "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
    return (
        '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0"'
        f" ID={quoteattr(request_id)} IssueInstant={quoteattr(datetime.now(UTC).strftime('%Y-%m-%dT%H:%M:%SZ'))}"
        f" Destination={quoteattr(destination)} ProtocolBinding={quoteattr(xml.POST)}"
        f" AssertionConsumerServiceURL={quoteattr(metadata.acs_url(policy))}>"
        f"<saml:Issuer>{metadata.entity_id(policy)}</saml:Issuer>"
        f'<samlp:NameIDPolicy AllowCreate="true" Format={quoteattr(wanted)}/></samlp:AuthnRequest>'
    )


def _mapped(provider: Row, asserted: Asserted, key: str) -> str | None:
    """The value of a mapped attribute: {"keys": {"email": {"name": "mail"}}}, or several names to try."""
    keys = (provider["attribute_mapping"] or {}).get("keys")
    wanted = keys.get(key) if isinstance(keys, Mapping) else None
    if not isinstance(wanted, Mapping):
        return None
    names = [wanted.get("name"), *(wanted.get("names") or [])]
    found = [asserted.attributes[name][0] for name in names if isinstance(name, str) and asserted.attributes.get(name)]
    return found[0] if found else None


def _custom(provider: Row, asserted: Asserted) -> dict[str, str]:
    keys = (provider["attribute_mapping"] or {}).get("keys")
    names = list(keys) if isinstance(keys, Mapping) else []
    found = {name: _mapped(provider, asserted, name) for name in names if name != "email"}
    return {name: value for name, value in found.items() if value}


def _name(provider: Row, asserted: Asserted) -> str:
    mapped = _mapped(provider, asserted, "full_name") or _mapped(provider, asserted, "name")
    if mapped:
        return mapped[:200]
    said = {name.lower().rpartition("/")[2]: values[0] for name, values in asserted.attributes.items() if values}
    whole = said.get("displayname") or said.get("name") or said.get("cn")
    parts = (said.get("givenname") or said.get("firstname") or "", said.get("surname") or said.get("sn") or "")
    return (whole or " ".join(part for part in parts if part))[:200]
