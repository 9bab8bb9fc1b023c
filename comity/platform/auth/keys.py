"""The keys tokens are signed with, and the project's own API keys of both kinds (wire.md 0)."""

from __future__ import annotations

import base64
import hashlib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from comity.platform.auth import secrets

if TYPE_CHECKING:
    from joserfc.jwk import Key

ALGORITHMS = ("HS256", "RS256", "ES256", "EdDSA")
_ALGORITHM_OF = {"oct": "HS256", "RSA": "RS256", "EC": "ES256", "OKP": "EdDSA"}
_LEGACY = {"iss": "supabase", "iat": 1767225600, "exp": 2082758400}  # 2026 to 2036: the same key at every start


@contextmanager
def quietly(algorithm: object) -> Iterator[None]:
    """RFC 9864 would call it Ed25519; clients of this dialect know it as EdDSA, and the library warns at every use."""
    if algorithm != "EdDSA":
        yield
        return
    from joserfc.errors import SecurityWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        yield


@dataclass(frozen=True)
class SigningKey:
    """One key and the only algorithm it is used with: a public key can never pass for a shared secret."""

    kid: str
    algorithm: str
    key: Key
    signs: bool

    def public(self) -> dict[str, Any]:
        """The public half, as a JWK."""
        return {**self.key.as_dict(private=False), "kid": self.kid, "alg": self.algorithm, "key_ops": ["verify"]}


@dataclass(frozen=True)
class KeyRing:
    """Every key a token may be signed with; the first one that signs is used for new tokens."""

    keys: tuple[SigningKey, ...]

    @classmethod
    def of(cls, secret: str, jwks: Sequence[Mapping[str, Any]] = ()) -> KeyRing:
        """The ring of JWKs with `key_ops`, as GOTRUE_JWT_KEYS has them, and last the JWT secret, always accepted."""
        from joserfc.jwk import OctKey  # loaded where there are tokens: a worker signs none

        listed = tuple(_from_jwk(jwk) for jwk in jwks)
        shared = SigningKey(_thumb(secret), "HS256", OctKey.import_key(secret), signs=True)
        return cls((*sorted(listed, key=lambda key: not key.signs), shared))

    @property
    def current(self) -> SigningKey:
        """The key new tokens are signed with."""
        return next(key for key in self.keys if key.signs)

    def find(self, kid: object, algorithm: object) -> SigningKey | None:
        """The key of a token's header: by its id, else the shared secret of the same algorithm."""
        for key in self.keys:
            if key.kid == kid:
                return key if key.algorithm == algorithm else None
        return self.keys[-1] if algorithm == "HS256" else None

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A token with these claims."""
        from joserfc import jwt

        key = self.current
        header = {"alg": key.algorithm, "kid": key.kid, "typ": "JWT"}
        with quietly(key.algorithm):
            return jwt.encode(header, dict(claims), key.key, algorithms=[key.algorithm])

    def public(self) -> dict[str, Any]:
        """The JSON Web Key Set: public halves only, never a shared secret."""
        pairs = (key for key in self.keys if key.algorithm != "HS256")
        return {"keys": [key.public() for key in pairs]}


@dataclass(frozen=True)
class ApiKeys:
    """The project's keys: two legacy JWTs, two opaque ones. The second of each kind opens everything."""

    anon: str
    service_role: str
    publishable: str
    secret: str

    @classmethod
    def of(cls, ring: KeyRing, secret: str) -> ApiKeys:
        """The keys that belong to a JWT secret: every process and every start knows the same ones."""
        return cls(
            anon=_legacy(ring, "anon"),
            service_role=_legacy(ring, "service_role"),
            publishable="sb_publishable_" + _derived(secret, "publishable"),
            secret="sb_secret_" + _derived(secret, "secret"),
        )

    def role_of(self, key: str) -> str | None:
        """The database role of an opaque key, None when it is not one of ours."""
        if secrets.same(key, self.publishable):
            return "anon"
        return "service_role" if secrets.same(key, self.secret) else None


def _legacy(ring: KeyRing, role: str) -> str:
    """A long-lived JWT that stands for a role, signed with the shared secret as Supabase's are."""
    from joserfc import jwt

    shared = ring.keys[-1]
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, {**_LEGACY, "role": role}, shared.key, algorithms=["HS256"])


def _derived(secret: str, purpose: str) -> str:
    made = secrets.keyed(secret.encode(), b"comity api key " + purpose.encode())
    return base64.urlsafe_b64encode(made[:24]).decode()


def _from_jwk(jwk: Mapping[str, Any]) -> SigningKey:
    from joserfc.jwk import import_key

    key = import_key(dict(jwk))
    algorithm = str(jwk.get("alg") or _ALGORITHM_OF[str(jwk["kty"])])
    if algorithm not in ALGORITHMS:
        raise ValueError(f"a JWT key with the algorithm {algorithm} cannot be used; use one of {', '.join(ALGORITHMS)}")
    kid = str(jwk.get("kid") or key.thumbprint())
    return SigningKey(kid, algorithm, key, signs="sign" in jwk.get("key_ops", ["sign"]) and key.is_private)


def _thumb(secret: str) -> str:
    """A stable id of a secret that says nothing about it."""
    seen = hashlib.sha256(b"comity key id " + secret.encode()).digest()
    return base64.urlsafe_b64encode(seen[:9]).decode()
