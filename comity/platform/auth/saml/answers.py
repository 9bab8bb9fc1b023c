"""A SAML response: whether an identity provider signed it, for us, for now and once; and who it speaks of.

Signature wrapping moves signed parts aside and puts forged ones where they are looked for. So the signature must be a
direct child of what it signs, and everything is read from the bytes whose digest the signature holds, and from nothing
else. (SAML core 2.0, 2.3-2.7; profiles 4.1.4)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from comity.core.errors import Problem
from comity.platform.auth.saml import xml
from comity.platform.auth.saml.metadata import IdentityProvider
from comity.platform.auth.saml.xml import ASSERTION, PROTOCOL, SIGNATURE, Element

SKEW: Final = timedelta(seconds=60)
_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
_EMAIL_FORMAT: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
_TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_EMAIL_NAMES: Final = (
    "email", "mail", "emailaddress", "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
)  # fmt: skip
_SUBJECT_NAMES: Final = ("urn:oasis:names:tc:SAML:attribute:subject-id", "subject-id", "sub")
NO_SUBJECT = Problem(
    "saml_assertion_no_user_id",
    400,
    "SAML Assertion did not contain a persistent Subject Identifier attribute or Subject NameID"
    " uniquely identifying this user",
)
NO_EMAIL = Problem("saml_assertion_no_email", 400, "SAML Assertion does not contain an email address")


def refused(reason: str) -> Problem:
    """The answer opens nothing."""
    return Problem("validation_failed", 400, f"SAML Assertion is not valid: {reason}")


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must say: for whom it is, where it was posted, and which request it answers, if any."""

    audience: str
    recipient: str
    request_id: str | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Asserted:
    """What a verified assertion says."""

    id: str
    subject: str
    email: str
    attributes: Mapping[str, Sequence[str]]
    until: datetime
    session_until: datetime | None


def issuer_of(document: bytes) -> str:
    """Who the answer claims to be from: only to find the certificates it is then checked with."""
    root = xml.parse(document)
    if root.tag != f"{PROTOCOL}Response":
        raise xml.BAD_XML()
    assertion = xml.child(root, f"{ASSERTION}Assertion")
    inner = xml.text(xml.child(assertion, f"{ASSERTION}Issuer")) if assertion is not None else ""
    return inner or xml.text(xml.child(root, f"{ASSERTION}Issuer"))


def read(document: bytes, provider: IdentityProvider, expected: Expected) -> Asserted:
    """The one assertion of an answer, when all of it holds; else a Problem."""
    root = xml.parse(document)
    if root.tag != f"{PROTOCOL}Response":
        raise xml.BAD_XML()
    _check_status(root, expected)
    assertion = xml.plain(_signed_assertion(root, provider))
    if xml.text(xml.child(assertion, f"{ASSERTION}Issuer")) != provider.entity_id:
        raise refused("another issuer made it")
    until = _check_conditions(assertion, expected)
    subject = xml.child(assertion, f"{ASSERTION}Subject")
    if subject is None:
        raise NO_SUBJECT()
    _check_confirmation(subject, expected)
    attributes = _attributes(assertion)
    return Asserted(
        id=_id(assertion),
        subject=_subject(subject, attributes),
        email=_email(subject, attributes),
        attributes=attributes,
        until=until,
        session_until=_session_until(assertion),
    )


def _check_status(root: Element, expected: Expected) -> None:
    status = xml.child(root, f"{PROTOCOL}Status")
    code = xml.child(status, f"{PROTOCOL}StatusCode") if status is not None else None
    if code is None or code.get("Value") != _SUCCESS:
        raise refused("the identity provider did not sign anybody in")
    if root.get("Destination") not in (None, expected.recipient):
        raise refused("it was sent elsewhere")
    if xml.children(root, f"{ASSERTION}EncryptedAssertion"):
        raise refused("encrypted assertions are not read; send it signed over HTTPS")


def _signed_assertion(root: Element, provider: IdentityProvider) -> Element:
    """The assertion as the signature's own bytes have it: of the whole answer, or of its only assertion."""
    if len(xml.children(root, f"{ASSERTION}Assertion")) != 1:
        raise refused("it has no assertion, or several")
    if xml.children(root, f"{SIGNATURE}Signature"):
        whole = _verified(root, provider)
        if whole.tag != f"{PROTOCOL}Response":
            raise refused("its signature is of something else")
        inside = xml.child(whole, f"{ASSERTION}Assertion")
        if inside is None:
            raise refused("it has no assertion, or several")
        return inside
    assertion = xml.child(root, f"{ASSERTION}Assertion")
    assert assertion is not None
    if not xml.children(assertion, f"{SIGNATURE}Signature"):
        raise refused("it is not signed")
    alone = _verified(assertion, provider)
    if alone.tag != f"{ASSERTION}Assertion" or alone.get("ID") != assertion.get("ID"):
        raise refused("its signature is of something else")
    return alone


def _verified(element: Element, provider: IdentityProvider) -> Element:
    """What the signature directly below the element covers; the element itself, or it is refused."""
    from lxml import etree
    from signxml.exceptions import SignXMLException
    from signxml.verifier import XMLVerifier

    if len(xml.children(element, f"{SIGNATURE}Signature")) != 1:
        raise refused("it has several signatures")
    ids = [one.get("ID") for one in element.iter() if isinstance(one.tag, str) and one.get("ID") is not None]
    if len(ids) != len(set(ids)) or not element.get("ID"):
        raise refused("its identifiers are not unique")
    document, how = etree.tostring(element), _how()
    for certificate in provider.certificates:
        try:
            found = XMLVerifier().verify(document, x509_cert=_pem(certificate), expect_config=how, id_attribute="ID")
        except (SignXMLException, ValueError, etree.LxmlError, OverflowError):
            continue
        signed = found.signed_xml if not isinstance(found, list) else None
        if signed is not None and signed.get("ID") == element.get("ID"):
            return signed
    raise refused("its signature does not hold")


@cache
def _how() -> Any:
    """How answers are signed: with a pair of keys, SHA-2, one reference, a child of what is signed."""
    from signxml.algorithms import DigestAlgorithm, SignatureMethod
    from signxml.verifier import SignatureConfiguration

    signatures = ("RSA_SHA256", "RSA_SHA384", "RSA_SHA512", "ECDSA_SHA256", "ECDSA_SHA384", "ECDSA_SHA512")
    return SignatureConfiguration(
        require_x509=True,
        location="./",
        expect_references=1,
        signature_methods=frozenset(SignatureMethod[name] for name in signatures),
        digest_algorithms=frozenset(DigestAlgorithm[name] for name in ("SHA256", "SHA384", "SHA512")),
        ignore_ambiguous_key_info=True,
    )


def _check_conditions(assertion: Element, expected: Expected) -> datetime:
    conditions = xml.child(assertion, f"{ASSERTION}Conditions")
    if conditions is None:
        raise refused("it has no conditions")
    begins, until = _instant(conditions.get("NotBefore")), _instant(conditions.get("NotOnOrAfter"))
    if begins is not None and expected.now + SKEW < begins:
        raise refused("it is of the future")
    if until is not None and expected.now - SKEW >= until:
        raise refused("it has expired")
    restrictions = xml.children(conditions, f"{ASSERTION}AudienceRestriction")
    audiences = [{xml.text(one) for one in xml.children(each, f"{ASSERTION}Audience")} for each in restrictions]
    if not audiences or not all(expected.audience in listed for listed in audiences):
        raise refused("it is for another application")
    return until or expected.now + timedelta(hours=1)


def _check_confirmation(subject: Element, expected: Expected) -> None:
    """Profiles 4.1.4.2: whoever bears it, here, before then, and in answer to what we asked."""
    for one in xml.children(subject, f"{ASSERTION}SubjectConfirmation"):
        data = xml.child(one, f"{ASSERTION}SubjectConfirmationData")
        if one.get("Method") != _BEARER or data is None:
            continue
        until = _instant(data.get("NotOnOrAfter"))
        here = data.get("Recipient") == expected.recipient
        if (
            here
            and until is not None
            and expected.now - SKEW < until
            and data.get("InResponseTo") == expected.request_id
        ):
            return
    raise refused("nobody may bear it here and now")


def _attributes(assertion: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for statement in xml.children(assertion, f"{ASSERTION}AttributeStatement"):
        for attribute in xml.children(statement, f"{ASSERTION}Attribute"):
            values = [xml.text(value) for value in xml.children(attribute, f"{ASSERTION}AttributeValue")]
            for name in {attribute.get("Name"), attribute.get("FriendlyName")} - {None}:
                found.setdefault(str(name), []).extend(values)
    return found


def _subject(subject: Element, attributes: Mapping[str, Sequence[str]]) -> str:
    for name in _SUBJECT_NAMES:
        if attributes.get(name):
            return attributes[name][0][:255]
    named = xml.child(subject, f"{ASSERTION}NameID")
    if named is None or named.get("Format") == _TRANSIENT or not xml.text(named):
        raise NO_SUBJECT()
    return xml.text(named)[:255]


def _email(subject: Element, attributes: Mapping[str, Sequence[str]]) -> str:
    lower = {name.lower(): values for name, values in attributes.items()}
    for name in _EMAIL_NAMES:
        said = next((value for value in lower.get(name, ()) if value.strip()), None)
        if said is not None:
            return said.strip().lower()
    named = xml.child(subject, f"{ASSERTION}NameID")
    if named is not None and named.get("Format") == _EMAIL_FORMAT:
        return xml.text(named).lower()
    raise NO_EMAIL()


def _session_until(assertion: Element) -> datetime | None:
    ends = [_instant(one.get("SessionNotOnOrAfter")) for one in xml.children(assertion, f"{ASSERTION}AuthnStatement")]
    if not ends:
        raise refused("nobody was signed in")
    return min((end for end in ends if end is not None), default=None)


def _id(assertion: Element) -> str:
    found = str(assertion.get("ID") or "")
    if not found:
        raise refused("it has no identifier")
    return found


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise refused("it names no moment") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _pem(certificate: str) -> str:
    lines = [certificate[at : at + 64] for at in range(0, len(certificate), 64)]
    return "\n".join(("-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""))
