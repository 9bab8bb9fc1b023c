"""/duplicates and /merge: pairs that may be one, side by side, merged or left alone; merges can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core import work
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.people import companies, contacts, duplicates, merges, words
from comity.people.merges import Side
from comity.people.records import Relation, Row
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class DuplicatesPage:
    """Suspected pairs, and the merges of late."""

    relation: Relation
    pairs: Sequence[Mapping[str, Any]]
    counts: Mapping[str, int]
    merges: Sequence[Mapping[str, Any]]

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why two are suspected, in words."""
        return words.REASONS


@dataclass(frozen=True, slots=True)
class MergePage:
    """Two records beside each other; without the right one, it is to be chosen."""

    relation: Relation
    left: Mapping[str, Any]
    right: Mapping[str, Any] | None
    sides: Sequence[Side]
    said: Mapping[tuple[str, str], str]
    field: Any = words.field


async def show(request: Request) -> Response:
    """GET /duplicates?relation="""
    relation: Relation = "companies" if request.query_params.get("relation") == "companies" else "contacts"
    async with http.tx(request) as tx:
        page = DuplicatesPage(
            relation,
            await duplicates.open_pairs(tx, relation),
            await duplicates.counts(tx),
            await merges.recent(tx, relation),
        )
    return render.page(request, "people/duplicates.html", page)


async def search(request: Request) -> Response:
    """POST /duplicates/search: in the background, it reads everybody."""
    async with http.tx(request) as tx:
        await work.start(tx, duplicates.find_duplicates, {}, priority=work.P1)
    return http.go(request, "/duplicates", toast=Toast(_("Looking through everybody; pairs appear here."), "neutral"))


async def dismiss(request: Request) -> Response:
    """POST /duplicates/{id}/dismissal"""
    pair_id = request.path_params["id"]
    async with http.tx(request) as tx:
        await duplicates.dismiss(tx, pair_id)
    toast = Toast(_("They stay two."), "neutral", undo=f"/duplicates/{pair_id}/reopening")
    return http.back(request, "/duplicates", toast=toast)


async def reopen(request: Request) -> Response:
    """POST /duplicates/{id}/reopening"""
    async with http.tx(request) as tx:
        await duplicates.reopen(tx, request.path_params["id"])
    return http.back(request, "/duplicates")


async def compare(request: Request) -> Response:
    """GET /merge/{relation}?left=&right="""
    relation = _relation(request)
    left_id, right_id = http.uuid(request.query_params.get("left")), http.uuid(request.query_params.get("right"))
    if left_id is None:
        raise NOT_FOUND()
    async with http.tx(request) as tx:
        left = await _get(tx, relation, left_id)
        right = await _get(tx, relation, right_id) if right_id else None
    sides = merges.compare(relation, left, right) if right else []
    return render.page(request, "people/merge.html", MergePage(relation, left, right, sides, _said(left, right)))


async def merge(request: Request) -> Response:
    """POST /merge/{relation}: the left one stays, with what was chosen of the right one."""
    relation, form = _relation(request), await forms.sent(request)
    left_id, right_id = http.uuid(str(form.get("left", ""))), http.uuid(str(form.get("right", "")))
    if left_id is None or right_id is None:
        raise Problem("merge_two_records", 422, _("Choose two different records."))
    async with http.tx(request) as tx:
        right = await _get(tx, relation, right_id)
        chosen = {column: right[column] for column in merges.COMPARED[relation] if form.get(column) == "right"}
        merge_id = await merges.merge(tx, relation, left_id, right_id, chosen)
    return http.go(
        request, f"/{relation}/{left_id}", toast=Toast(_("The two are one now."), undo=f"/merges/{merge_id}/undo")
    )


async def undo(request: Request) -> Response:
    """POST /merges/{id}/undo"""
    async with http.tx(request) as tx:
        found = await merges.find(tx, request.path_params["id"])
        if found is None:
            raise NOT_FOUND()
        kept = await merges.undo(tx, request.path_params["id"])
    url = f"/{found['relation']}/{found['loser_id']}"
    if kept:
        names = ", ".join(words.field(column) for column in kept)
        said = _("They are two again. Kept, because somebody changed it since: {names}").format(names=names)
        return http.go(request, url, toast=Toast(said, "warning"))
    return http.go(request, url, toast=Toast(_("They are two again.")))


async def _get(tx: Tx, relation: Relation, record_id: UUID) -> Row:
    found: Row = await (contacts if relation == "contacts" else companies).get(tx, record_id)
    if found["deleted_at"]:
        raise NOT_FOUND()
    return found


def _said(left: Row, right: Row | None) -> dict[tuple[str, str], str]:
    """Words for ids: owners and companies by their names."""
    said: dict[tuple[str, str], str] = {}
    for row in (left, right or {}):
        for column, name in (("owner_id", "owner_name"), ("company_id", "company_name")):
            if row.get(column):
                said[column, str(row[column])] = str(row.get(name) or "")
    for column, options in (
        ("lifecycle", words.LIFECYCLES),
        ("status", words.STATUSES),
        ("country", words.countries()),
    ):
        said.update({(column, value): str(word) for value, word in options})
    return said


def _relation(request: Request) -> Relation:
    relation = request.path_params["relation"]
    if relation not in ("contacts", "companies"):
        raise NOT_FOUND()
    return "contacts" if relation == "contacts" else "companies"


ROUTES = [
    Route("/duplicates", show, methods=["GET"]),
    Route("/duplicates/search", search, methods=["POST"]),
    Route("/duplicates/{id:uuid}/dismissal", dismiss, methods=["POST"]),
    Route("/duplicates/{id:uuid}/reopening", reopen, methods=["POST"]),
    Route("/merge/{relation}", compare, methods=["GET"]),
    Route("/merge/{relation}", merge, methods=["POST"]),
    Route("/merges/{id:uuid}/undo", undo, methods=["POST"]),
]
