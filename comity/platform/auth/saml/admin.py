"""/admin/sso/providers (wire.md 2.1): the operator connects identity providers, and vouches for their domains."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from comity.core.db import Json, Tx
from comity.core.errors import Problem, on_constraint
from comity.core.roles import ROLES
from comity.platform.auth import admin, callers, users
from comity.platform.auth.saml import metadata, providers
from comity.platform.auth.saml.xml import MOST
from comity.platform.auth.users import instant
from comity.platform.auth.wire import answer, asker, body, endpoint, identity, mapping, text

BAD_TYPE = Problem("validation_failed", 400, "Only 'saml' supported for SSO provider type")
ONE_METADATA = Problem("validation_failed", 400, "Either metadata_xml or metadata_url must be set")
BAD_DOMAIN = Problem("validation_failed", 400, "domains must be a list of domain names")
UNREACHABLE = Problem("validation_failed", 400, "The metadata cannot be fetched from metadata_url")
BAD_ROLE = Problem("validation_failed", 400, "default_role must be admin, manager, rep, technician or readonly")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_ROLES = tuple(role for role in ROLES if role != "owner")

on_constraint(
    "sso_domains_domain", Problem("sso_domain_already_exists", 422, "The domain belongs to another SSO provider")
)
on_constraint(
    "saml_providers_entity_id_key",
    Problem("saml_idp_already_exists", 422, "SAML Identity Provider with this EntityID already exists"),
)


@endpoint
async def show_all(request: Request) -> Response:
    """Every identity provider."""
    admin.require(request)
    service = identity(request)
    async with service.db.acting(service.house_keeper()) as tx:
        rows = await tx.rows(providers.q.all, id=None, entity_id=None, domain=None, org=None)
    return answer({"items": [as_json(row) for row in rows]})


@endpoint
async def create(request: Request) -> Response:
    """Connects one."""
    admin.require(request)
    service, sent, chosen = identity(request), await body(request), uuid4()
    if text(sent, "type") != "saml":
        raise BAD_TYPE()
    document = await _document(sent)
    if document is None:
        raise ONE_METADATA()
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        place = callers.uuid_or_none(text(sent, "org_id"))
        named = text(sent, "resource_id") or None
        await tx.run(providers.q.add, id=chosen, resource_id=named, org=place, role=_role(sent) or "rep")
        await _put(tx, chosen, sent, document)
        await users.log(tx, "sso_provider_created", None, {"provider": str(chosen)})
        made = await providers.find(tx, provider_id=chosen)
    assert made is not None
    return answer(as_json(made), 201)


@endpoint
async def show(request: Request) -> Response:
    """One of them."""
    admin.require(request)
    service = identity(request)
    async with service.db.acting(service.house_keeper()) as tx:
        return answer(as_json(await _find(tx, _id(request))))


@endpoint
async def update(request: Request) -> Response:
    """Changes what was said."""
    admin.require(request)
    service, sent, wanted = identity(request), await body(request), _id(request)
    document = await _document(sent)
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        known = await _find(tx, wanted)
        place, named = callers.uuid_or_none(text(sent, "org_id")), text(sent, "resource_id") or None
        disabled = sent["disabled"] if isinstance(sent.get("disabled"), bool) else None
        await tx.run(providers.q.change, id=wanted, resource_id=named, org=place, role=_role(sent), disabled=disabled)
        await _put(tx, wanted, sent, document or known["metadata_xml"], known)
        await users.log(tx, "sso_provider_updated", None, {"provider": str(wanted)})
        changed = await _find(tx, wanted)
    service.callers.forget_all()
    return answer(as_json(changed))


@endpoint
async def delete(request: Request) -> Response:
    """Disconnects one; sessions it opened end."""
    admin.require(request)
    service, wanted = identity(request), _id(request)
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        gone = await _find(tx, wanted)
        await tx.run(providers.q.remove, id=wanted)
        await users.log(tx, "sso_provider_deleted", None, {"provider": str(wanted)})
    service.callers.forget_all()
    return answer(as_json(gone))


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """An identity provider as upstream shows one, with our organisation."""
    saml = {
        "entity_id": row["entity_id"],
        "metadata_xml": row["metadata_xml"],
        "metadata_url": row["metadata_url"],
        "attribute_mapping": row["attribute_mapping"],
        "name_id_format": row["name_id_format"],
    }
    return {
        "id": str(row["id"]),
        "resource_id": row["resource_id"],
        "disabled": row["disabled"],
        "org_id": str(row["org_id"]) if row["org_id"] else None,
        "default_role": row["default_role"],
        "saml": {name: value for name, value in saml.items() if value is not None},
        "domains": row["domains"],
        "created_at": instant(row["created_at"]),
        "updated_at": instant(row["updated_at"]),
    }


async def _put(
    tx: Tx, provider: UUID, sent: dict[str, Any], document: str, known: dict[str, Any] | None = None
) -> None:
    found, known = metadata.read(document), known or {}
    asked = mapping(sent, "attribute_mapping") if sent.get("attribute_mapping") is not None else None
    await tx.run(providers.q.drop_metadata, provider=provider)
    await tx.run(
        providers.q.put_metadata,
        provider=provider,
        entity_id=found.entity_id,
        metadata_xml=document,
        metadata_url=text(sent, "metadata_url") or known.get("metadata_url"),
        mapping=Json(asked if asked is not None else known.get("attribute_mapping") or {}),
        name_id_format=text(sent, "name_id_format") or known.get("name_id_format"),
    )
    if sent.get("domains") is not None:
        await tx.run(providers.q.drop_domains, provider=provider)
        await tx.run(providers.q.add_domains, provider=provider, domains=_domains(sent["domains"]))


async def _document(sent: dict[str, Any]) -> str | None:
    """The metadata that was sent, or that is found at the address that was sent."""
    import httpx

    document, url = text(sent, "metadata_xml"), text(sent, "metadata_url")
    if document and url:
        raise ONE_METADATA()
    if not url:
        return document or None
    if not metadata.is_safe(url):
        raise UNREACHABLE()
    try:
        async with httpx.AsyncClient(timeout=10, follow_redirects=False) as client:
            answer = await client.get(url)
    except httpx.HTTPError as error:
        raise UNREACHABLE() from error
    if answer.status_code != 200 or len(answer.content) > MOST:
        raise UNREACHABLE()
    return answer.text


def _domains(listed: Any) -> list[str]:
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise BAD_DOMAIN()
    found = [one.strip().lower() for one in listed]
    if not all(_DOMAIN.fullmatch(one) for one in found):
        raise BAD_DOMAIN()
    return list(dict.fromkeys(found))


def _role(sent: dict[str, Any]) -> str | None:
    said = text(sent, "default_role") or None
    if said is not None and said not in _ROLES:
        raise BAD_ROLE()
    return said


def _id(request: Request) -> UUID:
    found = callers.uuid_or_none(request.path_params["provider_id"])
    if found is None:
        raise providers.NO_PROVIDER()
    return found


async def _find(tx: Tx, wanted: UUID) -> dict[str, Any]:
    found = await providers.find(tx, provider_id=wanted)
    if found is None:
        raise providers.NO_PROVIDER()
    return found
