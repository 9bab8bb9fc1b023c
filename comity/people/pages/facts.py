"""The facts of a record, each edited in place: written at once, refused when somebody else was quicker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_FOUND, Problem
from comity.people import around, companies, contacts, custom_fields, words
from comity.people.around import Around
from comity.people.custom_fields import CustomField
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

_KINDS: Final = {"select": "choice", "bool": "yesno"}
_ALWAYS: Final = frozenset({"email", "phone", "title", "company_name", "owner_id", "lifecycle", "domain", "industry"})
_BY_FORM_ONLY: Final = ("multiselect", "money")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its column (`custom.key` for an added field), its name, how it is shown and what it may be."""

    key: str
    label: str
    kind: str = "text"
    options: str = ""
    edit: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """A fact with its value, ready to be drawn."""

    fact: Fact
    value: Any
    said: str
    """The value in words, where it is a choice or a person."""
    url: str

    @property
    def shown(self) -> bool:
        """Whether it stands among the facts, rather than among the empty ones."""
        return self.fact.key in _ALWAYS or self.value not in (None, "", [], False)

    @property
    def raw(self) -> str:
        """The value as an editor holds it."""
        return (
            "" if self.value is None else str(self.value).lower() if isinstance(self.value, bool) else str(self.value)
        )


@dataclass(frozen=True, slots=True)
class FactPart:
    """Context of people/_fact.html."""

    drawn: Drawn
    currency: str = ""


CONTACT: Final = (
    Fact("email", _("E-mail"), "email"),
    Fact("phone", _("Phone"), "phone"),
    Fact("title", _("Title")),
    Fact("company_name", _("Company"), "company"),
    Fact("owner_id", _("Owner"), "member", "members"),
    Fact("lifecycle", _("Lifecycle"), "choice", "lifecycles"),
    Fact("status", _("Status"), "choice", "statuses"),
    Fact("is_decision_maker", _("Decision maker"), "yesno", "yesno"),
    Fact("address", _("Address"), "long"),
    Fact("postal_code", _("Postal code")),
    Fact("city", _("City")),
    Fact("region", _("Region")),
    Fact("country", _("Country"), "choice", "countries"),
    Fact("language", _("Language")),
    Fact("timezone", _("Time zone")),
    Fact("birthday", _("Birthday"), "date"),
    Fact("linkedin_url", _("LinkedIn"), "url"),
    Fact("website", _("Website"), "url"),
    Fact("source", _("Source")),
)
COMPANY: Final = (
    Fact("domain", _("Domain"), "url"),
    Fact("industry", _("Industry")),
    Fact("size", _("Employees"), "choice", "sizes"),
    Fact("owner_id", _("Owner"), "member", "members"),
    Fact("lifecycle", _("Lifecycle"), "choice", "lifecycles"),
    Fact("email", _("E-mail"), "email"),
    Fact("phone", _("Phone"), "phone"),
    Fact("address", _("Address"), "long"),
    Fact("postal_code", _("Postal code")),
    Fact("city", _("City")),
    Fact("region", _("Region")),
    Fact("country", _("Country"), "choice", "countries"),
    Fact("annual_revenue", _("Annual revenue"), "money"),
    Fact("year_founded", _("Founded"), "year"),
    Fact("linkedin_url", _("LinkedIn"), "url"),
    Fact("source", _("Source")),
)
LONGEST_UNDO: Final = 4000
"""An address longer than this is none; what was there before is in the record's history."""
_OF: Final[Mapping[str, Sequence[Fact]]] = {"contacts": CONTACT, "companies": COMPANY}


def options(known: Around) -> dict[str, Sequence[tuple[str, str]]]:
    """Every set of choices by name; the page draws each once."""
    return {
        "members": known.members,
        "lifecycles": words.LIFECYCLES,
        "statuses": words.STATUSES,
        "sizes": words.SIZES,
        "countries": words.countries(),
        "yesno": (("true", _("yes")), ("false", _("no"))),
        **{f"custom-{field.key}": [(each, each) for each in field.options] for field in known.fields if field.options},
    }


def draw(relation: str, record: Mapping[str, Any], known: Around) -> list[Drawn]:
    """All facts of a record, the organisation's own fields after ours."""
    facts = [*_OF[relation], *(_custom(field) for field in known.fields)]
    return [_drawn(relation, record, fact, known) for fact in facts]


def _custom(field: CustomField) -> Fact:
    kind = _KINDS.get(field.type, field.type)
    choices = f"custom-{field.key}" if field.type == "select" else "yesno" if field.type == "bool" else ""
    return Fact(f"custom.{field.key}", field.label, kind, choices, edit=field.type not in _BY_FORM_ONLY)


def _drawn(relation: str, record: Mapping[str, Any], fact: Fact, known: Around) -> Drawn:
    value = record["custom"].get(fact.key[7:]) if fact.key.startswith("custom.") else record[fact.key]
    choices = dict(options(known).get(fact.options, ())) if value is not None else {}
    raw = str(value).lower() if isinstance(value, bool) else str(value)
    said = str(choices.get(raw, record.get("owner_name") or "" if fact.kind == "member" else ""))
    if fact.key == "language" and value:
        said = words.tongue(value)
    url = f"/{relation}/{record['id']}/facts/{fact.key}" if record["may_edit"] and fact.edit else ""
    return Drawn(fact, value, said, url)


def _edit(relation: str) -> Callable[[Request], Any]:
    async def edit(request: Request) -> Response:
        record_id, key = request.path_params["id"], request.path_params["key"]
        said = {**request.query_params, **{k: str(v) for k, v in (await forms.sent(request)).items()}}
        verbs = contacts if relation == "contacts" else companies
        async with http.tx(request) as tx:
            known = await around.load(tx, relation)
            fact = next((each for each in [*_OF[relation], *map(_custom, known.fields)] if each.key == key), None)
            if fact is None or not fact.edit:
                raise NOT_FOUND()
            value, was = said.get("value", ""), said.get("was", "")
            changes, before = _typed(fact, known, value), _typed(fact, known, was)
            try:
                record = await verbs.update(tx, record_id, changes, was=before)
            except Problem as problem:
                raise _said(problem) from None
            drawn = _drawn(relation, record, fact, known)
        undo = f"/{relation}/{record_id}/facts/{key}?{urlencode({'value': was, 'was': drawn.raw})}"
        if request.query_params:  # this was an undo, from a toast
            return http.back(request, f"/{relation}/{record_id}", toast=Toast(_("Undone"), "neutral"))
        toast = Toast(_("{field} saved").format(field=fact.label), undo=undo if len(undo) < LONGEST_UNDO else None)
        return render.fragment(request, "people/_fact.html", FactPart(drawn, known.currency), toast=toast)

    return edit


def _typed(fact: Fact, known: Around, text: str) -> dict[str, Any]:
    if fact.key.startswith("custom."):
        key = fact.key[7:]
        fields = [field for field in known.fields if field.key == key]
        return {"custom": custom_fields.read(fields, {key: text}, insist=False)}
    text = text.strip()
    if fact.kind == "yesno":
        return {fact.key: text == "true"}
    if fact.kind == "money":
        text = text.replace(" ", "").replace("'", "")
    return {fact.key: text or None}


def _said(problem: Problem) -> Problem:
    """A conflict with both values in it, since only one of them is on the screen."""
    if problem.code != "edited_meanwhile":
        return problem
    conflict: Mapping[str, Any] = next(iter(problem.details.values()))
    theirs, yours = conflict["theirs"] or "–", conflict["yours"] or "–"
    sentence = _("Somebody changed this to “{theirs}” meanwhile; you wrote “{yours}”. Reload to see it.")
    return Problem(problem.code, 409, sentence.format(theirs=theirs, yours=yours), details=problem.details)


ROUTES = [
    Route(f"/{relation}/{{id:uuid}}/facts/{{key}}", _edit(relation), methods=["POST"])
    for relation in ("contacts", "companies")
]
