"""/settings/automations: when, if, then. Built by forms alone; each button of the builder is a plain post."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import LEADERS
from comity.core.who import Who
from comity.core.work import start
from comity.office import named
from comity.office.automations import conditions, run, verbs
from comity.office.automations.examples import EXAMPLES, Example
from comity.office.automations.steps import KINDS
from comity.office.automations.verbs import Draft, Trigger
from comity.office.named import Named
from comity.office.settings import Groups, groups
from comity.office.work import clock_words
from comity.office.work.kinds import kinds_of
from comity.platform.rest import inprocess as rest
from comity.web import forms, http, render
from comity.web.filters import Field, Filters
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.shell import plates

HERE: Final = "/settings/automations"
MOST_STEPS: Final = 30
Choices = Sequence[tuple[str, str]]
DOES: Final[Mapping[str, str]] = {
    "change": _("Change the record"), "task": _("Make a task"), "mail": _("Send a mail"), "notify": _("Notify me"),
    "branch": _("Only if"), "wait": _("Wait"), "wait_for": _("Wait until something happens"),
    "ask": _("Ask a model"), "function": _("Call a function"), "webhook": _("Call an address"),
}  # fmt: skip
LABELS: Final[Mapping[str, str]] = {
    "field": _("Field"), "value": _("New value"), "subject": _("Subject"), "days": _("Due in days"), "to": _("To"),
    "text": _("Text"), "title": _("Words"), "condition": _("Conditions"),
    "then": _("Steps that depend on it"), "hours": _("Hours"), "kind": _("What has to happen"), "name": _("Function"),
    "input": _("Input, as JSON"), "url": _("Address"),
    "question": _("Question about the record"),
}  # fmt: skip
TRIGGERS: Final[Mapping[str, str]] = {
    "fact": _("something happens"), "view": _("a record enters the list below"), "schedule": _("at times"),
}  # fmt: skip
STATES: Final[Mapping[str, str]] = {
    "on": _("on"), "off": _("off"), "stopped": _("stopped"), "running": _("running"), "done": _("done"),
    "skipped": _("not for this one"), "failed": _("failed"),
}  # fmt: skip
NAMED: Final[Mapping[str, str]] = {
    "leads": _("Leads"), "contacts": _("Contacts"), "companies": _("Companies"), "calls": _("Calls"),
    "activities": _("Timeline and tasks"), "contracts": _("Contracts"),
}  # fmt: skip
TIMES: Final = (
    "0 * * * *", "0 7 * * *", "0 9 * * *", "0 12 * * *", "0 17 * * *", "0 9 * * 1", "0 9 * * 3", "0 16 * * 5",
    "0 9 1 * *",
)  # fmt: skip
TONES: Final[Mapping[str, str]] = {"on": "good", "done": "good", "failed": "danger", "stopped": "danger"}


@dataclass(frozen=True, slots=True)
class StepField:
    """One field of a step, as the form shows it."""

    name: str
    label: str
    value: str
    many_lines: bool
    filters: Filters | None = None
    """The editor of a condition."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step in the form."""

    do: str
    title: str
    fields: Sequence[StepField]


@dataclass(frozen=True, slots=True)
class Typed:
    """What is in the builder."""

    name: str = ""
    trigger_kind: str = "fact"
    trigger_value: str = ""
    relation: str = ""
    condition: str = ""
    steps: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class AutomationsPage:
    """All of them."""

    groups: Groups
    rows: Sequence[Mapping[str, Any]]
    triggers: Mapping[str, str]
    states: Mapping[str, str]
    tones: Mapping[str, str]
    names: Named
    examples: Mapping[str, Example]
    told: Callable[[str], str] = clock_words.told


@dataclass(frozen=True, slots=True)
class BuilderPage:
    """The builder; `problem` says what cannot be kept, `at` where."""

    groups: Groups
    action: str
    back: str
    typed: Typed
    filters: Filters | None
    steps: Sequence[ShownStep]
    kinds: Choices
    times: Choices
    relations: Choices
    does: Mapping[str, str]
    triggers: Mapping[str, str]
    problem: str
    at: str


@dataclass(frozen=True, slots=True)
class AutomationPage:
    """One automation: what it is, what it did, what it was."""

    groups: Groups
    row: Mapping[str, Any]
    asks: Sequence[str]
    steps: Sequence[ShownStep]
    runs: Sequence[Mapping[str, Any]]
    versions: Sequence[Mapping[str, Any]]
    dry: Mapping[str, Any] | None
    triggers: Mapping[str, str]
    states: Mapping[str, str]
    tones: Mapping[str, str]
    names: Named
    told: Callable[[str], str] = clock_words.told


async def show(request: Request) -> Response:
    """All of them."""
    http.only(request, LEADERS)
    async with http.tx(request) as tx:
        rows = await tx.rows(verbs.q.everything)
    context = AutomationsPage(groups(request), rows, TRIGGERS, STATES, TONES, named.of(plates(request)), EXAMPLES)
    return render.page(request, "office/settings_automations.html", context)


async def new(request: Request) -> Response:
    """An empty builder, or an example to change."""
    http.only(request, LEADERS)
    typed = _example(request.query_params.get("example"))
    return _builder(request, typed, await _fields(request, typed.relation), HERE + "/new", HERE)


async def create(request: Request) -> Response:
    """Keeps a new one, or redraws the builder with a step more or less."""
    http.only(request, LEADERS)
    typed, fields, redraw = await _sent(request)
    if redraw:
        return _builder(request, typed, fields, HERE + "/new", HERE)
    try:
        async with http.tx(request) as tx:
            made = await verbs.create(tx, _draft(typed))
    except Problem as problem:
        return _builder(request, typed, fields, HERE + "/new", HERE, problem)
    return http.go(request, f"{HERE}/{made}", toast=Toast(_("Kept. Look at what it would do, then turn it on.")))


async def one(request: Request) -> Response:
    """One of them; with ?dry=1 what it would have done in the last 30 days."""
    http.only(request, LEADERS)
    automation_id: UUID = request.path_params["id"]
    async with http.tx(request) as tx:
        row = await verbs.find(tx, automation_id)
        runs = await tx.rows(verbs.q.runs, id=automation_id)
        versions = await tx.rows(verbs.q.versions, id=automation_id)
        dry = await verbs.dry_run(tx, automation_id) if request.query_params.get("dry") else None
        fields = await conditions.fields_of(tx, plates(request), row["relation"])
    asks, steps = conditions.said(fields, row["condition"]), [_shown(step, fields) for step in row["steps"]]
    called = named.of(plates(request))
    context = AutomationPage(groups(request), row, asks, steps, runs, versions, dry, TRIGGERS, STATES, TONES, called)
    return render.page(request, "office/automation.html", context)


async def edit(request: Request) -> Response:
    """The builder with what it is."""
    http.only(request, LEADERS)
    async with http.tx(request) as tx:
        row = await verbs.find(tx, request.path_params["id"])
        fields = await conditions.fields_of(tx, plates(request), row["relation"])
    typed = Typed(**{name: row[name] for name in
                     ("name", "trigger_kind", "trigger_value", "relation", "condition", "steps")})  # fmt: skip
    here = f"{HERE}/{row['id']}"
    return _builder(request, typed, fields, here + "/edit", here)


async def change(request: Request) -> Response:
    """Keeps another version, or redraws the builder."""
    http.only(request, LEADERS)
    typed, fields, redraw = await _sent(request)
    here = f"{HERE}/{request.path_params['id']}"
    if redraw:
        return _builder(request, typed, fields, here + "/edit", here)
    try:
        async with http.tx(request) as tx:
            version = await verbs.change(tx, request.path_params["id"], _draft(typed))
    except Problem as problem:
        if problem.status == 404:
            raise
        return _builder(request, typed, fields, here + "/edit", here, problem)
    return http.go(request, here, toast=Toast(_("Kept as version {number}.").format(number=version)))


async def turn(request: Request) -> Response:
    """On or off."""
    form = await forms.sent(request)
    async with http.tx(request) as tx:
        await verbs.turn(tx, request.path_params["id"], on=form.get("on") == "true")
    return http.go(request, f"{HERE}/{request.path_params['id']}")


async def remove(request: Request) -> Response:
    """Gone, with its log."""
    async with http.tx(request) as tx:
        await verbs.remove(tx, request.path_params["id"])
    return http.go(request, HERE, toast=Toast(_("Removed."), "neutral"))


async def test(request: Request) -> Response:
    """A test run on the latest thing it would have run for: it says what it would do, and does nothing."""
    http.only(request, LEADERS)
    automation_id: UUID = request.path_params["id"]
    async with http.tx(request) as tx:
        row = await verbs.find(tx, automation_id)
        dry = await verbs.dry_run(tx, automation_id)
    found = dry["examples"][0] if dry["examples"] else {}
    payload = {"automation_id": automation_id, "cause": str(_("a test")), "subject": found.get("id"), "mode": "test"}
    house = Who.service(http.who(request).org_id, agent="automations")
    async with request.state.db.acting(house) as tx:
        await start(tx, run.automation, payload)
    return http.go(request, f"{HERE}/{row['id']}", toast=Toast(_("The test appears in the log in a moment.")))


async def _fields(request: Request, relation: str) -> Sequence[Field]:
    """What can be asked of these records."""
    async with http.tx(request) as tx:
        return await conditions.fields_of(tx, plates(request), relation)


async def _sent(request: Request) -> tuple[Typed, Sequence[Field], bool]:
    """What is in the builder, what its conditions may ask, and whether only the builder itself was changed."""
    form = await forms.sent(request)
    fields = await _fields(request, str(form.get("relation") or ""))
    typed, redraw = _typed(form, fields)
    return typed, fields, redraw


def _builder(
    request: Request, typed: Typed, fields: Sequence[Field], action: str, back: str, problem: Problem | None = None
) -> Response:
    called = named.of(plates(request))
    context = BuilderPage(
        groups(request), action, back, typed, conditions.built(fields, typed.condition),
        [_shown(step, fields) for step in typed.steps], called.choices(kinds_of(plates(request))), _times(typed),
        _relations(called), DOES, TRIGGERS,
        str(problem.sentence) if problem else "", (problem.field or "") if problem else "",
    )  # fmt: skip
    return render.page(request, "office/automation_builder.html", context, status=problem.status if problem else 200)


def _relations(called: Named) -> Choices:
    """What records may be: those people speak of most first."""
    first = [(name, str(_(word))) for name, word in NAMED.items()]
    return [*first, *called.choices(name for name in rest.relations() if name not in NAMED)]


def _times(typed: Typed) -> Choices:
    """Hours to choose from, with those chosen before."""
    own = typed.trigger_value if typed.trigger_kind == "schedule" else ""
    return [(cron, clock_words.told(cron)) for cron in dict.fromkeys(filter(None, (own, *TIMES)))]


def _example(key: str | None) -> Typed:
    """An example to begin with; empty where none is named."""
    found = EXAMPLES.get(key or "")
    if found is None:
        return Typed()
    steps = [
        {name: str(value) if isinstance(value, str) else value for name, value in one.items()} for one in found.steps
    ]
    return Typed(str(found.title), "fact", found.fact, "leads", found.condition, steps)


def _shown(step: Mapping[str, Any], about: Sequence[Field]) -> ShownStep:
    kind = KINDS.get(str(step.get("do")))
    names = [name for name in kind.model_fields if name != "do"] if kind else []
    fields = [_field(kind, step, name, about) for name in names]
    return ShownStep(str(step.get("do")), str(_(DOES.get(str(step.get("do")), "?"))), fields)


def _field(kind: Any, step: Mapping[str, Any], name: str, about: Sequence[Field]) -> StepField:
    value = str(_given(kind, step, name))
    built = conditions.built(about, value) if name == "condition" else None
    return StepField(name, str(_(LABELS[name])), value, name in ("text", "input", "question"), built)


def _given(kind: Any, step: Mapping[str, Any], name: str) -> Any:
    if name in step:
        return step[name]
    default = kind.model_fields[name].default
    return "" if repr(default) == "PydanticUndefined" else default


def _typed(form: FormData, fields: Sequence[Field]) -> tuple[Typed, bool]:
    """What is in the builder, and whether a button only changed the builder itself."""
    steps: list[dict[str, Any]] = []
    for number in range(MOST_STEPS):
        do = str(form.get(f"s{number}_do") or "")
        if do not in KINDS:
            continue
        names = [name for name in KINDS[do].model_fields if name != "do"]
        given = {name: str(form.get(f"s{number}_{name}") or "") for name in names}
        if "condition" in given:
            given["condition"] = conditions.read(form, fields, f"s{number}_")
        steps.append({"do": do, **given})
    pressed = str(form.get("press") or "save")
    verb, _space, what = pressed.partition(" ")
    at = int(what) if what.isdigit() else -1
    if verb == "add" and len(steps) < MOST_STEPS and str(form.get("add")) in KINDS:
        steps.append({"do": str(form.get("add"))})
    elif verb == "drop" and 0 <= at < len(steps):
        steps.pop(at)
    elif verb == "up" and 0 < at < len(steps):
        steps[at - 1], steps[at] = steps[at], steps[at - 1]
    kind = str(form.get("trigger_kind") or "fact")
    kind = kind if kind in TRIGGERS else "fact"
    value = {"fact": str(form.get("fact") or ""), "schedule": str(form.get("schedule") or ""), "view": "view"}[kind]
    text = {name: str(form.get(name) or "").replace("\0", "") for name in ("name", "relation")}
    text["condition"] = conditions.read(form, fields)
    return Typed(trigger_kind=kind, trigger_value=value, steps=steps, **text), verb != "save"


def _draft(typed: Typed) -> Draft:
    kind: Trigger = (
        "schedule" if typed.trigger_kind == "schedule" else "view" if typed.trigger_kind == "view" else "fact"
    )
    return Draft(typed.name, kind, typed.trigger_value, typed.relation, typed.condition, typed.steps)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/new", new, methods=["GET"]),
    Route(HERE + "/new", create, methods=["POST"]),
    Route(HERE + "/{id:uuid}", one, methods=["GET"]),
    Route(HERE + "/{id:uuid}/edit", edit, methods=["GET"]),
    Route(HERE + "/{id:uuid}/edit", change, methods=["POST"]),
    Route(HERE + "/{id:uuid}/use", turn, methods=["POST"]),
    Route(HERE + "/{id:uuid}/test", test, methods=["POST"]),
    Route(HERE + "/{id:uuid}/removal", remove, methods=["POST"]),
]
