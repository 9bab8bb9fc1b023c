"""/sign-in/with/{provider}: away to Google and others, and back to the same browser."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from comity.core.errors import NOT_FOUND, Problem
from comity.office.pages.sign_in import enter, onward
from comity.platform.auth import pkce, secrets, users
from comity.platform.auth.providers import endpoints, states
from comity.platform.auth.providers.states import Going
from comity.web import http
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

BACK: Final = "/sign-in/return"
LINKED: Final = "/settings/account/linked"
_MINUTES: Final = 600
_SAID: Final = {
    "provider_email_needs_verification": _("Your address is not confirmed there. Confirm it first, then come back."),
    "signup_disabled": _("New accounts are by invitation only."),
    "user_banned": _("This account has been closed. Ask an admin of your organisation."),
    "identity_already_exists": _("This account is linked already, to you or to somebody else."),
    "access_denied": _("You have not agreed there, so nothing happened here."),
}


async def away(request: Request) -> Response:
    """To the provider, from the sign-in page or an invitation."""
    there = f"{BACK}?next={quote(onward(request), safe='/')}"
    return await _away(request, there, link=False)


async def away_to_link(request: Request) -> Response:
    """To the provider, to add it to one's account."""
    return await _away(request, LINKED, link=True)


async def _away(request: Request, there: str, *, link: bool) -> Response:
    identity, who = request.state.identity, http.who(request)
    try:
        provider = endpoints.supported(identity, request.path_params["provider"])
    except Problem as problem:
        raise NOT_FOUND() from problem
    verifier = secrets.make(48)
    going = Going(
        identity.policy.site_url + there,
        pkce.challenge_of(verifier),
        who.user_id if link else None,
        request.query_params.get("invitation") or None,
        bound=True,
    )
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        url = await states.begin(identity, tx, provider, going, {})
    response = RedirectResponse(url, 303, {"cache-control": "no-store"})
    response.set_cookie(
        states.COOKIE, verifier, max_age=_MINUTES, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return response


async def back(request: Request) -> Response:
    """Back with a code that is worth a session to this browser only."""
    try:
        proven, user = await _proven(request)
    except Problem as problem:
        said = _SAID.get(problem.code, _("That did not work. Please try again."))
        return _forget(http.go(request, "/sign-in", toast=Toast(said, "warning")))
    return _forget(await enter(request, user, proven.method, onward(request), sso=proven.sso))


async def linked(request: Request) -> Response:
    """Back from linking: nobody is signed in by it, who was here stays here."""
    try:
        _proof, user = await _proven(request)
        note = Toast(_("Linked. You can sign in with it from now on."))
        if user["id"] != http.who(request).user_id:
            note = Toast(_("That did not work. Please try again."), "warning")
    except Problem as problem:
        note = Toast(_SAID.get(problem.code, _("That did not work. Please try again.")), "warning")
    return _forget(http.go(request, "/settings/account", toast=note))


async def _proven(request: Request) -> tuple[pkce.Proven, users.Row]:
    identity, who = request.state.identity, http.who(request)
    query, verifier = request.query_params, request.cookies.get(states.COOKIE)
    if query.get("error_code"):
        raise Problem(query["error_code"], 403, query.get("error_description", ""))
    if not verifier or not query.get("code"):
        raise pkce.NOT_FOUND()
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        proven = await pkce.take(tx, query["code"], verifier)
        user = await users.find(tx, proven.user_id)
    if user is None or users.is_banned(user):
        raise pkce.NOT_FOUND()
    return proven, user


def _forget(response: Response) -> Response:
    response.delete_cookie(states.COOKIE, path="/", httponly=True, samesite="lax")
    return response


ROUTES = [
    Route("/sign-in/with/{provider}", away, methods=["GET"]),
    Route(BACK, back, methods=["GET"]),
    Route("/settings/account/link/{provider}", away_to_link, methods=["GET"]),
    Route(LINKED, linked, methods=["GET"]),
]
