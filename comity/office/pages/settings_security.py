"""/settings/security: what the organisation asks of everyone who signs in to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import ADMINS
from comity.office import sign_in_rules
from comity.office.settings import Groups, groups
from comity.office.sign_in_rules import Rules
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/security"


class Asked(BaseModel):
    """What is asked of everyone."""

    second_factor: bool = False
    single_sign_on: bool = False


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """The rules, and who does not keep them yet."""

    groups: Groups
    form: forms.Form[Asked]
    without_factor: Sequence[str]


async def show(request: Request) -> Response:
    """The rules as they are."""
    _check(request)
    identity, who = request.state.identity, http.who(request)
    async with http.tx(request) as tx:
        rules = await sign_in_rules.find(tx)
    async with identity.db.acting(identity.house_keeper(org_id=who.org_id)) as tx:
        names = await tx.values(sign_in_rules.q.without_factor)
    said = {"second_factor": rules.second_factor, "single_sign_on": rules.single_sign_on}
    context = SecurityPage(groups(request), forms.blank(Asked, said), names)
    return render.page(request, "office/settings_security.html", context)


async def change(request: Request) -> Response:
    """Other rules, for open sessions too."""
    _check(request)
    asked = await forms.read(request, Asked)
    async with http.tx(request) as tx:
        await sign_in_rules.change(tx, Rules(asked.second_factor, asked.single_sign_on))
    request.state.identity.callers.forget_all()
    return http.go(request, HERE, toast=Toast(_("Saved. It holds for everyone within seconds.")))


def _check(request: Request) -> None:
    http.only(request, ADMINS)


ROUTES = [Route(HERE, show, methods=["GET"]), Route(HERE, change, methods=["POST"])]
