"""What the engine must know of its operator: which schemas it exposes, to whom, and its limits (surface.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from comity.config import Misconfigured, Settings

MIB = 2**20
ROLES = ("anon", "authenticated", "service_role")


@dataclass(frozen=True, slots=True)
class RestSettings:
    """The settings of one REST engine."""

    schemas: tuple[str, ...] = ("public",)
    extra_search_path: tuple[str, ...] = ("public",)
    anonymous: bool = True  # whether a request without any key is answered
    max_rows: int | None = None
    aggregates: bool = False
    plan: bool = False
    tx_end: str = "commit"  # commit, commit-allow-override, rollback, rollback-allow-override
    pre_request: str | None = None
    openapi: bool = True
    openapi_all: bool = False  # describe what the caller may not reach, too
    root: str | None = None  # the function that answers at the root instead of the document
    openapi_security: bool = True  # say that a token may be sent
    openapi_at: str | None = None  # where the root is reached from outside, when a proxy stands before it
    house: bool = True  # our own schema: organisations and soft deletion are the compiler's business
    max_body: int = 64 * MIB
    max_depth: int = 32  # levels of embeds
    max_embeds: int = 100
    timeout: float | None = None  # seconds of one statement; None: the connection's own
    roles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # what is otherwise for a role

    def of(self, role: str) -> RestSettings:
        """The settings under which a role asks."""
        own = self.roles.get(role)
        return replace(self, roles={}, **own) if own else self

    @property
    def largest_body(self) -> int:
        """What no role may exceed."""
        return max([self.max_body, *(int(own.get("max_body", 0)) for own in self.roles.values())])

    @property
    def tx_override(self) -> bool:
        return self.tx_end.endswith("allow-override")

    @property
    def tx_rollback(self) -> bool:
        return self.tx_end.startswith("rollback")


def from_settings(settings: Settings) -> RestSettings:
    """The part of the operator's settings that concerns REST."""
    return RestSettings(
        schemas=names(settings.rest_schemas),
        extra_search_path=names(settings.rest_extra_search_path),
        anonymous=_anonymous(settings.rest_anon_role),
        roles=_roles(settings),
        aggregates=settings.rest_aggregates,
        plan=settings.rest_plan,
        tx_end=settings.rest_tx_end,
        pre_request=settings.rest_pre_request,
    )


def _anonymous(role: str) -> bool:
    if role not in ("anon", "none"):
        raise Misconfigured(
            f"COMITY_REST_ANON_ROLE must be anon, or none where requests without a key are refused, not {role!r}."
        )
    return role == "anon"


def names(text: str) -> tuple[str, ...]:
    """What a list with commas names."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _roles(settings: Settings) -> dict[str, dict[str, Any]]:
    """Each role's limits. A setting is one value for all, or `role=value` pairs; `none` is no limit."""
    said = {
        "max_rows": _per_role("COMITY_REST_MAX_ROWS", settings.rest_max_rows, int),
        "timeout": _per_role("COMITY_REST_TIMEOUT", settings.rest_timeout, float),
        "max_body": _per_role("COMITY_REST_MAX_BODY", settings.rest_max_body, lambda text: int(float(text) * MIB)),
        "max_depth": _per_role("COMITY_REST_MAX_DEPTH", settings.rest_max_depth, int),
        "max_embeds": _per_role("COMITY_REST_MAX_EMBEDS", settings.rest_max_embeds, int),
    }
    unlimited = RestSettings()
    return {
        role: {
            name: getattr(unlimited, name) if values.get(role) is None else values[role]
            for name, values in said.items()
        }
        for role in ROLES
    }


def _per_role(variable: str, text: str, read: Callable[[str], Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        role, equals, said = part.rpartition("=")
        if equals and role.strip() not in ROLES:
            raise Misconfigured(f"{variable} names the role {role.strip()!r}; the roles are {', '.join(ROLES)}.")
        try:
            value = None if said.strip() == "none" else read(said)
        except ValueError:
            raise Misconfigured(f"{variable} must be a number, none, or pairs like anon=100, not {part!r}.") from None
        if value is not None and value <= 0:
            raise Misconfigured(f"{variable} must be positive, not {part!r}.")
        for name in [role.strip()] if equals else ROLES:
            values[name] = value
    return values
