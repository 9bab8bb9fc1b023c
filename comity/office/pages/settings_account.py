"""/settings/account: the address one signs in with, and the password.  seed: AU02, AU03"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_FOUND, Problem
from comity.office.pages.sign_up import SHORTEST
from comity.office.refusals import sentence_of
from comity.office.settings import Groups, groups
from comity.platform.auth import accounts, addresses, attempts, callers, identities, letters, users
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/account"
IN_USE = Problem("email_exists", 422, "This address is in use.", field="email")


class NewAddress(BaseModel):
    """Another address to sign in with."""

    email: str = Field(max_length=255)


class NewPassword(BaseModel):
    """Another password; the present one proves who types."""

    current_password: str = Field(default="", max_length=1000)
    password: str = Field(min_length=SHORTEST, max_length=72)


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Both forms."""

    groups: Groups
    email: str
    new_email: str
    address: forms.Form[NewAddress]
    secret: forms.Form[NewPassword]
    linked: Sequence[dict[str, Any]]
    linkable: Sequence[tuple[str, str]]
    has_password: bool
    managed: bool
    by_address: bool
    shortest: int = SHORTEST


async def show(request: Request) -> Response:
    """The account as it is."""
    return await _page(request)


async def change_address(request: Request) -> Response:
    """Asks both addresses."""
    form = await forms.check(request, NewAddress)
    if form.model is None:
        return await _page(request, address=form, status=422)
    identity, who, user = request.state.identity, http.who(request), await _user(request)
    try:
        new = addresses.checked(form.model.email)
        async with identity.db.acting(identity.house_keeper(like=who)) as tx:
            if await users.find_by_email(tx, new) is not None:
                raise IN_USE()
            await letters.email_change(identity, tx, user, new, letters.BY_PAGE)
    except Problem as problem:
        refused = Problem(problem.code, problem.status, sentence_of(problem), field=problem.field)
        return await _page(request, address=form.refused(refused), status=problem.status)
    note = _("We have written to both addresses. The change holds once both agree.")
    return http.go(request, HERE, toast=Toast(note))


async def change_password(request: Request) -> Response:
    """Sets the new password; other places are signed out. Guessing the present one is limited like signing in."""
    form = await forms.check(request, NewPassword)
    if form.model is None:
        return await _page(request, secret=form, status=422)
    identity, who, user = request.state.identity, http.who(request), await _user(request)
    try:
        await attempts.count(identity, "password", user["email"], who)
        await accounts.change_password(
            identity,
            user,
            form.model.password,
            who,
            keep=who.session_id,
            current=form.model.current_password if user["encrypted_password"] else None,
        )
    except Problem as problem:
        refused = form.refused(Problem(problem.code, 422, sentence_of(problem), field=problem.field))
        return await _page(request, secret=refused, status=422)
    await attempts.forgive(identity, "password", user["email"], who)
    return http.go(request, HERE, toast=Toast(_("Your password is changed. Other places were signed out.")))


async def unlink(request: Request) -> Response:
    """Takes a way to sign in away."""
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    try:
        async with identity.db.acting(identity.house_keeper(like=who)) as tx:
            await identities.unlink(tx, who.user_id, request.path_params["id"])
    except Problem as problem:
        if problem.code == identities.UNKNOWN.code:
            raise NOT_FOUND() from problem
        note = _("This is your only way to sign in. Add another one first.")
        return http.go(request, HERE, toast=Toast(note, "warning"))
    callers.forget_person(identity, who.user_id)
    return http.go(request, HERE, toast=Toast(_("Unlinked."), "neutral"))


async def _user(request: Request) -> users.Row:
    identity, who = request.state.identity, http.who(request)
    async with identity.db.acting(identity.house_keeper()) as tx:
        user = await users.find(tx, who.user_id) if who.user_id else None
    if user is None:
        raise NOT_FOUND()
    return user


async def _page(
    request: Request,
    *,
    address: forms.Form[NewAddress] | None = None,
    secret: forms.Form[NewPassword] | None = None,
    status: int = 200,
) -> Response:
    user, policy = await _user(request), request.state.identity.policy
    names = {one.name: one.title for one in policy.providers} | {"email": str(_("E-mail")), "phone": str(_("Phone"))}
    here = {way["provider"] for way in user["identities"]}
    context = AccountPage(
        groups=groups(request),
        email=user["email"],
        new_email=user["email_change"] or "",
        address=address or forms.blank(NewAddress),
        secret=secret or forms.blank(NewPassword),
        linked=[{**way, "title": names.get(way["provider"], way["provider"])} for way in user["identities"]],
        linkable=[(one.name, one.title) for one in policy.providers if one.name not in here],
        has_password=bool(user["encrypted_password"]),
        managed=user["is_sso_user"],
        by_address=policy.email,
    )
    return render.page(request, "office/settings_account.html", context, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route("/settings/account/address", change_address, methods=["POST"]),
    Route("/settings/account/password", change_password, methods=["POST"]),
    Route("/settings/account/identities/{id:uuid}/removal", unlink, methods=["POST"]),
]
