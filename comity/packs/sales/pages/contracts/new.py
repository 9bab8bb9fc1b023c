"""Bringing a contract: a file for a lead or a company; or another version of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.packs.sales.contracts import files, records
from comity.web import forms, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class ContractForm(BaseModel):
    """A contract as brought."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    title: str | None = Field(default=None, max_length=200)
    lead_id: UUID | None = None
    company_id: UUID | None = None
    file: UploadFile | None = None


@dataclass(frozen=True, slots=True)
class NewContractPage:
    """The form; `contract` is set where another version is brought."""

    form: Form[ContractForm]
    about: Mapping[str, Any] | None
    contract: Mapping[str, Any] | None


async def new(request: Request) -> Response:
    """GET /contracts/new?lead_id=&company_id="""
    known = {name: request.query_params[name] for name in ("lead_id", "company_id") if request.query_params.get(name)}
    return await _page(request, forms.blank(ContractForm, known))


async def create(request: Request) -> Response:
    """POST /contracts/new"""
    form = await forms.check(request, ContractForm)
    typed = form.model
    if typed is None:
        return await _page(request, form, status=422)
    try:
        if typed.file is None:
            raise files.NO_FILE()
        async with http.tx(request) as tx:
            contract_id, is_new = await records.bring(
                tx, typed.file.filename or "", typed.file.file, lead_id=typed.lead_id, company_id=typed.company_id,
                title=typed.title or "",
            )  # fmt: skip
    except Problem as problem:
        return await _page(request, form.refused(problem), status=problem.status)
    said = _("Comity is reading the contract.") if is_new else _("This contract is here already.")
    return http.go(request, f"/contracts/{contract_id}", toast=Toast(said))


async def new_version(request: Request) -> Response:
    """GET /contracts/{id}/versions/new"""
    async with http.tx(request) as tx:
        contract = await records.find(tx, request.path_params["contract_id"])
    return await _page(request, forms.blank(ContractForm, {}), contract=contract)


async def add_version(request: Request) -> Response:
    """POST /contracts/{id}/versions"""
    contract_id = request.path_params["contract_id"]
    form = await forms.check(request, ContractForm)
    async with http.tx(request) as tx:
        contract = await records.find(tx, contract_id)
    try:
        if form.model is None or form.model.file is None:
            raise files.NO_FILE()
        async with http.tx(request) as tx:
            await records.add_version(tx, contract_id, form.model.file.filename or "", form.model.file.file)
    except Problem as problem:
        return await _page(request, form.refused(problem), contract=contract, status=problem.status)
    return http.go(request, f"/contracts/{contract_id}", toast=Toast(_("Comity is reading the contract.")))


async def _page(
    request: Request, form: Form[ContractForm], *, contract: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    about = None
    async with http.tx(request) as tx:
        if lead := http.uuid(form.value("lead_id")):
            about = await tx.row(records.q.lead_named, id=lead)
        elif company := http.uuid(form.value("company_id")):
            about = await tx.row(records.q.company_named, id=company)
    page = NewContractPage(form, about, contract)
    return render.page(request, "sales/contracts/new.html", page, block="form", status=status)


ROUTES = (
    Route("/contracts/new", new, methods=["GET"], name="contract-new"),
    Route("/contracts/new", create, methods=["POST"], name="contract-create"),
    Route("/contracts/{contract_id:uuid}/versions/new", new_version, methods=["GET"], name="contract-version-new"),
    Route("/contracts/{contract_id:uuid}/versions", add_version, methods=["POST"], name="contract-version"),
)
