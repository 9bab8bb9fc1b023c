"""/settings/ai/models: whom to ask first, which model for what, and what assistants may.  seed: AC06, AC17, C06"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.ai import coordinator, means
from comity.ai.agent import TIERS
from comity.ai.means import PROVIDERS, Assistants, Means, Taste
from comity.ai.providers.chain import USUAL
from comity.core.roles import ADMINS
from comity.office import ai_insight
from comity.office.settings import Groups, groups
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE: Final = "/settings/ai/models"
NAMES: Final = {
    "compatible": _("Your own server"), "anthropic": "Anthropic", "openai": "OpenAI", "gemini": "Google Gemini",
}  # fmt: skip
PRIORITIES: Final = (
    ("p0", _("Somebody waits")), ("p1", _("Somebody asked")), ("p2", _("In the background")), ("p3", _("In bulk")),
)  # fmt: skip
TIER_NAMES: Final = (("fast", _("fast")), ("balanced", _("balanced")), ("accurate", _("accurate")))
MODES: Final = (
    ("off", _("nothing")), ("read", _("read")), ("propose", _("read and propose changes")),
    ("act", _("act by themselves")),
)  # fmt: skip
Choices = Sequence[tuple[str, Any]]


class Wanted(BaseModel):
    """The form; model names and tiers come in fields of their own."""

    first: str = Field(default="", max_length=20)
    batch: bool = False
    assistants: Assistants = "propose"
    alert_below: int = Field(default=80, ge=0, le=100)


@dataclass(frozen=True, slots=True)
class ModelsPage:
    """The settings and how the providers do."""

    groups: Groups
    form: forms.Form[Wanted]
    taste: Taste
    providers: Choices
    available: Mapping[str, bool]
    priorities: Choices
    tiers: Choices
    modes: Choices
    usual: Mapping[str, Mapping[Any, str]]
    matrix: Mapping[str, Mapping[str, str]]
    health: Mapping[str, Mapping[str, Any]]
    drawing: bool


async def show(request: Request) -> Response:
    """GET /settings/ai/models."""
    return await _page(request, None)


async def save(request: Request) -> Response:
    """POST /settings/ai/models."""
    http.only(request, ADMINS)
    form = await forms.check(request, Wanted)
    if form.model is None:
        return await _page(request, form, status=422)
    said, wanted = await forms.sent(request), form.model
    order = [wanted.first] if wanted.first in PROVIDERS else []
    models = {name: _models(said, name) for name in PROVIDERS}
    tiers: dict[str, dict[str, str]] = {
        key: {
            tier: str(said.get(f"tier_{key}_{tier}") or "") for tier in TIERS if said.get(f"tier_{key}_{tier}") in TIERS
        }
        for key, _title in PRIORITIES
    }
    taste = Taste(
        tuple([*order, *(name for name in PROVIDERS if name not in order)] if order else ()),
        {name: found for name, found in models.items() if found}, tiers, wanted.batch, wanted.assistants,
        wanted.alert_below,
    )  # fmt: skip
    async with http.tx(request) as tx:
        await means.save(tx, taste)
    return http.go(request, HERE, toast=Toast(_("Saved.")))


def _models(said: Any, provider: str) -> dict[str, str]:
    kinds = (*TIERS, "image", "embed")
    found = {kind: str(said.get(f"model_{provider}_{kind}") or "").strip()[:100] for kind in kinds}
    return {kind: name for kind, name in found.items() if name}


async def _page(request: Request, form: forms.Form[Wanted] | None, status: int = 200) -> Response:
    http.only(request, ADMINS)
    kept = await means.of(request.state.db, http.who(request), coordinator.settings())
    async with http.tx(request) as tx:
        taste = await means.taste(tx)
        rows = await tx.rows(ai_insight.q.providers)
    first = taste.providers[0] if taste.providers else ""
    blank = forms.blank(
        Wanted, {"first": first, "batch": taste.batch, "assistants": taste.assistants, "alert_below": taste.alert_below}
    )
    context = ModelsPage(
        groups(request), form or blank, taste, [(name, NAMES[name]) for name in PROVIDERS], _available(kept),
        PRIORITIES, TIER_NAMES, MODES, USUAL,
        {key: {tier: taste.tier(key, tier) for tier in TIERS} for key, _title in PRIORITIES},  # type: ignore[arg-type]
        {row["engine"]: row for row in rows}, bool(kept.drawers()),
    )  # fmt: skip
    return render.page(request, "office/settings_ai_models.html", context, status=status)


def _available(kept: Means) -> dict[str, bool]:
    return {name: any(m.provider == name for m in kept.models("p1", "balanced")) for name in PROVIDERS}


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, save, methods=["POST"]),
]
