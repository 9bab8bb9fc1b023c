"""The second step of an import: what each column becomes, how the file is read, and what holds for all rows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.core.roles import LEADERS
from comity.office.imports import flow, jobs
from comity.office.imports.jobs import Import
from comity.office.imports.mapping import guess
from comity.office.imports.mapping.plan import Column, Options, Plan
from comity.office.imports.readers import Choices, Layout
from comity.office.imports.readers.encoding import LABELS
from comity.office.imports.targets import Field, Kind, Target
from comity.web import forms, http, i18n, render
from comity.web.i18n import gettext as _

_MAKES: tuple[tuple[Kind, str], ...] = (
    ("text", _("New field: text")), ("number", _("New field: number")), ("date", _("New field: date")),
    ("bool", _("New field: yes or no")), ("url", _("New field: web address")), ("money", _("New field: money")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of the file, with a few of its values."""

    index: int
    name: str
    samples: Sequence[str]
    field: str
    label: str
    order: str
    mark: str
    kind: str
    unsure: str
    suggested: str


_NAMES = frozenset({"full_name", "first_name", "last_name", "name"})


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """The mapping as it stands."""

    job: Import
    target: Target
    layout: Layout
    columns: Sequence[ColumnView]
    fields: Sequence[tuple[str, Any]]
    options: Options
    countries: Sequence[tuple[str, str]]
    encodings: Sequence[tuple[str, str]]
    problem: str = ""

    @property
    def nameless(self) -> bool:
        """Whether records of this kind have names, and no column becomes one."""
        offered = {value for _group, choices in self.fields for value, _label in choices}
        return bool(offered & _NAMES) and not any(column.field in _NAMES for column in self.columns)


async def show(request: Request, tx: Tx, job: Import, target: Target, problem: Problem | None = None) -> Response:
    """The columns with their meaning."""
    layout, plan = job.reading(), job.mapping()
    fields = await flow.fields_of(tx, job.kind)
    rows = await asyncio.to_thread(flow.sample, job.path(tx.who.org_id), layout, 50)
    kinds = {field.name: field.kind for field in fields}
    context = ColumnsPage(
        job=job,
        target=target,
        layout=layout,
        columns=[
            _view(i, name, rows, plan.columns.get(name, Column()), kinds) for i, name in enumerate(layout.columns)
        ],
        fields=_choices(fields, tx.who.org_role in LEADERS),
        options=plan.options,
        countries=_countries(),
        encodings=[
            ("", str(_("Found out: {name}").format(name=LABELS.get(layout.encoding, layout.encoding)))),
            *LABELS.items(),
        ],
        problem=problem.sentence if problem else "",
    )
    return render.page(request, "office/import_columns.html", context, status=problem.status if problem else 200)


def _view(i: int, name: str, rows: Sequence[Sequence[str]], column: Column, kinds: Mapping[str, str]) -> ColumnView:
    cells = [row[i] for row in rows if i < len(row) and row[i].strip()]
    return ColumnView(
        index=i,
        name=name,
        samples=list(dict.fromkeys(cell.strip()[:60] for cell in cells))[:3],
        field=column.field or "",
        label=column.label,
        order=column.order or "",
        mark=column.mark or "",
        kind=kinds.get(column.field or "", ""),
        unsure=column.unsure,
        suggested=guess.kind_of(cells),
    )


def _choices(fields: Sequence[Field], may_make: bool) -> list[tuple[str, Any]]:
    built_in = [(field.name, str(field.label)) for field in fields if not field.name.startswith("custom.")]
    own = [(field.name, str(field.label)) for field in fields if field.name.startswith("custom.")]
    groups: list[tuple[str, Any]] = [(str(_("Fields")), built_in)]
    if own:
        groups.append((str(_("Your own fields")), own))
    if may_make:
        groups.append((str(_("Make a new field")), [(f"create:{kind}", str(label)) for kind, label in _MAKES]))
    return groups


def _countries() -> list[tuple[str, str]]:
    names: Any = i18n.reader().locale.territories
    return sorted(((code, name) for code, name in names.items() if len(code) == 2), key=lambda pair: pair[1])


async def read_again(request: Request) -> Response:
    """Reads the file another way: encoding, delimiter, header, sheet."""
    form = await forms.sent(request, max_fields=20)
    header = {"yes": True, "no": False}.get(str(form.get("header") or ""))
    choices = Choices(
        encoding=str(form.get("encoding") or "") or None,
        delimiter={"tab": "\t"}.get(str(form.get("delimiter") or ""), str(form.get("delimiter") or "")) or None,
        header=header,
        sheet=str(form["sheet"]) if form.get("sheet") else None,
    )
    async with http.tx(request) as tx:
        job = await jobs.get(tx, request.path_params["id"])
        try:
            path = job.path(tx.who.org_id)
            layout, plan = await flow.understood(tx, job.kind, path, job.name, choices)
            await jobs.understand(tx, job.id, layout, plan)
        except Problem as problem:
            return await show(request, tx, job, jobs.target_of(job), problem)
    return http.go(request, f"/imports/{job.id}")


async def reopen(request: Request) -> Response:
    """Back to the columns, from the rehearsal or a failure."""
    async with http.tx(request) as tx:
        job = await jobs.get(tx, request.path_params["id"])
        await jobs.understand(tx, job.id, job.reading(), job.mapping())
    return http.go(request, f"/imports/{job.id}")


async def save(request: Request) -> Response:
    """Keeps the mapping, remembers it for files like this one, and begins the rehearsal."""
    job_id: UUID = request.path_params["id"]
    form = await forms.sent(request, max_fields=6_000)
    async with http.tx(request) as tx:
        job = await jobs.get(tx, job_id)
        target = jobs.target_of(job)
        try:
            async with tx.savepoint():
                plan = await _plan(tx, job, form)
                await jobs.understand(tx, job_id, job.reading(), plan)
                await jobs.remember(tx, job.kind, job.reading().columns, plan)
                await flow.start(tx, job_id, "checking")
        except Problem as problem:
            return await show(request, tx, job, target, problem)
    return http.go(request, f"/imports/{job_id}")


async def _plan(tx: Tx, job: Import, form: FormData) -> Plan:
    said = job.mapping()
    columns: dict[str, Column] = {}
    create: dict[str, tuple[str, Any]] = {}
    known = {field.name: field for field in await flow.fields_of(tx, job.kind)}
    for i, name in enumerate(job.reading().columns):
        chosen = str(form.get(f"field:{i}") or "")
        if chosen.startswith("create:"):
            create[name] = (name, chosen.removeprefix("create:"))
        elif chosen and chosen not in known:
            raise Problem("import_mapping", 422, str(_("There is no field “{name}”.").format(name=chosen)))
        was = said.columns.get(name, Column())
        columns[name] = Column(
            field=chosen if chosen in known else None,
            label=str(form.get(f"label:{i}") or ""),
            order=str(form.get(f"order:{i}") or "") or was.order,  # type: ignore[arg-type]
            mark=str(form.get(f"mark:{i}") or "") or was.mark,
        )
    _once(columns, known)
    for name, field in (await flow.add_fields(tx, job.kind, create)).items():
        columns[name] = columns[name].model_copy(update={"field": field.name})
    options = Options(
        on_match=str(form.get("on_match") or "update"),  # type: ignore[arg-type]
        country=str(form.get("country") or said.options.country),
        owner="nobody" if form.get("owner") == "nobody" else "me",
        tags=tuple(tag.strip() for tag in str(form.get("tags") or "").split(",") if tag.strip()),
        owners=said.options.owners,
    )
    return Plan(columns=columns, options=options)


def _once(columns: Mapping[str, Column], known: Mapping[str, Field]) -> None:
    """Refuses two columns for one field that can hold one value."""
    taken: dict[str, str] = {}
    for name, column in columns.items():
        if column.field is None or known[column.field].many:
            continue
        if column.field in taken:
            sentence = _("“{one}” and “{other}” cannot both be {field}.").format(
                one=taken[column.field], other=name, field=known[column.field].label
            )
            raise Problem("import_mapping", 422, sentence)
        taken[column.field] = name
    if not taken and not any(column.field for column in columns.values()):
        raise Problem("import_mapping", 422, str(_("No column means anything yet: choose a field for at least one.")))


ROUTES = [
    Route("/imports/{id:uuid}/mapping", save, methods=["POST"]),
    Route("/imports/{id:uuid}/reading", read_again, methods=["POST"]),
    Route("/imports/{id:uuid}/columns", reopen, methods=["POST"]),
]
