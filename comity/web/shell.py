"""What surrounds every page: navigation from the plates, who is signed in, and how they like to see things."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from comity.core.pack import Command, Pack, SettingsPage
from comity.web import i18n
from comity.web.htmx import Toast

THEMES = ("system", "light", "dark")
DENSITIES = ("comfortable", "compact")


@dataclass(frozen=True, slots=True)
class NavLink:
    """One entry of the navigation as it is drawn."""

    title: str
    url: str
    icon: str
    key: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page."""

    nav: Sequence[NavLink]
    commands: Sequence[Command]
    theme: str
    density: str
    rail: bool
    language: str
    direction: str
    org_name: str
    user_name: str
    email: str
    role: str
    path: str
    nonce: str
    toast: Toast | None
    banner: Any = None
    """What the operator tells everybody: a title and an impact (office.status)."""
    tag: str = i18n.SOURCE
    """The language with its region, as browsers know it."""

    @property
    def signed_in(self) -> bool:
        """Whether there is anyone to draw a menu for."""
        return bool(self.email or self.user_name)

    @property
    def frame(self) -> "Shell":
        """What the frame looks like by: alike on most pages of a person, and so drawn once for them."""
        return replace(self, commands=(), path="/settings" if self.path.startswith("/settings") else "/", nonce="")


def shell_of(request: Request, *, toast: Toast | None = None) -> Shell:
    """The frame for this request."""
    who = getattr(request.state, "who", None)
    role = getattr(who, "org_role", None) or ""
    reader = i18n.reader()
    return Shell(
        nav=tuple(navigation(plates(request), role, request.url.path)),
        commands=[item for pack in plates(request) for item in pack.commands if allowed(item.roles, role)],
        theme=_choice(request, "theme", THEMES),
        density=_choice(request, "density", DENSITIES),
        rail=request.cookies.get("rail") == "1",
        language=reader.language,
        tag=reader.tag,
        direction=reader.locale.text_direction,
        org_name=_claim(request, "org_name") or "Comity",
        user_name=getattr(who, "name", None) or "",
        email=getattr(who, "email", None) or "",
        role=role,
        path=request.url.path,
        nonce=getattr(request.state, "nonce", ""),
        toast=toast,
        banner=getattr(getattr(request.state, "board", None), "banner", None),
    )


def plates(request: Request) -> Sequence[Pack]:
    """The rooms this house was built with."""
    return getattr(request.app.state, "plates", ())


def navigation(packs: Iterable[Pack], role: str, path: str) -> list[NavLink]:
    """The navigation a role sees, with the place we are at marked."""
    items = sorted((item for pack in packs for item in pack.nav), key=lambda item: item.order)
    places = [(place, item.path) for item in items for place in (item.path, *item.also) if _within(path, place)]
    here = max(places, key=lambda found: len(found[0]), default=("", ""))[1]
    return [
        NavLink(item.title, item.path, item.icon, item.key, item.path == here)
        for item in items
        if allowed(item.roles, role)
    ]


def settings_pages(packs: Iterable[Pack], role: str) -> list[SettingsPage]:
    """The settings pages a role may open, in the order of the plates."""
    found = [page for pack in packs for page in pack.settings if allowed(page.roles, role)]
    return sorted(found, key=lambda page: (page.group, page.order))


def allowed(roles: Sequence[str], role: str) -> bool:
    """Whether something meant for these roles is for this one; no roles means everyone."""
    return not roles or role in roles


def _within(path: str, place: str) -> bool:
    return path == place or (place != "/" and path.startswith(place + "/"))


def _choice(request: Request, name: str, allowed_values: Sequence[str]) -> str:
    found = request.cookies.get(name, "")
    return found if found in allowed_values else allowed_values[0]


def _claim(request: Request, name: str) -> Any:
    session = getattr(request.state, "session", None)
    who = getattr(request.state, "who", None)
    return getattr(session, name, None) or (getattr(who, "claims", None) or {}).get(name)
