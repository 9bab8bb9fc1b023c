"""/sign-up: a user and their organisation at once.  seed: AU01, AU14, A14-A18"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.office.pages.sign_in import enter
from comity.office.refusals import sentence_of
from comity.platform.auth import accounts, users
from comity.web import forms, http, i18n, render
from comity.web.i18n import gettext as _

SHORTEST = 8
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[^@\s]+@localhost")
NO_ADDRESS = Problem(
    "email_form", 422, _("Please enter an e-mail address such as name@example.com."), field="email"
)  # told beside what else is wrong, not after it
_SAID = {
    "user_already_exists": _("There is an account with this address. Sign in, or set a new password."),
    "signup_disabled": _("New accounts are by invitation only."),
}


class SignUp(BaseModel):
    """What is typed to sign up."""

    name: str = Field(max_length=200)
    organization: str = Field(default="", max_length=200)
    email: str = Field(max_length=255)
    password: str = Field(min_length=SHORTEST, max_length=72)
    timezone: str = Field(default="", max_length=64)


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """The sign-up page. `sent_to` once a confirmation is on its way."""

    form: forms.Form[SignUp]
    open: bool
    by_address: bool
    sent_to: str
    shortest: int = SHORTEST


async def show(request: Request) -> Response:
    """The form; whoever is signed in already is home."""
    if http.who(request).user_id is not None:
        return http.go(request, "/")
    return _page(request, forms.blank(SignUp, {"email": request.query_params.get("email", "")}))


async def sign_up(request: Request) -> Response:
    """Makes the account; signed in at once when addresses need no proof."""
    form = await forms.check(request, SignUp)
    if form.value("email") and not ADDRESS.fullmatch(form.value("email")):
        form = form.refused(NO_ADDRESS)
    if form.model is None:
        return _page(request, form, status=422)
    typed, identity = form.model, request.state.identity
    data = {
        "full_name": typed.name,
        "organization_name": typed.organization,
        "timezone": typed.timezone,
        "language": i18n.reader().language,
    }
    kept = {key: value for key, value in data.items() if value}
    try:
        made = await accounts.sign_up(identity, typed.email, typed.password, kept, http.who(request))
        if not made.fresh and identity.policy.autoconfirm:
            raise users.ALREADY_REGISTERED()
    except Problem as problem:
        sentence = str(_SAID.get(problem.code) or sentence_of(problem))
        return _page(request, form.refused(Problem(problem.code, 422, sentence, field=problem.field)), status=422)
    if made.fresh and made.user["email_confirmed_at"] is not None:
        return await enter(request, made.user, "password", "/")
    return _page(request, form, sent_to=typed.email)


def _page(request: Request, form: forms.Form[SignUp], *, sent_to: str = "", status: int = 200) -> Response:
    policy = request.state.identity.policy
    context = SignUpPage(form, policy.signup and policy.email, policy.email, sent_to)
    return render.page(request, "office/sign_up.html", context, status=status)


ROUTES = [Route("/sign-up", show, methods=["GET"]), Route("/sign-up", sign_up, methods=["POST"])]
