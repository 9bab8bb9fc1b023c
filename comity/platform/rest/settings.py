"""What the engine must know of its operator: which schemas it exposes, to whom, and its limits (surface.md)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.config import Settings


@dataclass(frozen=True, slots=True)
class RestSettings:
    """The settings of one REST engine."""

    schemas: tuple[str, ...] = ("public",)
    extra_search_path: tuple[str, ...] = ("public",)
    max_rows: int | None = None
    aggregates: bool = False
    plan: bool = False
    tx_end: str = "commit"  # commit, commit-allow-override, rollback, rollback-allow-override
    pre_request: str | None = None
    openapi: bool = True
    openapi_all: bool = False  # describe what the caller may not reach, too
    house: bool = True  # our own schema: organisations and soft deletion are the compiler's business
    max_body: int = 64 * 2**20

    @property
    def tx_override(self) -> bool:
        return self.tx_end.endswith("allow-override")

    @property
    def tx_rollback(self) -> bool:
        return self.tx_end.startswith("rollback")


def from_settings(settings: Settings) -> RestSettings:
    """The part of the operator's settings that concerns REST."""
    return RestSettings(
        schemas=_names(settings.rest_schemas),
        extra_search_path=_names(settings.rest_extra_search_path),
        max_rows=settings.rest_max_rows,
        aggregates=settings.rest_aggregates,
        plan=settings.rest_plan,
        tx_end=settings.rest_tx_end,
        pre_request=settings.rest_pre_request,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
