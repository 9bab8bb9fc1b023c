"""/settings/contracts: how this organisation words a clause of each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.pack import SettingsPage
from comity.core.roles import LEADERS
from comity.packs.sales.contracts import standards, words
from comity.web import forms, http, render, shell
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/contracts"
UNKNOWN = Problem("clause_unknown", 422, _("There is no such kind of clause."), field="kind")


class Wording(BaseModel):
    """The wording of a kind."""

    kind: str = Field(max_length=40)
    text: str = Field(default="", max_length=20000)


@dataclass(frozen=True, slots=True)
class StandardsPage:
    """Every wording, and the kinds without one."""

    groups: Sequence[tuple[str, Sequence[SettingsPage]]]
    texts: Sequence[Mapping[str, Any]]
    names: Mapping[str, str]
    others: Sequence[tuple[str, str]]
    may_manage: bool


async def show(request: Request) -> Response:
    """GET /settings/contracts"""
    async with http.tx(request) as tx:
        known = await standards.texts(tx)
    role = http.who(request).org_role or ""
    offered = shell.settings_pages(shell.plates(request), role)
    groups = [(str(name), list(pages)) for name, pages in groupby(offered, key=lambda page: page.group)]
    written = {row["kind"] for row in known}
    others = [(kind, name) for kind, name in _kinds().items() if kind not in written]
    page = StandardsPage(groups, known, words.KINDS, sorted(others, key=lambda one: str(one[1])), role in LEADERS)
    return render.page(request, "sales/contracts/standards.html", page)


async def put(request: Request) -> Response:
    """POST /settings/contracts: a wording; an empty one is taken away."""
    typed = await forms.read(request, Wording)
    if typed.kind not in _kinds():
        raise UNKNOWN()
    async with http.tx(request) as tx:
        await standards.put(tx, typed.kind, typed.text)
    return http.go(request, HERE, toast=Toast(_("Saved")))


def _kinds() -> dict[str, str]:
    return {kind: name for kind, name in words.KINDS.items() if kind not in (*words.ABOUT, *words.DATES)}


ROUTES = (
    Route(HERE, show, methods=["GET"], name="contract-standards"),
    Route(HERE, put, methods=["POST"], name="contract-standard"),
)
