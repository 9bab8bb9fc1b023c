"""/sign-in/sso: signing in with one's organisation, by the domain of one's address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.office.pages.sign_in import onward
from comity.office.pages.sign_in_elsewhere import BACK
from comity.platform.auth import pkce, secrets
from comity.platform.auth.providers import states
from comity.platform.auth.saml import endpoints
from comity.web import forms, http, render
from comity.web.i18n import gettext as _

HERE = "/sign-in/sso"


class Address(BaseModel):
    """Somebody's work address."""

    email: str = Field(max_length=255)


@dataclass(frozen=True, slots=True)
class SsoPage:
    """The form; `url` once we know where to go."""

    form: forms.Form[Address]
    next: str
    url: str


async def show(request: Request) -> Response:
    """Asks for the address."""
    return _page(request, forms.blank(Address, {"email": http.who(request).email or ""}))


async def begin(request: Request) -> Response:
    """Finds the identity provider. The way there is a link: a form may not lead to other sites (CSP form-action)."""
    form = await forms.check(request, Address)
    if form.model is None:
        return _page(request, form, status=422)
    identity, verifier = request.state.identity, secrets.make(48)
    there = f"{identity.policy.site_url}{BACK}?next={quote(onward(request), safe='/')}"
    try:
        domain = endpoints.domain_of(form.model.email)
        async with identity.db.acting(identity.house_keeper(like=http.who(request))) as tx:
            url = await endpoints.start(identity, tx, None, domain, there, pkce.challenge_of(verifier))
    except Problem as problem:
        said = str(_("No organisation signs in with this address here. Use your password instead."))
        if problem.code == "validation_failed":
            said = str(_(problem.sentence))
        return _page(request, form.refused(Problem(problem.code, 422, said, field="email")), status=422)
    response = _page(request, form, url=url)
    response.set_cookie(
        states.COOKIE, verifier, max_age=600, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return response


def _page(request: Request, form: forms.Form[Address], *, url: str = "", status: int = 200) -> Response:
    there = onward(request)
    context = SsoPage(form, "" if there == "/" else there, url)
    return render.page(request, "office/sign_in_sso.html", context, status=status)


ROUTES = [Route(HERE, show, methods=["GET"]), Route(HERE, begin, methods=["POST"])]
