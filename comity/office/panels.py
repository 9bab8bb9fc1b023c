"""Blocks rooms put on each other's record pages: loaded in the page's own transaction, drawn in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.web import render
from comity.web.shell import plates


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel as it is drawn. One that loads nothing (None) is not shown."""

    title: str
    html: Markup
    order: int = 100


async def load(request: Request, tx: Tx, on: str, subject_id: UUID | None = None) -> list[Shown]:
    """Every panel of a page: `on` is contact, company, lead or home."""
    shown = []
    for panel in offered(request, on):
        context = await panel.load(request, tx, subject_id)
        if context is not None:
            shown.append(Shown(panel.title, draw(request, panel, context), panel.order))
    return shown


def offered(request: Request, on: str) -> Iterator[Panel]:
    """The panels for a page, in order."""
    found = [panel for plate in plates(request) for panel in plate.panels if panel.on == on]
    yield from sorted(found, key=lambda panel: panel.order)


def draw(request: Request, panel: Panel, context: Any) -> Markup:
    """One panel as HTML."""
    return render.part(request, panel.template, context)
