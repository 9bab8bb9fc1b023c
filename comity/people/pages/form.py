"""New and edit: contacts and companies, by forms that work without JavaScript and lose nothing when two people save."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.office import regions
from comity.people import around, companies, contacts, custom_fields, duplicates, words
from comity.people.around import Around
from comity.people.duplicates import Suspect
from comity.web import forms, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

Name = Annotated[str | None, StringConstraints(max_length=500)]
Line = Annotated[str | None, StringConstraints(max_length=2000)]
_MODELS: Final[dict[str, type[BaseModel]]] = {}


class ContactForm(BaseModel):
    """A person, as typed."""

    first_name: Name = None
    last_name: Name = None
    title: Name = None
    email: Annotated[str | None, StringConstraints(max_length=320)] = None
    phone: Annotated[str | None, StringConstraints(max_length=50)] = None
    company_id: UUID | None = None
    company_name: Name = None
    lifecycle: str = "lead"
    status: str = "active"
    owner_id: UUID | None = None
    is_decision_maker: bool = False
    address: Line = None
    postal_code: Name = None
    city: Name = None
    region: Name = None
    country: str | None = None
    language: str | None = None
    timezone: str | None = None
    currency: str | None = None
    birthday: date | None = None
    linkedin_url: Line = None
    website: Line = None
    source: Name = None
    description: Annotated[str | None, StringConstraints(max_length=1_000_000)] = None


class CompanyForm(BaseModel):
    """A business, as typed."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    domain: Name = None
    website: Line = None
    industry: Name = None
    size: str | None = None
    lifecycle: str = "prospect"
    owner_id: UUID | None = None
    email: Annotated[str | None, StringConstraints(max_length=320)] = None
    phone: Annotated[str | None, StringConstraints(max_length=50)] = None
    address: Line = None
    postal_code: Name = None
    city: Name = None
    region: Name = None
    country: str | None = None
    language: str | None = None
    currency: str | None = None
    annual_revenue: Decimal | None = Field(default=None, max_digits=15, decimal_places=2)
    year_founded: int | None = Field(default=None, ge=1000, le=9999)
    linkedin_url: Line = None
    description: Annotated[str | None, StringConstraints(max_length=1_000_000)] = None


_MODELS.update(contacts=ContactForm, companies=CompanyForm)


@dataclass(frozen=True, slots=True)
class RecordForm:
    """A form for one record, new when it has none."""

    relation: str
    record: Mapping[str, Any] | None
    form: Form[Any]
    known: Around
    custom: Mapping[str, Any]
    was: str
    suspects: Sequence[Suspect] = ()
    conflicts: Sequence[tuple[str, str, Any, Any]] = ()
    company: str = ""
    lifecycles: words.Options = words.LIFECYCLES
    statuses: words.Options = words.STATUSES
    sizes: words.Options = words.SIZES

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why two are suspected, in words."""
        return words.REASONS

    @property
    def countries(self) -> words.Options:
        """Every country by its name in the reader's language."""
        return words.countries()

    @property
    def currencies(self) -> list[tuple[str, str]]:
        """Every currency by its code."""
        return [(code, f"{code} {name}") for code, name in regions.currencies().items()]


async def blank(request: Request) -> Response:
    """GET /contacts/new and /companies/new; the query may know some values already."""
    relation = _relation(request)
    async with http.tx(request) as tx:
        known = await around.load(tx, relation)
        said = {key: value for key, value in request.query_params.items() if key in _MODELS[relation].model_fields}
        company = await _company_name(tx, said.get("company_id"))
    form = forms.blank(_MODELS[relation], {"owner_id": http.who(request).user_id, **said})
    page = RecordForm(relation, None, form, known, {}, "{}", company=company)
    return render.page(request, "people/form.html", page)


async def create(request: Request) -> Response:
    """POST /contacts and /companies"""
    relation = _relation(request)
    form, said = await _checked(request, relation)
    async with http.tx(request) as tx:
        known = await around.load(tx, relation)
        company = str(said.get("company_id_text") or await _company_name(tx, said.get("company_id")))
        page = RecordForm(relation, None, form, known, _custom(said), "{}", company=company)
        suspects: list[Suspect] = []
        if form.ok and relation == "contacts" and said.get("anyway") != "1":
            suspects = [one for one in await duplicates.like_contact(tx, _values(form)) if one.score >= 60]
    if suspects or not form.ok:
        page = RecordForm(relation, None, form, known, page.custom, "{}", suspects, company=company)
        return render.page(request, "people/form.html", page, status=409 if suspects else 422)
    try:
        values = {key: value for key, value in _values(form).items() if value is not None}
        values["custom"] = custom_fields.read(known.fields, page.custom)
        if relation == "contacts" and company and not values.get("company_id"):
            values["company_name"] = company
        async with http.tx(request) as tx:
            made = await (contacts if relation == "contacts" else companies).create(tx, values)
    except Problem as problem:
        return _again(request, page, problem)
    return http.go(request, f"/{relation}/{made['id']}", toast=Toast(_("{name} is in.").format(name=made["name"])))


async def edit(request: Request) -> Response:
    """GET /contacts/{id}/edit and /companies/{id}/edit"""
    relation = _relation(request)
    async with http.tx(request) as tx:
        record = await _get(tx, relation, request.path_params["id"])
        known = await around.load(tx, relation)
    form = forms.blank(_MODELS[relation], {key: record[key] for key in _MODELS[relation].model_fields})
    page = RecordForm(
        relation,
        record,
        form,
        known,
        record["custom"],
        _seen(record, relation),
        company=record.get("company_name") or "",
    )
    return render.page(request, "people/form.html", page)


async def save(request: Request) -> Response:
    """POST /contacts/{id} and /companies/{id}: only what was changed is written, unless somebody else was quicker."""
    relation, record_id = _relation(request), request.path_params["id"]
    form, said = await _checked(request, relation)
    async with http.tx(request) as tx:
        record = await _get(tx, relation, record_id)
        known = await around.load(tx, relation)
    was = _read_seen(str(said.get("was", "")))
    company = str(said.get("company_id_text") or "")
    page = RecordForm(relation, record, form, known, _custom(said), json.dumps(was), company=company)
    if not form.ok:
        return render.page(request, "people/form.html", page, status=422)
    try:
        values = _values(form)
        if relation == "contacts":
            _company(values, company, record)
        values["custom"] = custom_fields.read(known.fields, page.custom)
        changes, before = _changed(values, was)
        for column in str(said.get("theirs", "")).split(","):
            changes.pop(column, None)
            changes.get("custom", {}).pop(column, None)
        async with http.tx(request) as tx:
            await (contacts if relation == "contacts" else companies).update(tx, record_id, changes, was=before)
    except Problem as problem:
        return _again(request, page, problem)
    return http.go(request, f"/{relation}/{record_id}", toast=Toast(_("Saved")))


def _again(request: Request, page: RecordForm, problem: Problem) -> Response:
    """The form once more, with what the database or somebody else had against it."""
    conflicts: list[tuple[str, str, Any, Any]] = []
    was = page.was
    if problem.code == "edited_meanwhile" and problem.details:
        conflicts = [
            (column, words.field(column), side["theirs"], side["yours"]) for column, side in problem.details.items()
        ]
        was = json.dumps(_now_seen(json.loads(was), problem.details))  # saving again means: over theirs
    form = page.form if conflicts else page.form.refused(problem)
    return render.page(
        request,
        "people/form.html",
        RecordForm(
            page.relation, page.record, form, page.known, page.custom, was, page.suspects, conflicts, page.company
        ),
        status=problem.status,
    )


def _now_seen(was: dict[str, Any], conflicts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the person has seen once the conflicts were shown."""
    custom = dict(was.get("custom") or {})
    for column, side in conflicts.items():
        (was if column in was else custom)[column] = side["theirs"]
    return {**was, "custom": custom}


async def _checked(request: Request, relation: str) -> tuple[Form[Any], FormData]:
    return await forms.check(request, _MODELS[relation]), await forms.sent(request)


def _values(form: Form[Any]) -> dict[str, Any]:
    return dict(form.model.model_dump()) if form.model is not None else {}


def _company(values: dict[str, Any], typed: str, record: Mapping[str, Any]) -> None:
    """The company's name as typed, when it is not the chosen company's own."""
    if values.get("company_id") and (values["company_id"] != record["company_id"] or typed == record["company_name"]):
        values.pop("company_name", None)
    else:
        values["company_name"] = typed.strip() or None
        values.pop("company_id", None)


def _custom(said: FormData) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name in said:
        if name.startswith("custom[") and name.endswith("]"):
            many = [str(value) for value in said.getlist(name)]
            typed[name[7:-1]] = "|".join(many) if len(many) > 1 else many[0]
    return typed


def _seen(record: Mapping[str, Any], relation: str) -> str:
    """What the person sees now, carried by the form."""
    seen = {key: record[key] for key in (*_MODELS[relation].model_fields, "custom")}
    return json.dumps(seen, default=str)


def _read_seen(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _changed(values: Mapping[str, Any], was: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only the columns whose value is another than the one seen, and what was seen there."""
    changes = {
        column: value
        for column, value in values.items()
        if column != "custom" and _text(value) != _text(was.get(column))
    }
    custom, seen = values.get("custom") or {}, was.get("custom") or {}
    fresh = {key: value for key, value in custom.items() if value != seen.get(key)}
    before = {column: was.get(column) for column in changes if column in was}
    if fresh:
        changes["custom"] = fresh
        before["custom"] = {key: seen.get(key) for key in fresh}
    return changes, before


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return "" if value is None else str(value)


async def _get(tx: Tx, relation: str, record_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = await (contacts if relation == "contacts" else companies).get(tx, record_id)
    return found


async def _company_name(tx: Tx, company_id: Any) -> str:
    try:
        return str((await companies.get(tx, UUID(str(company_id))))["name"]) if company_id else ""
    except (Problem, ValueError):
        return ""


def _relation(request: Request) -> str:
    return request.url.path.split("/")[1]


ROUTES = [
    route
    for relation in ("contacts", "companies")
    for route in (
        Route(f"/{relation}/new", blank, methods=["GET"]),
        Route(f"/{relation}", create, methods=["POST"]),
        Route(f"/{relation}/{{id:uuid}}/edit", edit, methods=["GET"]),
        Route(f"/{relation}/{{id:uuid}}", save, methods=["POST"]),
    )
]
