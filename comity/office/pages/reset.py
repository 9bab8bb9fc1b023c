"""/reset: a forgotten password, by a mailed link.  seed: AU02"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.office.pages.sign_up import SHORTEST
from comity.office.refusals import sentence_of
from comity.platform.auth import accounts, users
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Forgotten(BaseModel):
    """Whose password was forgotten."""

    email: str = Field(max_length=255)


class NewPassword(BaseModel):
    """The password to use from now on."""

    password: str = Field(min_length=SHORTEST, max_length=72)


@dataclass(frozen=True, slots=True)
class ResetPage:
    """Asking for the link. `mail_leaves`: whether a mail server is configured."""

    form: forms.Form[Forgotten]
    by_address: bool
    sent_to: str
    mail_leaves: bool


@dataclass(frozen=True, slots=True)
class NewPasswordPage:
    """Choosing the new password."""

    form: forms.Form[NewPassword]
    email: str
    shortest: int = SHORTEST


async def show(request: Request) -> Response:
    """Asks for the address."""
    return _page(request, forms.blank(Forgotten))


async def ask(request: Request) -> Response:
    """Sends the link, and says so whether or not there is such an account."""
    form = await forms.check(request, Forgotten)
    if form.model is None:
        return _page(request, form, status=422)
    try:
        await accounts.ask_recovery(request.state.identity, form.model.email, http.who(request))
    except Problem as problem:
        status = 429 if problem.status == 429 else 422
        refused = form.refused(Problem(problem.code, status, sentence_of(problem), field=problem.field))
        return _page(request, refused, status=status)
    return _page(request, form, sent_to=form.model.email)


async def choose(request: Request) -> Response:
    """The new password's form, for whoever came by the link."""
    if http.who(request).user_id is None:
        return http.go(request, "/reset")
    return _choosing(request, forms.blank(NewPassword))


async def change(request: Request) -> Response:
    """Sets it. Only a session that a mailed link has just opened may do so without the old password."""
    who, identity = http.who(request), request.state.identity
    form = await forms.check(request, NewPassword)
    if who.user_id is None or not await _came_by_link(request):
        return http.go(request, "/reset", toast=Toast(_("Please ask for a new link."), "warning"))
    if form.model is None:
        return _choosing(request, form, 422)
    try:
        async with identity.db.acting(identity.house_keeper(like=who)) as tx:
            user = await users.find(tx, who.user_id)
        assert user is not None
        await accounts.change_password(identity, user, form.model.password, who, keep=who.session_id)
    except Problem as problem:
        return _choosing(request, form.refused(problem), 422)
    return http.go(request, "/", toast=Toast(_("Your password is changed. Other places were signed out.")))


def _choosing(request: Request, form: forms.Form[NewPassword], status: int = 200) -> Response:
    context = NewPasswordPage(form, http.who(request).email or "")
    return render.page(request, "office/reset_password.html", context, status=status)


async def _came_by_link(request: Request) -> bool:
    who, identity = http.who(request), request.state.identity
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        return bool(await tx.value(users.q.recovered_lately, session=who.session_id))


def _page(request: Request, form: forms.Form[Forgotten], *, sent_to: str = "", status: int = 200) -> Response:
    context = ResetPage(form, request.state.identity.policy.email, sent_to, request.state.settings.mail_leaves)
    return render.page(request, "office/reset.html", context, status=status)


ROUTES = [
    Route("/reset", show, methods=["GET"]),
    Route("/reset", ask, methods=["POST"]),
    Route("/reset/password", choose, methods=["GET"]),
    Route("/reset/password", change, methods=["POST"]),
]
