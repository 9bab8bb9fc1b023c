"""Who is acting: a person in an organisation, an agent below a person, or the house itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

import orjson

Role = Literal["anon", "authenticated", "service_role"]
Visibility = Literal["own", "team", "all-read"]


def _uuid(value: Any) -> UUID | None:
    return UUID(str(value)) if value else None


@dataclass(frozen=True)
class Who:
    """The subject of row security and the name in the audit log.

    `claims` are the raw claims of the caller's token, which SQL reads as `request.jwt.claims`; the other fields are
    what the house needs of them in Python. `agent` names an AI agent or automation acting below the person.
    """

    role: Role = "anon"
    org_id: UUID | None = None
    user_id: UUID | None = None
    org_role: str | None = None
    team_id: UUID | None = None
    visibility: Visibility = "all-read"
    email: str | None = None
    name: str | None = None
    session_id: UUID | None = None
    agent: str | None = None
    address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None
    language: str = "en"
    timezone: str = "UTC"
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def anonymous(cls) -> Who:
        """Nobody in particular: sees what the anon role is granted."""
        return cls()

    @classmethod
    def service(cls, org_id: UUID | None = None, agent: str = "system") -> Who:
        """The house acting for itself; row security does not bind it. Only for webhooks, seeding and upkeep."""
        return cls(role="service_role", org_id=org_id, agent=agent)

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any], **more: Any) -> Who:
        """The bearer of verified token claims (wire.md 2.2 plus the organisation's claims)."""
        meta = claims.get("user_metadata") or {}
        return cls(
            role=claims.get("role") or "anon",
            org_id=_uuid(claims.get("org_id")),
            user_id=_uuid(claims.get("sub")),
            org_role=claims.get("org_role"),
            team_id=_uuid(claims.get("team_id")),
            visibility=claims.get("visibility") or "all-read",
            email=claims.get("email"),
            name=meta.get("full_name"),
            session_id=_uuid(claims.get("session_id")),
            claims=claims,
            **more,
        )

    @cached_property
    def claims_json(self) -> str:
        """The claims as SQL reads them: the token's own, under what this Who says of person and organisation."""
        said = {
            "role": self.role,
            "sub": self.user_id,
            "org_id": self.org_id,
            "org_role": self.org_role,
            "team_id": self.team_id,
            "visibility": self.visibility,
            "email": self.email,
            "session_id": self.session_id,
        }
        return orjson.dumps({**self.claims, **{k: v for k, v in said.items() if v is not None}}).decode()

    @cached_property
    def actor_json(self) -> str:
        """What the audit log keeps beside the person."""
        said = {
            "agent": self.agent,
            "address": self.address,
            "user_agent": self.user_agent,
            "request_id": self.request_id,
            "name": self.name,
            "language": self.language,
            "timezone": self.timezone,
        }
        return orjson.dumps({k: v for k, v in said.items() if v is not None}).decode()

    def to_json(self) -> dict[str, Any]:
        """What background work carries: the shape `app.announce` writes too."""
        return {"claims": orjson.loads(self.claims_json), "actor": orjson.loads(self.actor_json)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Who:
        """The inverse of `to_json`."""
        who = cls.from_claims(data["claims"])
        known = ("agent", "address", "user_agent", "request_id", "name", "language", "timezone")
        return replace(who, **{k: v for k, v in data["actor"].items() if k in known})

    def below(self, agent: str) -> Who:
        """The same rights, exercised by an agent."""
        return replace(self, agent=agent)
