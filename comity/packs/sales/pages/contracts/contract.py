"""A contract's page: how far it is read, what is risky, who must do what, the words themselves page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.ai import feedback
from comity.core.announce import announce
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.facts.contracts import ContractAdded
from comity.office import panels
from comity.office.panels import Shown
from comity.office.search import recents
from comity.packs.sales.contracts import dates, files, findings, marks, records, standards, words
from comity.packs.sales.contracts.standards import Compared
from comity.platform.storage import serving
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext
from comity.web.marks import Piece

TABS = ("clauses", "duties", "standard")
BUSY = Problem("contract_busy", 409, _("Comity is still reading this contract."))


class About(BaseModel):
    """What people say about a contract."""

    title: str | None = Field(default=None, max_length=200)
    envelope: str | None = Field(default=None, max_length=200)


class Said(BaseModel):
    """How far it is."""

    status: Literal["draft", "sent", "signed", "declined", "void"]
    reason: str | None = Field(default=None, max_length=1000)


class Verdict(BaseModel):
    """Right or wrong."""

    id: UUID
    verdict: Literal["right", "wrong"]


@dataclass(frozen=True, slots=True)
class ContractPage:
    """Everything around one contract."""

    contract: Mapping[str, Any]
    version: Mapping[str, Any]
    versions: Sequence[Mapping[str, Any]]
    steps: Sequence[Mapping[str, Any]]
    busy: bool
    groups: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]
    about: Sequence[Mapping[str, Any]]
    duties: Sequence[Mapping[str, Any]]
    tasks: int
    compared: Sequence[Compared]
    has_standards: bool
    tab: str
    number: int
    pages: int
    pieces: Sequence[Piece]
    here: str
    words: Any
    panels: Sequence[Shown] = ()


async def show(request: Request) -> Response:
    """GET /contracts/{id}?page=&version=&tab="""
    contract_id = request.path_params["contract_id"]
    asked = request.query_params
    async with http.tx(request) as tx:
        contract = await records.find(tx, contract_id)
        version_id = http.uuid(asked.get("version")) or contract["version_id"]
        if version_id is None:
            raise NOT_FOUND()
        page = await _page(request, tx, contract, version_id)
        await recents.saw(tx, "contracts", contract_id, contract["title"])
    return render.page(request, "sales/contracts/contract.html", page)


async def _page(request: Request, tx: Tx, contract: Mapping[str, Any], version_id: UUID) -> ContractPage:
    asked, version = request.query_params, await records.version(tx, contract["id"], version_id)
    found, duties, steps, versions = await tx.many(
        [
            (findings.q.clauses, {"version": version_id}),
            (findings.q.obligations, {"version": version_id}),
            (findings.q.steps, {"version": version_id}),
            (records.q.versions, {"contract": contract["id"]}),
        ]
    )
    ours = await standards.texts(tx)
    text, starts = version["text"] or "", version["page_starts"]
    number = min(max(_number(asked.get("page")), 1), max(1, len(starts)))
    tab = asked.get("tab", "")
    demands = [clause for clause in found if clause["kind"] not in words.ABOUT]
    here = f"/contracts/{contract['id']}"
    return ContractPage(
        contract=contract,
        version=version,
        versions=versions,
        steps=steps,
        busy=version["state"] in ("queued", "running"),
        groups=[(risk, list(some)) for risk, some in groupby(demands, key=lambda clause: str(clause["risk"]))],
        about=[clause for clause in found if clause["kind"] in words.ABOUT],
        duties=duties,
        tasks=sum(duty["task_id"] is not None and duty["task_status"] == "pending" for duty in duties),
        compared=standards.compare(found, ours) if tab == "standard" and version["state"] == "done" else (),
        has_standards=bool(ours),
        tab=tab if tab in TABS else TABS[0],
        number=number,
        pages=len(starts),
        pieces=marks.page(text, starts, number, [*found, *duties]),
        here=here if version_id == contract["version_id"] else f"{here}?version={version_id}",
        words=words,
        panels=await panels.load(request, tx, "contract", contract["id"]),
    )


async def change(request: Request) -> Response:
    """POST /contracts/{id}: its name, its envelope."""
    contract_id = request.path_params["contract_id"]
    typed = await forms.read(request, About)
    async with http.tx(request) as tx:
        await records.change(tx, contract_id, title=typed.title, envelope=typed.envelope)
    return _done(request, contract_id, _("Saved"))


async def set_status(request: Request) -> Response:
    """POST /contracts/{id}/status"""
    contract_id = request.path_params["contract_id"]
    typed = await forms.read(request, Said)
    async with http.tx(request) as tx:
        await records.set_status(tx, contract_id, typed.status, reason=typed.reason)
    return _done(request, contract_id, _("Saved"))


async def again(request: Request) -> Response:
    """POST /contracts/{id}/processing: the latest version is read anew."""
    contract_id = request.path_params["contract_id"]
    async with http.tx(request) as tx:
        contract = await records.find(tx, contract_id)
        version = await records.version(tx, contract_id, contract["version_id"])
        if version["state"] == "running":
            raise BUSY()
        await findings.set_state(tx, version["id"], "queued")
        await announce(tx, ContractAdded(subject=str(contract_id), version_id=str(version["id"]),
                                         number=version["number"], file_name=version["file_name"]))  # fmt: skip
    return _done(request, contract_id, _("Comity is reading the contract."))


async def make_tasks(request: Request) -> Response:
    """POST /contracts/{id}/tasks: every date to come becomes a task, once."""
    contract_id = request.path_params["contract_id"]
    async with http.tx(request) as tx:
        contract = await records.find(tx, contract_id)
        made = await dates.make_tasks(tx, contract, contract["version_id"]) if contract["version_id"] else 0
    said = ngettext("%(n)s task made", "%(n)s tasks made", made) % {"n": made}
    undo = f"/contracts/{contract_id}/tasks/removal" if made else ""
    return http.go(request, f"/contracts/{contract_id}?tab=duties", toast=Toast(said, undo=undo))


async def drop_tasks(request: Request) -> Response:
    """POST /contracts/{id}/tasks/removal: the open ones are taken back."""
    contract_id = request.path_params["contract_id"]
    async with http.tx(request) as tx:
        gone = await dates.drop_tasks(tx, contract_id)
    said = ngettext("%(n)s task taken back", "%(n)s tasks taken back", gone) % {"n": gone}
    return http.go(request, f"/contracts/{contract_id}?tab=duties", toast=Toast(said))


async def make_task(request: Request) -> Response:
    """POST /contracts/{id}/obligations/{obligation}/task"""
    contract_id = request.path_params["contract_id"]
    async with http.tx(request) as tx:
        await dates.make_task(tx, contract_id, request.path_params["obligation_id"])
    return http.go(request, f"/contracts/{contract_id}?tab=duties", toast=Toast(_("It is a task now.")))


async def judge(request: Request) -> Response:
    """POST /contracts/{id}/feedback"""
    typed = await forms.read(request, Verdict)
    async with http.tx(request) as tx:
        of = await tx.found(findings.q.judged, id=typed.id)
        await feedback.judge(
            tx, "contract_clauses", typed.id, typed.verdict, engine=of["engine"], snapshot=of["snapshot"]
        )
    return http.back(request, f"/contracts/{request.path_params['contract_id']}", toast=Toast(_("Thank you: noted.")))


async def file(request: Request) -> Response:
    """GET /contracts/{id}/versions/{version}/file"""
    async with http.tx(request) as tx:
        version = await records.version(tx, request.path_params["contract_id"], request.path_params["version_id"])
        row = await files.found(tx, version["path"])
    if row is None:
        raise NOT_FOUND()
    return await serving.serve(request, {**row, "name": f"x/{version['file_name']}"}, private=True)


async def trash(request: Request) -> Response:
    """POST /contracts/{id}/trash"""
    contract_id = request.path_params["contract_id"]
    async with http.tx(request) as tx:
        await records.trash(tx, contract_id)
    undo = f"/contracts/{contract_id}/restoration"
    return http.go(request, "/contracts", toast=Toast(_("Contract moved to the trash"), undo=undo))


async def restore(request: Request) -> Response:
    """POST /contracts/{id}/restoration"""
    contract_id = request.path_params["contract_id"]
    async with http.tx(request) as tx:
        await records.restore(tx, contract_id)
    return _done(request, contract_id, _("Back again"))


def _done(request: Request, contract_id: UUID, said: str) -> Response:
    return http.go(request, f"/contracts/{contract_id}", toast=Toast(said))


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else 1


_ONE = "/contracts/{contract_id:uuid}"
ROUTES = (
    Route(_ONE, show, methods=["GET"], name="contract"),
    Route(_ONE, change, methods=["POST"], name="contract-change"),
    Route(_ONE + "/status", set_status, methods=["POST"], name="contract-status"),
    Route(_ONE + "/processing", again, methods=["POST"], name="contract-again"),
    Route(_ONE + "/tasks", make_tasks, methods=["POST"], name="contract-tasks"),
    Route(_ONE + "/tasks/removal", drop_tasks, methods=["POST"], name="contract-tasks-drop"),
    Route(_ONE + "/obligations/{obligation_id:uuid}/task", make_task, methods=["POST"], name="contract-task"),
    Route(_ONE + "/feedback", judge, methods=["POST"], name="contract-feedback"),
    Route(_ONE + "/versions/{version_id:uuid}/file", file, methods=["GET", "HEAD"], name="contract-file"),
    Route(_ONE + "/trash", trash, methods=["POST"], name="contract-trash"),
    Route(_ONE + "/restoration", restore, methods=["POST"], name="contract-restore"),
)
