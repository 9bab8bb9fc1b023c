"""/sign-in/code: the second factor, after the first one was right."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.office.pages.sign_in import onward
from comity.office.refusals import sentence_of
from comity.platform.auth import callers, secrets
from comity.platform.auth.mfa import factors
from comity.web import forms, http, render
from comity.web.i18n import gettext as _
from comity.web.session import give_cookie

HERE = "/sign-in/code"
WRONG = _("This code is wrong, too old, or was used.")


class Code(BaseModel):
    """What the app shows, or a recovery code."""

    code: str = Field(max_length=40)


@dataclass(frozen=True, slots=True)
class CodePage:
    """The form, and where to go afterwards."""

    form: forms.Form[Code]
    next: str
    email: str


async def show(request: Request) -> Response:
    """Asks for the code; whoever owes none goes on."""
    who = http.who(request)
    if who.user_id is None:
        return http.go(request, "/sign-in")
    if who.claims.get(callers.DEMAND) != "factor":
        return http.go(request, onward(request))
    return _page(request, forms.blank(Code))


async def check(request: Request) -> Response:
    """Looks at the code. Right: the session is worth more, under a new cookie."""
    form = await forms.check(request, Code)
    who = http.who(request)
    if who.user_id is None:
        return http.go(request, "/sign-in")
    if form.model is None:
        return _page(request, form, 422)
    try:
        cookie = await prove(request, form.model.code)
    except Problem as problem:
        if problem.status == 429:
            return _page(request, form.refused(Problem(problem.code, 429, sentence_of(problem))), 429)
        refused = Problem(problem.code, 422, str(WRONG), field="code")
        return _page(request, form.refused(refused), 422)
    response = http.go(request, onward(request))
    return give_cookie(request, response, cookie, int(request.state.identity.policy.idle.total_seconds()))


async def prove(request: Request, code: str) -> str:
    """Raises this browser's session with a code of any factor of the user; the new value of its cookie."""
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None and who.session_id is not None
    cookie = secrets.make()
    await factors.count_guess(identity, who.user_id, who)
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        factor_id, method = await factors.accept_any(identity, tx, who.user_id, code.strip())
        kept = secrets.digest(cookie)
        await factors.raise_session(tx, who.user_id, who.session_id, factor_id, method, kept)
    await factors.forgive_guesses(identity, who.user_id, who)
    callers.forget_person(identity, who.user_id)
    return cookie


def _page(request: Request, form: forms.Form[Code], status: int = 200) -> Response:
    there = onward(request)
    context = CodePage(form, "" if there == "/" else there, http.who(request).email or "")
    return render.page(request, "office/sign_in_code.html", context, status=status)


ROUTES = [Route(HERE, show, methods=["GET"]), Route(HERE, check, methods=["POST"])]
