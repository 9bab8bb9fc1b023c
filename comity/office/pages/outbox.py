"""/outbox: mail the house sent, or would have sent if a mail server were configured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import ADMINS
from comity.office import mails, sending
from comity.office.settings import Groups, groups
from comity.web import http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

MOST = 50


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """Mail, newest first."""

    groups: Groups
    mails: Sequence[dict[str, Any]]
    older: str
    mail_leaves: bool


@dataclass(frozen=True, slots=True)
class MailPage:
    """One mail."""

    groups: Groups
    mail: dict[str, Any]


async def show(request: Request) -> Response:
    """The list."""
    _check(request)
    before = http.uuid(request.query_params.get("before"))
    async with http.tx(request) as tx:
        rows = await mails.outbox(tx, before=before, most=MOST)
    older, leaves = http.older(request, rows, MOST), request.state.settings.mail_leaves
    context = OutboxPage(groups(request), rows, older, leaves)
    return render.page(request, "office/outbox.html", context)


async def read(request: Request) -> Response:
    """One mail, as text; its link works."""
    _check(request)
    async with http.tx(request) as tx:
        mail = await mails.find(tx, request.path_params["id"])
    return render.page(request, "office/outbox_mail.html", MailPage(groups(request), mail))


async def again(request: Request) -> Response:
    """Tries a mail that failed once more."""
    _check(request)
    identity, who = request.state.identity, http.who(request)
    async with http.tx(request) as tx:
        await mails.find(tx, request.path_params["id"])  # who may not read it may not send it either
    async with identity.db.acting(identity.house_keeper(org_id=who.org_id, like=who)) as tx:
        await sending.again(tx, request.path_params["id"])
    return http.go(request, f"/outbox/{request.path_params['id']}", toast=Toast(_("On its way once more."), "neutral"))


def _check(request: Request) -> None:
    http.only(request, ADMINS)


ROUTES = [
    Route("/outbox", show, methods=["GET"]),
    Route("/outbox/{id:uuid}", read, methods=["GET"]),
    Route("/outbox/{id:uuid}/again", again, methods=["POST"]),
]
