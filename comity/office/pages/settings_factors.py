"""/settings/account/factors: authenticator apps and recovery codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from markupsafe import Markup
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.office.pages.sign_in_code import WRONG
from comity.office.refusals import sentence_of
from comity.office.settings import Groups, groups
from comity.platform.auth import callers, secrets, users
from comity.platform.auth.mfa import factors, recovery_codes, totp
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.session import give_cookie

HERE = "/settings/account/factors"
AGAIN = Problem("insufficient_aal", 403, "Sign in with your second factor first.")


class NewFactor(BaseModel):
    """What to call it: which phone, which app."""

    name: str = Field(default="", max_length=100)


class Confirmation(BaseModel):
    """The first code of a new factor."""

    code: str = Field(max_length=12)


@dataclass(frozen=True, slots=True)
class FactorsPage:
    """Factors and codes. `adding` is the one being set up; `codes` are shown this once."""

    groups: Groups
    factors: Sequence[dict[str, Any]]
    codes_left: int
    demanded: bool
    form: forms.Form[NewFactor]
    adding: UUID | None = None
    picture: str = ""
    secret: str = ""
    confirmation: forms.Form[Confirmation] | None = None
    codes: Sequence[str] = ()


async def show(request: Request) -> Response:
    """The factors as they are."""
    return await _page(request)


async def begin(request: Request) -> Response:
    """Shows the picture of a new factor."""
    form = await forms.check(request, NewFactor)
    if form.model is None:
        return await _page(request, form=form, status=422)
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    try:
        async with identity.db.acting(identity.house_keeper(like=who)) as tx:
            user = await users.find(tx, who.user_id)
            assert user is not None
            await tx.run(factors.q.forget_unverified, person=who.user_id)
            made = await factors.enrol(identity, tx, user, form.model.name.strip(), "", _aal(request))
    except Problem as problem:
        refused = Problem(problem.code, 422, sentence_of(problem), field=problem.field)
        return await _page(request, form=form.refused(refused), status=422)
    return await _page(request, adding=made.id, secret=made.secret, uri=made.uri)


async def confirm(request: Request) -> Response:
    """Looks at the first code. The factor counts from now on, and this session has used it."""
    factor_id = request.path_params["id"]
    form = await forms.check(request, Confirmation)
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None and who.session_id is not None
    cookie = secrets.make()
    codes: list[str] = []
    try:
        if form.model is None:
            raise factors.WRONG_CODE()
        await factors.count_guess(identity, who.user_id, who)
        async with identity.db.acting(identity.house_keeper(like=who)) as tx:
            method = await factors.accept(identity, tx, who.user_id, factor_id, form.model.code.replace(" ", ""))
            kept = secrets.digest(cookie)
            await factors.raise_session(tx, who.user_id, who.session_id, factor_id, method, kept)
            if not await recovery_codes.left(tx, who.user_id):
                codes = await recovery_codes.renew(tx, who.user_id)
    except Problem as problem:
        said = str(WRONG) if problem.status == 422 else sentence_of(problem)
        refused = form.refused(Problem(problem.code, 422, said, field="code"))
        return await _unfinished(request, factor_id, refused)
    await factors.forgive_guesses(identity, who.user_id, who)
    callers.forget_person(identity, who.user_id)
    if not codes:
        response = http.go(request, HERE, toast=Toast(_("Your second factor is set up.")))
    else:
        response = await _page(request, codes=codes)
    return give_cookie(request, response, cookie, int(identity.policy.idle.total_seconds()))


async def remove(request: Request) -> Response:
    """Takes a factor away; only a session that has used one may."""
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        await factors.remove(identity, tx, who.user_id, request.path_params["id"], aal=_aal(request))
    return http.go(request, HERE, toast=Toast(_("The factor is removed."), "neutral"))


async def renew(request: Request) -> Response:
    """New recovery codes; the ones before stop working."""
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    if _aal(request) == "aal1":
        raise AGAIN()
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        codes = await recovery_codes.renew(tx, who.user_id)
    return await _page(request, codes=codes)


def _aal(request: Request) -> str:
    return str(http.who(request).claims.get("aal") or "aal1")


async def _unfinished(request: Request, factor_id: UUID, form: forms.Form[Confirmation]) -> Response:
    """The picture again: the code was not right yet."""
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    async with identity.db.acting(identity.house_keeper()) as tx:
        user = await users.find(tx, who.user_id)
        assert user is not None
        secret, uri = await factors.shown_again(identity, tx, user, factor_id)
    return await _page(request, adding=factor_id, secret=secret, uri=uri, confirmation=form, status=422)


async def _page(
    request: Request,
    *,
    form: forms.Form[NewFactor] | None = None,
    adding: UUID | None = None,
    secret: str = "",
    uri: str = "",
    confirmation: forms.Form[Confirmation] | None = None,
    codes: Sequence[str] = (),
    status: int = 200,
) -> Response:
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    async with identity.db.acting(identity.house_keeper()) as tx:
        rows = await factors.of_user(tx, who.user_id)
        left = await recovery_codes.left(tx, who.user_id)
    context = FactorsPage(
        groups=groups(request),
        factors=[row for row in rows if row["status"] == "verified"],
        codes_left=left,
        demanded=who.claims.get(callers.DEMAND) == "enrol" and not codes,
        form=form or forms.blank(NewFactor),
        adding=adding,
        picture=Markup(totp.inline_picture(uri)) if uri else "",
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        confirmation=confirmation or forms.blank(Confirmation),
        codes=codes,
    )
    response = render.page(request, "office/settings_factors.html", context, status=status)
    response.headers["cache-control"] = "no-store"
    return response


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, begin, methods=["POST"]),
    Route(f"{HERE}/{{id:uuid}}/confirmation", confirm, methods=["POST"]),
    Route(f"{HERE}/{{id:uuid}}/removal", remove, methods=["POST"]),
    Route(f"{HERE}/recovery-codes", renew, methods=["POST"]),
]
