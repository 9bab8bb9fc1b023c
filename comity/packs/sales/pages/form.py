"""A new lead, and a lead's facts edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.office.search import find
from comity.packs.sales import board, leads
from comity.packs.sales.leads import Facts
from comity.web import forms, given, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.shell import plates

_Money = Field(default=None, ge=0, max_digits=15, decimal_places=2)


class LeadForm(BaseModel):
    """A lead as typed. Company and contact are chosen, or written out when they are not known yet."""

    title: str = Field(max_length=200)
    stage_id: UUID | None = None
    company_id: UUID | None = None
    company_id_text: str | None = Field(default=None, max_length=160)
    contact_id: UUID | None = None
    contact_id_text: str | None = Field(default=None, max_length=200)
    role: str | None = Field(default=None, max_length=160)
    location: str | None = Field(default=None, max_length=160)
    budget_min: Decimal | None = _Money
    budget_max: Decimal | None = _Money
    amount: Decimal | None = Field(default=None, max_digits=15, decimal_places=2)
    currency: str | None = Field(default=None, pattern="^[A-Za-z]{3}$")
    expected_close_on: date | None = None
    source: str | None = Field(default=None, max_length=160)
    description: str | None = Field(default=None, max_length=100_000)
    next_step: str | None = Field(default=None, max_length=1000)
    owner_id: UUID | None = None
    seen: datetime | None = None

    def facts(self) -> Facts:
        """What the verbs take."""
        said = self.model_dump(exclude={"company_id_text", "contact_id_text", "seen"})
        return Facts(**said, company=None if self.company_id else self.company_id_text)


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form of a lead; `lead` is None for a new one."""

    lead: Mapping[str, Any] | None
    form: Form[LeadForm]
    stages: Sequence[tuple[str, Any]]
    people: Sequence[tuple[str, str]]
    currencies: Sequence[tuple[str, str]]
    base: str


async def new(request: Request) -> Response:
    """GET /leads/new?pipeline=&contact_id=&company_id=&title="""
    asked = request.query_params
    async with http.tx(request) as tx:
        known = {"title": asked.get("title", ""), "owner_id": str(tx.who.user_id or "")}
        known["currency"] = await tx.value(board.q.base_currency)
        for name, query in (("contact_id", leads.q.contact_name), ("company_id", leads.q.company_name)):
            if asked.get(name):
                known |= {name: asked[name], f"{name}_text": await _name(tx, query, asked[name])}
        return await _page(request, tx, None, forms.blank(LeadForm, known), asked.get("pipeline"))


async def create(request: Request) -> Response:
    """POST /leads"""
    form = await forms.check(request, LeadForm)
    async with http.tx(request) as tx:
        form = await _settle(request, tx, form)
        if form.model is None:
            return await _page(request, tx, None, form, status=422)
        try:
            async with tx.savepoint():
                lead_id = await leads.create(tx, form.model.facts())
        except Problem as problem:
            return await _page(request, tx, None, form.refused(problem), status=problem.status)
    return http.go(request, f"/leads/{lead_id}", toast=Toast(_("Lead added")))


async def edit(request: Request) -> Response:
    """GET /leads/{id}/edit"""
    async with http.tx(request) as tx:
        lead = await leads.find(tx, request.path_params["lead_id"])
        known = {name: lead[name] for name in LeadForm.model_fields if name in lead}
        known |= {"company_id_text": lead["company"], "contact_id_text": lead["contact"]}
        known["seen"] = lead["updated_at"].isoformat()
        return await _page(request, tx, lead, forms.blank(LeadForm, known))


async def change(request: Request) -> Response:
    """POST /leads/{id}"""
    lead_id = request.path_params["lead_id"]
    form = await forms.check(request, LeadForm)
    async with http.tx(request) as tx:
        lead = await leads.find(tx, lead_id)
        form = await _settle(request, tx, form)
        if form.model is None:
            return await _page(request, tx, lead, form, status=422)
        try:
            async with tx.savepoint():
                await leads.change(tx, lead_id, form.model.facts(), form.model.seen)
        except Problem as problem:
            return await _page(request, tx, lead, form.refused(problem), status=problem.status)
    return http.go(request, f"/leads/{lead_id}", toast=Toast(_("Saved")))


async def _settle(request: Request, tx: Tx, form: Form[LeadForm]) -> Form[LeadForm]:
    """Without JavaScript a contact is written out: taken when exactly one is called so."""
    typed = form.model
    if typed is None or typed.contact_id is not None or not typed.contact_id_text:
        return form
    kinds = [noun for noun in find.nouns(plates(request)) if noun.name == "contacts"]
    found = await find.find(tx, kinds, typed.contact_id_text, limit=2)
    hits = [hit for group in found.groups for hit in group.hits if not found.guessed]
    if len(hits) == 1:
        return Form(form.values, form.errors, typed.model_copy(update={"contact_id": hits[0].id}))
    problem = Problem("contact_unclear", 422, _("Please choose one of the contacts offered."), field="contact_id")
    return form.refused(problem)


async def _page(
    request: Request,
    tx: Tx,
    lead: Mapping[str, Any] | None,
    form: Form[LeadForm],
    pipeline: Any = None,
    status: int = 200,
) -> Response:
    stages, people, currencies, base = await tx.many(
        [(leads.q.stages_of_all, {}), (board.q.people, {}), (leads.q.currencies, {}), (board.q.base_currency, {})]
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in stages:
        if pipeline in (None, "", str(row["pipeline_id"])) and row["kind"] == "open":
            groups.setdefault(row["pipeline"], []).append((str(row["id"]), given.said(row["name"])))
    page = FormPage(
        lead, form, list(groups.items()) if len(groups) > 1 else next(iter(groups.values()), []),
        [(str(row["user_id"]), row["name"] or row["email"]) for row in people],
        [(row["currency"], row["currency"]) for row in currencies], base[0]["base_currency"],
    )  # fmt: skip
    return render.page(request, "sales/form.html", page, block="form", status=status)


async def _name(tx: Tx, query: Any, record_id: str) -> str:
    try:
        return str(await tx.value(query, id=UUID(record_id)) or "")
    except ValueError:
        return ""


ROUTES = (
    Route("/leads/new", new, methods=["GET"], name="lead-new"),
    Route("/leads", create, methods=["POST"], name="lead-create"),
    Route("/leads/{lead_id:uuid}/edit", edit, methods=["GET"], name="lead-edit"),
    Route("/leads/{lead_id:uuid}", change, methods=["POST"], name="lead-change"),
)
