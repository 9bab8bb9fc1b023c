"""/sign-in and /sign-out.  seed: AU01, AU10, AU14"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.office.refusals import sentence_of
from comity.platform.auth import accounts, callers, sessions, users
from comity.platform.auth.gateway import COOKIE
from comity.platform.auth.saml import providers as saml
from comity.web import forms, http, render
from comity.web.i18n import gettext as _
from comity.web.session import give_cookie, take_cookie

_SAID = {
    "invalid_credentials": _("The address or the password is wrong."),
    "email_not_confirmed": _("Please confirm your address first: we have sent you a mail."),
    "user_banned": _("This account has been closed. Ask an admin of your organisation."),
}


class SignIn(BaseModel):
    """What is typed to sign in."""

    email: str = Field(max_length=255)
    password: str = Field(max_length=1000)


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The sign-in page: the ways that lead in here, and no others."""

    form: forms.Form[SignIn]
    next: str
    by_address: bool
    signup_open: bool
    providers: Sequence[tuple[str, str]]
    by_organisation: bool


async def show(request: Request) -> Response:
    """The form; whoever is signed in already goes on."""
    there = onward(request)
    if http.who(request).user_id is not None:
        return http.go(request, there)
    return await _page(request, forms.blank(SignIn, {"email": request.query_params.get("email", "")}))


async def sign_in(request: Request) -> Response:
    """Checks the password and opens a session in this browser."""
    form = await forms.check(request, SignIn)
    if form.model is None:
        return await _page(request, form, 422)
    identity, who = request.state.identity, http.who(request)
    try:
        user = await accounts.check_password(identity, form.model.email, form.model.password, who)
    except Problem as problem:
        sentence = str(_SAID.get(problem.code) or sentence_of(problem))
        status = 429 if problem.status == 429 else 422
        return await _page(request, form.refused(Problem(problem.code, status, sentence)), status)
    return await enter(request, user, "password", onward(request))


async def enter(request: Request, user: users.Row, method: str, there: str, *, sso: UUID | None = None) -> Response:
    """Opens a session for a user who has proven to be that user. An older one of this browser ends."""
    identity, who = request.state.identity, http.who(request)
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        cookie = await sessions.open_cookie(identity, tx, user, method, who, sso=sso)
        if who.session_id is not None:
            await tx.run(sessions.q.end_one, id=who.session_id, person=who.user_id)
    response = http.go(request, there)
    return give_cookie(request, response, cookie, int(identity.policy.idle.total_seconds()))


async def sign_out(request: Request) -> Response:
    """Ends this browser's session."""
    identity, who = request.state.identity, http.who(request)
    if who.session_id is not None:
        async with identity.db.acting(identity.house_keeper(like=who)) as tx:
            await users.log(tx, "logout", who.user_id, {"scope": "local"}, who.org_id)
            await tx.run(sessions.q.end_one, id=who.session_id, person=who.user_id)
        callers.forget(identity, cookie=request.cookies.get(COOKIE))
    return take_cookie(http.go(request, "/sign-in"))


async def ask_sign_out(request: Request) -> Response:
    """A link cannot sign anybody out: it would let other sites do it."""
    if http.who(request).user_id is None:
        return http.go(request, "/sign-in")
    return render.page(request, "office/sign_out.html", None)


def onward(request: Request) -> str:
    """Where somebody wanted to go before signing in; never another site."""
    there = http.local_path(request.query_params.get("next"), request) or "/"
    return "/" if there.startswith("/sign-") else there


async def _page(request: Request, form: forms.Form[SignIn], status: int = 200) -> Response:
    there, identity = onward(request), request.state.identity
    policy = identity.policy
    ways = [(one.name, one.title) for one in policy.providers]
    async with identity.db.acting(identity.house_keeper()) as tx:
        by_organisation = await saml.any_open(tx)
    open_ = policy.signup and policy.email
    context = SignInPage(form, "" if there == "/" else there, policy.email, open_, ways, by_organisation)
    return render.page(request, "office/sign_in.html", context, status=status)


ROUTES = [
    Route("/sign-in", show, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", ask_sign_out, methods=["GET"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
