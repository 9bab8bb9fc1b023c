"""/invitations/{token}: joining an organisation, with an account or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.office import invitations
from comity.office.invitations import Invitation
from comity.office.pages.sign_in import enter
from comity.office.pages.sign_up import SHORTEST
from comity.office.refusals import sentence_of
from comity.platform.auth import accounts, callers, sessions, users
from comity.platform.auth.gateway import COOKIE
from comity.platform.auth.saml import providers as saml
from comity.web import forms, http, i18n, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Joining(BaseModel):
    """What somebody without an account types."""

    name: str = Field(max_length=200)
    password: str = Field(min_length=SHORTEST, max_length=72)


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """The invitation, and what its bearer can do: join, sign in first, or make an account."""

    invitation: Invitation
    role: str
    form: forms.Form[Joining]
    path: str
    signed_in_as: str
    by_address: bool
    providers: Sequence[tuple[str, str]]
    by_organisation: bool
    shortest: int = SHORTEST


async def show(request: Request) -> Response:
    """Who invites to what."""
    return await _page(request, await _invitation(request), forms.blank(Joining))


async def accept(request: Request) -> Response:
    """Joins: the person who is signed in, when the address is theirs; else a new account is made."""
    invitation, who = await _invitation(request), http.who(request)
    if who.user_id is not None:
        return await _join(request)
    if invitation.has_account:
        return http.go(request, f"/sign-in?next={request.url.path}")
    form = await forms.check(request, Joining)
    if not request.state.identity.policy.email:
        problem = accounts.EMAIL_SIGNUPS_DISABLED
        return await _page(request, invitation, form.refused(Problem(problem.code, 422, sentence_of(problem))), 422)
    if form.model is None:
        return await _page(request, invitation, form, 422)
    data = {
        "full_name": form.model.name,
        "language": i18n.reader().language,
        "invitation": request.path_params["token"],
    }
    try:
        # The link came by mail, where mail leaves: the address needs no other proof.
        made = await accounts.sign_up(
            request.state.identity,
            invitation.email,
            form.model.password,
            data,
            who,
            confirmed=not request.state.identity.policy.autoconfirm,
            invited=True,
        )
    except Problem as problem:
        return await _page(request, invitation, form.refused(problem), 422)
    if not made.fresh:
        return http.go(request, f"/sign-in?next={request.url.path}")
    return await enter(request, made.user, "password", "/")


async def _join(request: Request) -> Response:
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        user = await users.find(tx, who.user_id)
        assert user is not None
        name = who.name or (user["raw_user_meta_data"] or {}).get("full_name") or user["email"].partition("@")[0]
        invitation = await invitations.join(tx, request.path_params["token"], user["id"], user["email"], name)
        await tx.run(sessions.q.choose_organisation, id=who.session_id, person=who.user_id, org=invitation.org_id)
    callers.forget(identity, cookie=request.cookies.get(COOKIE))
    note = _("You are now a member of {organisation}.").format(organisation=invitation.organisation)
    return http.go(request, "/", toast=Toast(note))


async def _invitation(request: Request) -> Invitation:
    identity = request.state.identity
    async with identity.db.acting(identity.house_keeper()) as tx:
        return await invitations.by_token(tx, request.path_params["token"])


async def _page(request: Request, invitation: Invitation, form: forms.Form[Joining], status: int = 200) -> Response:
    role = str(invitations.role_name(invitation.role))
    ways = [(one.name, one.title) for one in request.state.identity.policy.providers]
    identity, here, email = request.state.identity, request.url.path, http.who(request).email or ""
    async with identity.db.acting(identity.house_keeper()) as tx:
        by_organisation = await saml.any_open(tx)
    context = InvitationPage(invitation, role, form, here, email, identity.policy.email, ways, by_organisation)
    return render.page(request, "office/invitation.html", context, status=status)


ROUTES = [
    Route("/invitations/{token}", show, methods=["GET"]),
    Route("/invitations/{token}", accept, methods=["POST"]),
]
