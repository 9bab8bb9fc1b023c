"""Metadata: what an identity provider says of itself, and what we say of ourselves."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from comity.core.errors import Problem
from comity.platform.auth.policy import Policy
from comity.platform.auth.saml import xml
from comity.platform.auth.saml.xml import METADATA, SIGNATURE

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def bad(sentence: str) -> Problem:
    """The metadata cannot be used."""
    return Problem("validation_failed", 400, f"SAML Metadata {sentence}")


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Who an identity provider is, where browsers are sent, and the certificates it signs with (base64, DER)."""

    entity_id: str
    sign_on_url: str
    certificates: tuple[str, ...]


def read(document: str) -> IdentityProvider:
    """The identity provider of a metadata document."""
    root = xml.parse(document.encode())
    if root.tag != f"{METADATA}EntityDescriptor" or not root.get("entityID"):
        raise bad("does not describe an entity")
    descriptor = xml.child(root, f"{METADATA}IDPSSODescriptor")
    if descriptor is None:
        raise bad("does not contain an IDPSSODescriptor")
    url = next(
        (
            str(one.get("Location"))
            for one in xml.children(descriptor, f"{METADATA}SingleSignOnService")
            if one.get("Binding") == xml.REDIRECT
        ),
        "",
    )
    if not is_safe(url):
        raise bad("names no HTTPS address for HTTP-Redirect")
    found = tuple(
        _certificate(xml.text(one))
        for key in xml.children(descriptor, f"{METADATA}KeyDescriptor")
        if key.get("use") in (None, "signing")
        for one in key.iter(f"{SIGNATURE}X509Certificate")
    )
    if not found:
        raise bad("contains no signing certificate")
    return IdentityProvider(str(root.get("entityID")), url, found)


def is_safe(url: str) -> bool:
    """Whether browsers may be sent there, or we may fetch from there."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def entity_id(policy: Policy) -> str:
    """Who we are."""
    return f"{policy.auth_url}/sso/saml/metadata"


def acs_url(policy: Policy) -> str:
    """Where answers are posted."""
    return f"{policy.auth_url}/sso/saml/acs"


def own(policy: Policy) -> str:
    """What we say of ourselves: assertions must be signed, requests of ours are not."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"'
        f" entityID={quoteattr(entity_id(policy))}>"
        '<SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true"'
        ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        "<NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat>"
        "<NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>"
        f'<AssertionConsumerService Binding="{xml.POST}" Location={quoteattr(acs_url(policy))}'
        ' index="0" isDefault="true"/></SPSSODescriptor></EntityDescriptor>'
    )


def _certificate(encoded: str) -> str:
    """The certificate in one line, when it is one."""
    from cryptography.x509 import load_der_x509_certificate

    plain = "".join(encoded.split())
    try:
        load_der_x509_certificate(base64.b64decode(plain, validate=True))
    except ValueError as error:
        raise bad("contains something that is no certificate") from error
    return plain
