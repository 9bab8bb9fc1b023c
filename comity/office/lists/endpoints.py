"""The addresses of a list: the page, its saved views, cells, bulk changes and their undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.office.lists import bulk, cells, state, views
from comity.office.lists.bulk import Verb
from comity.office.lists.spec import ListSpec
from comity.web import filters, forms, http, render
from comity.web import query as dialect
from comity.web.grid import Column
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext


@dataclass(frozen=True, slots=True)
class ListPage:
    """Context of office/list.html."""

    list: state.ListState


@dataclass(frozen=True, slots=True)
class EditedCell:
    """Context of office/_cell_edited.html."""

    column: Column | None
    value: Any
    spec: ListSpec
    labels: Mapping[str, Mapping[str, str]]


class NewView(BaseModel):
    """What the "save view" form sends."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    query: str = ""
    columns: str = ""
    shared: bool = False
    is_default: bool = False


class BulkForm(BaseModel):
    """What the bulk bar sends: ticked ids, or everything that matches a query."""

    id: list[UUID] = []
    everything: bool = False
    query: str = ""
    column: str = ""
    value: str = ""


Extend = Callable[[Request], str]


def routes(spec: ListSpec, *, template: str = "office/list.html", also: Extend | None = None) -> list[BaseRoute]:
    """Every address of a list. `also` adds conditions that always hold, in the query dialect."""

    async def page(request: Request) -> Response:
        async with http.tx(request) as tx:
            if to := await _elsewhere(request, tx, spec):
                return RedirectResponse(to, status_code=303)
            found = await state.load(request, tx, spec, also=also(request) if also else "")
            default = next((view for view in found.known.views if view.is_default), None)
        if default and not request.url.query:
            return RedirectResponse(default.url(spec.path), status_code=303)
        return render.page(request, template, ListPage(found), block="list")

    async def cell(request: Request) -> Response:
        form = await forms.sent(request)
        column = next((each for each in spec.columns if each.key == request.path_params["key"]), None)
        value, was = str(form.get("value", "")), str(form.get("was", ""))
        async with http.tx(request) as tx:
            known = await state.look_up(tx, spec)
            labels = {name: dict(options) for name, options in known.options.items()}
            now = await cells.edit(tx, spec, request.path_params["id"], request.path_params["key"], value, was, labels)
        return render.fragment(request, "office/_cell_edited.html", EditedCell(column, now, spec, labels))

    return [
        Route(spec.path, page),
        Route(f"{spec.path}/views", _save_view(spec), methods=["POST"]),
        Route(f"{spec.path}/views/{{view_id:uuid}}/state", _update_view(spec), methods=["POST"]),
        Route(f"{spec.path}/views/{{view_id:uuid}}/removal", _remove_view(spec), methods=["POST"]),
        Route(f"{spec.path}/bulk/{{verb}}", _bulk(spec), methods=["POST"]),
        Route(f"{spec.path}/{{id:uuid}}/fields/{{key}}", cell, methods=["POST"]),
    ]


async def _elsewhere(request: Request, tx: Tx, spec: ListSpec) -> str | None:
    """Where the filter editor's form leads, which sends its rows instead of a query."""
    if "filter" not in request.query_params:
        return None
    return filters.typed(request.query_params, state.fields(spec, await state.look_up(tx, spec)), spec.path)


def _save_view(spec: ListSpec) -> Callable[[Request], Any]:
    async def save(request: Request) -> Response:
        form = await forms.read(request, NewView)
        columns = [key for key in form.columns.split(",") if key]
        async with http.tx(request) as tx:
            view_id = await views.save(
                tx, spec.relation, form.name, form.query, columns, shared=form.shared, default=form.is_default
            )
        url = f"{spec.path}?{dialect.replaced(form.query, view=str(view_id), columns=form.columns or None)}"
        return http.go(request, url, toast=Toast(_("The view has been saved.")))

    return save


def _update_view(spec: ListSpec) -> Callable[[Request], Any]:
    async def update(request: Request) -> Response:
        form = await forms.sent(request)
        query, columns = str(form.get("query", "")), str(form.get("columns", ""))
        view_id = request.path_params["view_id"]
        async with http.tx(request) as tx:
            await views.update(tx, view_id, spec.relation, query, [key for key in columns.split(",") if key])
        url = f"{spec.path}?{dialect.replaced(query, view=str(view_id), columns=columns or None)}"
        return http.go(request, url, toast=Toast(_("The view now remembers this.")))

    return update


def _remove_view(spec: ListSpec) -> Callable[[Request], Any]:
    async def remove(request: Request) -> Response:
        async with http.tx(request) as tx:
            await views.remove(tx, request.path_params["view_id"])
        return http.go(request, spec.path, toast=Toast(_("The view is gone; its records are untouched.")))

    return remove


def _bulk(spec: ListSpec) -> Callable[[Request], Any]:
    async def change(request: Request) -> Response:
        verb = request.path_params["verb"]
        form = await forms.read(request, BulkForm)
        if not form.id and not form.everything:
            raise Problem("nothing_selected", 422, str(_("Tick at least one row first.")))
        pressed = request.query_params  # the button's own address says what was chosen
        what, changes = _changes(spec, verb, pressed.get("column", form.column), pressed.get("value", form.value))
        query = state.asked(spec, form.query, dict(dialect.pairs(form.query)).get("q", "")) if form.everything else None
        async with http.tx(request) as tx:
            done = await bulk.change(tx, spec.relation, what, changes, ids=form.id, query=query)
        return http.go(request, _list_url(spec, form.query), toast=_told(done, what))

    return change


def _changes(spec: ListSpec, verb: str, column: str, value: str) -> tuple[Verb, dict[str, Any]]:
    if verb == "trash" and spec.trash:
        return "trash", {"deleted_at": "now"}
    if verb in ("tag", "untag") and spec.tags:
        try:
            return ("tag" if verb == "tag" else "untag"), {"tag_id": str(UUID(value))}
        except ValueError:
            raise Problem("no_tag", 422, str(_("Choose a tag first."))) from None
    if verb == "set" and any(each.column == column for each in spec.bulk):
        return ("assign" if column == "owner_id" else "set"), {column: value or None}
    raise Problem("unknown_change", 422, str(_("This cannot be done to many records at once.")))


def _told(done: bulk.Done, verb: str) -> Toast:
    if done.job_id:
        return Toast(_("This is a large change; it goes on in the background."), tone="neutral")
    if not done.changed:
        return Toast(_("Nothing was changed: the records are so already, or not yours to change."), tone="warning")
    said = {
        "trash": ngettext("%(n)s record moved to the trash.", "%(n)s records moved to the trash.", done.changed),
    }.get(verb) or ngettext("%(n)s record changed.", "%(n)s records changed.", done.changed)
    return Toast(str(said) % {"n": done.changed}, undo=f"/bulk/{done.action_id}/undo")


def _list_url(spec: ListSpec, query: str) -> str:
    return f"{spec.path}?{query}" if urlsplit(f"?{query}").query else spec.path


@dataclass(frozen=True, slots=True)
class BulkPage:
    """Context of office/bulk_action.html."""

    action: dict[str, Any]


async def show_bulk(request: Request) -> Response:
    """What a bulk change did, and what its undo kept."""
    async with http.tx(request) as tx:
        return render.page(
            request, "office/bulk_action.html", BulkPage(await bulk.find(tx, request.path_params["action_id"]))
        )


async def undo_bulk(request: Request) -> Response:
    """Takes a bulk change back."""
    action_id = request.path_params["action_id"]
    async with http.tx(request) as tx:
        undone = await bulk.undo(tx, action_id)
        path = f"/{(await bulk.find(tx, action_id))['relation']}"
    if undone.job_id:
        return http.back(request, path, toast=Toast(_("The undo goes on in the background."), tone="neutral"))
    said = ngettext("%(n)s record put back.", "%(n)s records put back.", undone.restored) % {"n": undone.restored}
    if not undone.kept:
        return http.back(request, path, toast=Toast(said))
    kept = ngettext("%(n)s kept", "%(n)s kept", len(undone.kept)) % {"n": len(undone.kept)}
    return http.back(request, path, toast=Toast(f"{said} {kept}", tone="warning", href=f"/bulk/{action_id}"))


BULK_ROUTES: list[BaseRoute] = [
    Route("/bulk/{action_id:uuid}", show_bulk),
    Route("/bulk/{action_id:uuid}/undo", undo_bulk, methods=["POST"]),
]
