"""A mapping: what each column of a file becomes, and how rows meet what is there. Stored, edited and given as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from comity.core.errors import Problem
from comity.office.imports import vocabulary
from comity.office.imports.targets import Kind, OnMatch
from comity.office.imports.values.dates import Order
from comity.web.i18n import gettext as _


class Column(BaseModel):
    """What one column becomes. Without a field it is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str | None = None
    label: str = ""
    """Which of several numbers or addresses: work, home, mobile."""
    order: Order | None = None
    """How dates are written."""
    mark: str | None = None
    """The decimal mark."""
    unsure: str = ""
    """What the person should look at, as a sentence."""
    score: float = 0.0


class Options(BaseModel):
    """What holds for the whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on_match: OnMatch = "update"
    """For a record that is there already: take the file's values, only fill blanks, or leave it."""
    country: str = "US"
    """Where national phone numbers are from, and how ambiguous dates are read."""
    owner: str = "me"
    """Owner of new records that name none: me, or nobody."""
    tags: tuple[str, ...] = ()
    owners: Mapping[str, str | None] = {}
    """Names in an owner column that are not members' addresses -> the member meant, or none."""


class Plan(BaseModel):
    """The mapping of one file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: Mapping[str, Column]
    options: Options = Options()

    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns.values() if column.field)

    def to_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


@dataclass(frozen=True, slots=True)
class Given:
    """A mapping as an operator writes it: {"columns": {"Mail": "email", "Foo": {"create": "text"}}, "options": {…}}."""

    columns: Mapping[str, Column | None]
    create: Mapping[str, Kind]
    options: Mapping[str, Any] = field(default_factory=dict)


def read_file(text: bytes) -> Given:
    """Parses a --map file; refuses with the place of the mistake."""
    try:
        data = orjson.loads(text)
        columns: dict[str, Column | None] = {}
        create: dict[str, Kind] = {}
        for name, said in dict(data.get("columns", data)).items():
            if isinstance(said, dict) and "create" in said:
                create[name] = said["create"]
            elif isinstance(said, dict):
                columns[name] = Column.model_validate(said)
            else:
                columns[name] = None if said is None else Column(field=str(said))
        return Given(columns, create, dict(data.get("options", {})) if "columns" in data else {})
    except (orjson.JSONDecodeError, ValidationError, AttributeError, TypeError, ValueError) as error:
        why = str(error).splitlines()[0]
        sentence = _("The mapping file cannot be used: {why}.").format(why=why)
        raise Problem("import_mapping", 422, sentence, field="map") from error


def merged(plan: Plan, given: Given) -> Plan:
    """The guess, corrected by what was given; columns that the file does not have are refused."""
    strangers = (given.columns.keys() | given.create.keys()) - plan.columns.keys()
    if strangers:
        sentence = _("The mapping names columns that the file does not have: {names}.")
        raise Problem("import_mapping", 422, sentence.format(names=", ".join(sorted(strangers))), field="map")
    columns = dict(plan.columns)
    taken = {column.field for column in given.columns.values() if column}
    for name, column in plan.columns.items():
        if column.field in taken and name not in given.columns:
            columns[name] = Column()
    for name, said in given.columns.items():
        guessed = plan.columns[name]
        keep = {"order": guessed.order, "mark": guessed.mark}
        columns[name] = (
            Column()
            if said is None
            else said.model_copy(update={key: value for key, value in keep.items() if getattr(said, key) is None})
        )
    options = Options.model_validate({**plan.options.model_dump(), **given.options})
    return Plan(columns=columns, options=options)


def fingerprint(columns: Iterable[str]) -> str:
    """The same for files with the same columns in any order and any spelling of capitals."""
    names = sorted(vocabulary.fold(name) for name in columns)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
