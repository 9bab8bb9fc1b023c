"""/settings/webhooks: addresses that others send to, and addresses that hear of what happens here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import ADMINS
from comity.office import named
from comity.office.named import Named
from comity.office.settings import Groups, groups
from comity.office.webhooks import inbox, outbox
from comity.office.webhooks.signatures import CHECKS
from comity.office.work.kinds import kinds_of
from comity.platform.rest import inprocess as rest
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.shell import plates

HERE = "/settings/webhooks"
Choices = Sequence[tuple[str, str]]
Rows = Sequence[Mapping[str, Any]]
STATES = {
    "active": _("going"), "paused": _("paused: the receiver does not answer"), "off": _("off"), "waiting": _("waiting"),
    "sent": _("arrived"), "failed": _("failed"), "held": _("held"), "skipped": _("not sent"), "done": _("read"),
}  # fmt: skip
TONES = {"active": "good", "sent": "good", "done": "good", "paused": "warning", "held": "warning", "failed": "danger"}


class NewIn(BaseModel):
    """An address for an outside service."""

    name: str = Field(min_length=1, max_length=100)
    provider: str = "standard"
    secret: str = Field(default="", max_length=500)


class NewOut(BaseModel):
    """An address that wants to hear."""

    name: str = Field(min_length=1, max_length=100)
    url: str = Field(min_length=8, max_length=2000)
    kinds: list[str] = Field(default_factory=list)
    relation: str = Field(default="", max_length=63)
    filter: str = Field(default="", max_length=4000)


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    """Both directions; `made` is a new secret, shown this once."""

    groups: Groups
    incoming: Rows
    outgoing: Rows
    form_in: forms.Form[NewIn]
    form_out: forms.Form[NewOut]
    providers: Choices
    kinds: Choices
    relations: Choices
    site: str
    made: str
    place: str
    states: Mapping[str, str]
    tones: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class InPage:
    """What came to an address."""

    groups: Groups
    endpoint: Mapping[str, Any]
    events: Rows
    url: str
    states: Mapping[str, str]
    tones: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OutPage:
    """What was sent to an address."""

    groups: Groups
    webhook: Mapping[str, Any]
    deliveries: Rows
    states: Mapping[str, str]
    tones: Mapping[str, str]
    names: Named


async def show(request: Request) -> Response:
    """Both directions."""
    return await _page(request, forms.blank(NewIn, {"provider": "standard"}), forms.blank(NewOut))


async def create_in(request: Request) -> Response:
    """A new address to send to."""
    form, blank = await forms.check(request, NewIn), forms.blank(NewOut)
    if form.model is None:
        return await _page(request, form, blank, status=422)
    try:
        made, secret = await inbox.create(
            request.state.db, http.who(request), form.model.provider, form.model.name, form.model.secret
        )
    except Problem as problem:
        return await _page(request, form.refused(problem), blank, status=problem.status)
    place = f"{request.state.settings.site_url}/hooks/{form.model.provider}/{made}"
    return await _page(request, forms.blank(NewIn), blank, made=secret, place=place)


async def create_out(request: Request) -> Response:
    """A new address that hears."""
    form, blank = await forms.check(request, NewOut), forms.blank(NewIn)
    if form.model is None:
        return await _page(request, blank, form, status=422)
    m = form.model
    try:
        _id, secret = await outbox.create(
            request.state.db, http.who(request), name=m.name, url=m.url, kinds=m.kinds, relation=m.relation,
            filter_=m.filter,
        )  # fmt: skip
    except Problem as problem:
        return await _page(request, blank, form.refused(problem), status=problem.status)
    return await _page(request, blank, forms.blank(NewOut), made=secret, place=m.url)


async def one_in(request: Request) -> Response:
    """What came to an address."""
    async with http.tx(request) as tx:
        endpoint = await tx.found(inbox.q.one_endpoint, id=request.path_params["id"])
        events = await inbox.recent(tx, endpoint["id"])
    url = f"{request.state.settings.site_url}/hooks/{endpoint['provider']}/{endpoint['id']}"
    context = InPage(groups(request), endpoint, events, url, STATES, TONES)
    return render.page(request, "office/webhook_in.html", context)


async def one_out(request: Request) -> Response:
    """What was sent to an address."""
    async with http.tx(request) as tx:
        webhook = await tx.found(outbox.q.one, id=request.path_params["id"])
        deliveries = await tx.rows(outbox.q.deliveries, webhook=webhook["id"])
    context = OutPage(groups(request), webhook, deliveries, STATES, TONES, named.of(plates(request)))
    return render.page(request, "office/webhook_out.html", context)


async def turn_in(request: Request) -> Response:
    """Listens, or does not."""
    form, endpoint_id = await forms.sent(request), request.path_params["id"]
    async with http.tx(request) as tx:
        await tx.touch(inbox.q.switch, id=endpoint_id, on=form.get("on") == "true")
    return http.go(request, f"{HERE}/in/{endpoint_id}")


async def turn_out(request: Request) -> Response:
    """Goes on, or pauses."""
    form, webhook_id = await forms.sent(request), request.path_params["id"]
    state = "active" if form.get("on") == "true" else "off"
    await outbox.turn(request.state.db, http.who(request), webhook_id, state)
    return http.go(request, f"{HERE}/out/{webhook_id}")


async def remove(request: Request) -> Response:
    """Takes an address away, with its log."""
    query = inbox.q.remove if request.path_params["way"] == "in" else outbox.q.remove
    async with http.tx(request) as tx:
        await tx.touch(query, id=request.path_params["id"])
    return http.go(request, HERE, toast=Toast(_("Removed."), "neutral"))


async def again(request: Request) -> Response:
    """Reads a message, or sends one, once more."""
    way, record = request.path_params["way"], request.path_params["record"]
    verb = inbox.again if way == "in" else outbox.resend
    await verb(request.state.db, http.who(request), record)
    where: UUID = request.path_params["id"]
    return http.go(request, f"{HERE}/{way}/{where}", toast=Toast(_("Once more, in a moment.")))


async def _page(
    request: Request, form_in: forms.Form[NewIn], form_out: forms.Form[NewOut], *, made: str = "", place: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    http.only(request, ADMINS)
    async with http.tx(request) as tx:
        incoming, outgoing = await tx.rows(inbox.q.endpoints), await tx.rows(outbox.q.everything)
    called = named.of(plates(request))
    context = WebhooksPage(
        groups(request), incoming, outgoing, form_in, form_out, [(name, name) for name in CHECKS],
        called.choices(kinds_of(plates(request))), called.choices(rest.relations()),
        request.state.settings.site_url, made, place, STATES, TONES,
    )  # fmt: skip
    return render.page(request, "office/settings_webhooks.html", context, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/in", create_in, methods=["POST"]),
    Route(HERE + "/out", create_out, methods=["POST"]),
    Route(HERE + "/in/{id:uuid}", one_in, methods=["GET"]),
    Route(HERE + "/out/{id:uuid}", one_out, methods=["GET"]),
    Route(HERE + "/in/{id:uuid}/use", turn_in, methods=["POST"]),
    Route(HERE + "/out/{id:uuid}/use", turn_out, methods=["POST"]),
    Route(HERE + "/{way:str}/{id:uuid}/removal", remove, methods=["POST"]),
    Route(HERE + "/{way:str}/{id:uuid}/{record:uuid}/again", again, methods=["POST"]),
]
