"""/settings/services: keys of outside services, in the vault; and what was asked of whom.  seed: D33, SC05"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem
from comity.core.roles import ADMINS
from comity.office.settings import Groups, groups
from comity.platform import vault
from comity.platform.outside import OutsideFailure
from comity.platform.outside.client import q as outside_q
from comity.platform.vault import Service
from comity.platform.vault.keep import switch
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/services"
LONGEST = 8000


@dataclass(frozen=True, slots=True)
class Kept:
    """A service, and what is kept of it."""

    service: Service
    row: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class VaultPage:
    """Every service the house knows; the latest calls."""

    groups: Groups
    kept: Sequence[Kept]
    calls: Sequence[Mapping[str, Any]]
    wrong: str = ""
    field: str = ""
    sentence: str = ""


async def show(request: Request) -> Response:
    """What is kept."""
    return await _page(request)


async def put(request: Request) -> Response:
    """Keeps a service's keys; what was there before is gone."""
    service, who = _service(request), http.who(request)
    form = await forms.sent(request)
    given = {field.name: str(form.get(field.name) or "").replace("\0", "") for field in service.fields}
    wrong = _wrong(service, given)
    if wrong is not None:
        return await _page(request, service.name, *wrong, 422)
    try:
        await vault.put(request.state.db, who, service, given)
    except Problem as problem:
        if problem.status == 403:
            raise
        return await _page(request, service.name, problem.field or "", problem.sentence, problem.status)
    return http.go(request, HERE, toast=Toast(_("Kept, sealed. Nobody can read it from here on.")))


def _wrong(service: Service, given: Mapping[str, str]) -> tuple[str, str] | None:
    """The field that holds no key, and why; None where all may be kept."""
    if not any(value.strip() for value in given.values()):
        return service.fields[0].name, str(_("Please fill this in."))
    for field in service.fields:
        if len(given[field.name]) > LONGEST:
            return field.name, str(_("This is longer than any key."))
        if field.secret and not given[field.name].isascii():  # it goes into the head of a request
            return field.name, str(_("No key has such letters. Copy it again, whole."))
    return None


async def test(request: Request) -> Response:
    """Tries the keys against the service."""
    service, who = _service(request), http.who(request)
    if who.org_role not in ADMINS or service.test is None or who.org_id is None:
        raise NOT_ALLOWED()
    keys = await vault.read(request.state.db, who, service.name)
    if keys is None:
        raise NOT_FOUND()
    try:
        await service.test(request.state.db, who, keys)
    except (Problem, OutsideFailure) as error:
        sentence = error.sentence if isinstance(error, Problem) else error.problem
        await vault.failed(request.state.db, who.org_id, service.name, sentence, tested=True)
        return http.go(request, HERE, toast=Toast(_("They do not work: {why}").format(why=sentence), "danger"))
    await vault.used(request.state.db, who.org_id, service.name, tested=True)
    return http.go(request, HERE, toast=Toast(_("They work: {service} answered.").format(service=service.title)))


async def turn(request: Request) -> Response:
    """Uses the keys, or lets them rest."""
    form = await forms.sent(request)
    async with http.tx(request) as tx:
        await switch(tx, _service(request).name, on=form.get("on") == "true")
    return http.go(request, HERE)


async def remove(request: Request) -> Response:
    """Takes the keys away."""
    async with http.tx(request) as tx:
        await vault.forget(tx, _service(request).name)
    return http.go(request, HERE, toast=Toast(_("The keys are gone."), "neutral"))


def _services(request: Request) -> list[Service]:
    return [service for plate in request.app.state.plates for service in plate.services]


def _service(request: Request) -> Service:
    name = request.path_params["service"]
    for service in _services(request):
        if service.name == name:
            return service
    raise NOT_FOUND()


async def _page(request: Request, wrong: str = "", field: str = "", sentence: str = "", status: int = 200) -> Response:
    http.only(request, ADMINS)
    async with http.tx(request) as tx:
        rows = await vault.everything(tx)
        calls = await tx.rows(outside_q.recent, service=None, most=30)
    kept = [Kept(service, rows.get(service.name)) for service in _services(request)]
    context = VaultPage(groups(request), kept, calls, wrong, field, sentence)
    return render.page(request, "office/settings_vault.html", context, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/{service:str}", put, methods=["POST"]),
    Route(HERE + "/{service:str}/test", test, methods=["POST"]),
    Route(HERE + "/{service:str}/use", turn, methods=["POST"]),
    Route(HERE + "/{service:str}/removal", remove, methods=["POST"]),
]
