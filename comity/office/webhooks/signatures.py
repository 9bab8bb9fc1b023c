"""Is a message really from who it says? One function a provider, over the raw bytes, in constant time.

Cited where obeyed: Standard Webhooks (its spec/standard-webhooks.md), Stripe "Verify webhook signatures",
Shopify "Verify the webhook", GitHub "Validating webhook deliveries", Slack "Verifying requests", Twilio "Security",
HubSpot "Validating requests" (v3), DocuSign Connect "HMAC security",
Gong "Create a webhook rule" (signed JWT header, or URL includes key).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, urlsplit

TOLERANCE: Final = 300.0
"""Seconds a signed time may be off: an old message that somebody kept is refused."""


@dataclass(frozen=True, slots=True)
class Message:
    """What came: headers with lower-case names, the body as it came, and when by our clock."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    now: float

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


Check = Callable[[str, Message], bool]


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The webhook-signature of a message of ours (Standard Webhooks, symmetric)."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(standard_key(secret), signed, "sha256")).decode()


def standard_key(secret: str) -> bytes:
    """The bytes of a whsec_ secret."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def standard(secret: str, message: Message) -> bool:
    """Standard Webhooks: Svix, Resend, Comity itself and many more."""
    message_id = message.header("webhook-id") or message.header("svix-id")
    stamp = message.header("webhook-timestamp") or message.header("svix-timestamp")
    given = message.header("webhook-signature") or message.header("svix-signature")
    if not message_id or not _recent(stamp, message.now):
        return False
    wanted = sign(secret, message_id, int(stamp), message.body)
    return any(_same(one, wanted) for one in given.split())


def stripe(secret: str, message: Message) -> bool:
    """`t=...,v1=...` over "t.body"."""
    parts = [part.partition("=")[::2] for part in message.header("stripe-signature").split(",")]
    stamp = next((value for name, value in parts if name.strip() == "t"), "")
    if not _recent(stamp, message.now):
        return False
    wanted = hmac.digest(secret.encode(), stamp.encode() + b"." + message.body, "sha256").hex()
    return any(_same(value, wanted) for name, value in parts if name.strip() == "v1")


def shopify(secret: str, message: Message) -> bool:
    """Base64 of the body's HMAC.  seed: WH04"""
    return _same(message.header("x-shopify-hmac-sha256"), _base64(secret, message.body))


def docusign(secret: str, message: Message) -> bool:
    """Base64 of the body's HMAC; one of several keys may have signed."""
    wanted = _base64(secret, message.body)
    return any(_same(message.header(f"x-docusign-signature-{number}"), wanted) for number in range(1, 11))


def github(secret: str, message: Message) -> bool:
    """`sha256=` and the body's HMAC in hexadecimal."""
    wanted = "sha256=" + hmac.digest(secret.encode(), message.body, "sha256").hex()
    return _same(message.header("x-hub-signature-256"), wanted)


def slack(secret: str, message: Message) -> bool:
    """`v0=` over "v0:time:body"."""
    stamp = message.header("x-slack-request-timestamp")
    if not _recent(stamp, message.now):
        return False
    wanted = "v0=" + hmac.digest(secret.encode(), f"v0:{stamp}:".encode() + message.body, "sha256").hex()
    return _same(message.header("x-slack-signature"), wanted)


def twilio(secret: str, message: Message) -> bool:
    """SHA-1 over the exact URL and the form's fields in order; JSON by its hash in the URL.  seed: WH03"""
    given = message.header("x-twilio-signature")
    hashes = parse_qs(urlsplit(message.url).query).get("bodySHA256")
    if hashes:
        body_holds = _same(hashlib.sha256(message.body).hexdigest(), hashes[0])
        return body_holds and any(_same(given, _twilio(secret, url, [])) for url in _with_and_without_port(message.url))
    fields = parse_qsl(message.body.decode("utf-8", "replace"), keep_blank_values=True)
    return any(_same(given, _twilio(secret, url, fields)) for url in _with_and_without_port(message.url))


def hubspot(secret: str, message: Message) -> bool:
    """Version 3: base64 over method, URL, body and time in milliseconds."""
    stamp = message.header("x-hubspot-request-timestamp")
    if not stamp.isdigit() or not _recent(str(int(stamp) // 1000), message.now):
        return False
    signed = f"{message.method}{message.url}".encode() + message.body + stamp.encode()
    return _same(message.header("x-hubspot-signature-v3"), _base64(secret, signed))


def gong(secret: str, message: Message) -> bool:
    """A token of its public key (RS256) that names this address and the body's hash; or, where its rule says "URL
    includes key", the secret itself as `key` in the address.  seed: IN03
    """
    if len(secret) < 100:  # no public key is that short
        return _same((parse_qs(urlsplit(message.url).query).get("key") or [""])[0], secret)
    claims = _rs256(secret, message.header("authorization").removeprefix("Bearer ").strip(), message.now)
    digest = hashlib.sha256(message.body)
    known = (digest.hexdigest(), base64.b64encode(digest.digest()).decode())
    given = str(claims.get("body_sha256") or "")
    return _same(str(claims.get("webhook_url") or ""), message.url) and any(_same(given, one) for one in known)


def _rs256(public_key: str, token: str, now: float) -> dict[str, Any]:
    """The claims of a token that this key signed and that has not run out; nothing of any other."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    try:
        head, body, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split("."))
        bare = "".join(line for line in public_key.splitlines() if "-----" not in line)
        key = serialization.load_der_public_key(base64.b64decode(bare))
        if json.loads(head).get("alg") != "RS256" or not isinstance(key, rsa.RSAPublicKey):
            return {}
        key.verify(signature, token.rpartition(".")[0].encode(), padding.PKCS1v15(), hashes.SHA256())
        claims = json.loads(body)
    except (ValueError, TypeError, AttributeError, InvalidSignature):
        return {}
    if not isinstance(claims, dict) or not isinstance(claims.get("exp", now), int | float):
        return {}
    return claims if claims.get("exp", now + TOLERANCE) + TOLERANCE > now else {}


def hmac_hex(secret: str, message: Message) -> bool:
    """The plainest kind: the body's HMAC in hexadecimal, for senders one writes oneself."""
    wanted = hmac.digest(secret.encode(), message.body, "sha256").hex()
    return _same(message.header("x-signature").removeprefix("sha256="), wanted)


CHECKS: Final[Mapping[str, Check]] = {
    "standard": standard,
    "stripe": stripe,
    "shopify": shopify,
    "docusign": docusign,
    "github": github,
    "slack": slack,
    "twilio": twilio,
    "hubspot": hubspot,
    "gong": gong,
    "custom": hmac_hex,
}


TIMED: Final = frozenset({"standard", "stripe", "slack", "hubspot"})
"""Providers that sign the time as well: what they signed long ago is refused for that."""


def _twilio(secret: str, url: str, fields: list[tuple[str, str]]) -> str:
    text = url + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha1")).decode()


def _with_and_without_port(url: str) -> list[str]:
    """Twilio signs some addresses with their port and some without."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return [url]
    bare = parts._replace(netloc=parts.hostname).geturl()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return [url, bare, parts._replace(netloc=f"{parts.hostname}:{port}").geturl()]


def _base64(secret: str, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), signed, "sha256")).decode()


def _recent(stamp: str, now: float) -> bool:
    return stamp.isdigit() and len(stamp) < 15 and abs(now - int(stamp)) <= TOLERANCE


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
