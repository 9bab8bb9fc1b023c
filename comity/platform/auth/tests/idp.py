"""A SAML identity provider on this machine, with real keys: it says what a test wants, and signs what a test wants."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner, methods

ENTITY = "https://idp.example/metadata"
AUDIENCE = "http://app.example/auth/v1/sso/saml/metadata"
ACS = "http://app.example/auth/v1/sso/saml/acs"


@dataclass
class Idp:
    """The provider; `changes` go into the template of the assertion."""

    entity: str = ENTITY
    changes: dict[str, str] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def __post_init__(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        self.certificate = made.not_valid_after(now + timedelta(days=30)).sign(self.key, hashes.SHA256())

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def metadata(self, certificate: str | None = None) -> str:
        encoded = base64.b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()
        return (
            f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{self.entity}">'
            '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
            '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>'
            f"{certificate or encoded}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
            '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
            ' Location="https://idp.example/sso"/></IDPSSODescriptor></EntityDescriptor>'
        )

    def assertion(self, request_id: str | None = None, **changes: str) -> str:
        """An assertion as XML, not signed."""
        now = datetime.now(UTC)
        answers = f' InResponseTo="{request_id}"' if request_id else ""
        values = {
            "id": f"_{uuid4().hex}", "now": _at(now), "begins": _at(now - timedelta(minutes=1)),
            "until": _at(now + timedelta(minutes=5)), "issuer": self.entity, "audience": AUDIENCE, "recipient": ACS,
            "answers": answers, "subject": "ann-7", "email": "ann@firm.example", "more": "",
            "format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        } | self.changes | changes  # fmt: skip
        return (
            '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0" ID="{id}"'
            ' IssueInstant="{now}"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID Format="{format}">'
            '{subject}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
            '<saml:SubjectConfirmationData Recipient="{recipient}" NotOnOrAfter="{until}"{answers}/>'
            '</saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{begins}" NotOnOrAfter="{until}">'
            "<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>"
            '</saml:Conditions><saml:AuthnStatement AuthnInstant="{now}"/><saml:AttributeStatement>'
            '<saml:Attribute Name="mail"><saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute>'
            '<saml:Attribute Name="displayName"><saml:AttributeValue>Ann Firm</saml:AttributeValue></saml:Attribute>'
            "{more}</saml:AttributeStatement></saml:Assertion>"
        ).format(**values)

    def signed(self, element: str, **how: Any) -> str:
        """The element with a signature as its child."""
        root = etree.fromstring(element.encode())
        signer = XMLSigner(
            method=methods.enveloped,
            c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",
            **how,
        )
        made = signer.sign(root, key=self.key, cert=[self.certificate], reference_uri=root.get("ID"))
        return etree.tostring(made).decode()

    def response(self, *assertions: str, status: str = "Success", more: str = "", destination: str = ACS) -> str:
        """An answer around assertions, as XML."""
        return (
            '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Version="2.0"'
            f' ID="_{uuid4().hex}" Destination="{destination}">'
            f'<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{self.entity}</saml:Issuer>'
            f'<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:{status}"/></samlp:Status>'
            f"{''.join(assertions)}{more}</samlp:Response>"
        )

    def answer(self, request_id: str | None = None, **changes: str) -> str:
        """The usual answer: a signed assertion in a response that is not."""
        return self.response(self.signed(self.assertion(request_id, **changes)))


def asked(url: str) -> tuple[str, str]:
    """The request's id and the relay state of the address a browser was sent to."""
    query = parse_qs(urlsplit(url).query)
    request = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15)
    return str(etree.fromstring(request).get("ID")), query["RelayState"][0]


def form(answer: str, relay: str = "") -> dict[str, str]:
    """What the browser posts."""
    return {"SAMLResponse": base64.b64encode(answer.encode()).decode(), "RelayState": relay}


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
