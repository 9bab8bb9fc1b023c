"""/settings/profile: name, title, language, timezone.  seed: AU15"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field, field_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.office import profiles, regions
from comity.office.settings import Groups, groups
from comity.platform.auth import callers
from comity.platform.auth.gateway import COOKIE
from comity.web import forms, http, i18n, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/profile"


class Profile(BaseModel):
    """What a person says about themselves."""

    full_name: str = Field(max_length=200)
    title: str | None = Field(default=None, max_length=200)
    phone: str | None = Field(default=None, max_length=40)
    timezone: str | None = Field(default=None, max_length=64)
    language: str | None = Field(default=None, max_length=12)
    signature: str | None = Field(default=None, max_length=10000)

    @field_validator("timezone")
    @classmethod
    def known_timezone(cls, value: str | None) -> str | None:
        """One from the list."""
        if value and value not in regions.timezones():
            raise ValueError("Choose a timezone from the list.")
        return value

    @field_validator("language")
    @classmethod
    def known_language(cls, value: str | None) -> str | None:
        """One we speak."""
        if value and value not in i18n.languages():
            raise ValueError("Choose a language from the list.")
        return value


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """The profile's form."""

    groups: Groups
    form: forms.Form[Profile]
    timezones: Sequence[tuple[str, str]]
    tongues: Sequence[tuple[str, str]]


async def show(request: Request) -> Response:
    """What is said."""
    async with http.tx(request) as tx:
        row = await profiles.mine(tx)
    return _page(request, forms.blank(Profile, row))


async def save(request: Request) -> Response:
    """Changes it; the language holds from the next page on."""
    form = await forms.check(request, Profile)
    if form.model is None:
        return _page(request, form, 422)
    async with http.tx(request) as tx:
        await profiles.save(tx, **form.model.model_dump())
    callers.forget(request.state.identity, cookie=request.cookies.get(COOKIE))
    response = http.go(request, HERE, toast=Toast(_("Saved.")))
    response.delete_cookie("language")  # a choice made before signing in gives way to the profile
    return response


def _page(request: Request, form: forms.Form[Profile], status: int = 200) -> Response:
    zones = [(zone, zone.replace("_", " ")) for zone in regions.timezones()]
    context = ProfilePage(groups(request), form, zones, list(i18n.languages().items()))
    return render.page(request, "office/settings_profile.html", context, status=status)


ROUTES = [Route(HERE, show, methods=["GET"]), Route(HERE, save, methods=["POST"])]
