"""Python for supabase-py: rows as pydantic models, what is written as TypedDicts."""

from __future__ import annotations

import keyword
import re

from comity.platform.rest.typing.shapes import Call, Described, Member, Relation, Shape

_READ = {
    "int": "int", "float": "float", "bool": "bool", "json": "Json", "uuid": "uuid.UUID", "date": "datetime.date",
    "time": "datetime.time", "moment": "datetime.datetime", "text": "str", "nothing": "None", "unknown": "Any",
}  # fmt: skip
_WRITTEN = {**_READ, "uuid": "str", "date": "str", "time": "str", "moment": "str"}
_HEAD = '''"""Written by `comity types python`: the tables, views and functions of this CRM for supabase-py.

    rows = client.table("contacts").select("*").execute().data
    contacts = [PublicContacts.model_validate(row) for row in rows]
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from pydantic import BaseModel, ConfigDict, Field

Json: TypeAlias = Any


class _Row(BaseModel):
    model_config = ConfigDict(populate_by_name=True, extra="allow", protected_namespaces=())
'''


def write(schemas: list[Described]) -> str:
    """The whole module."""
    return _HEAD + "".join(_schema(schema) for schema in schemas)


def _schema(said: Described) -> str:
    parts = [
        f"\n{_class(said, name)}: TypeAlias = Literal[{', '.join(map(repr, labels))}]\n"
        for name, labels in sorted(said.enums.items())
    ]
    for relation in said.relations:
        parts.append(_row(said, relation))
        if relation.insertable:
            parts.append(_dict(said, relation, "Insert"))
        if relation.updatable:
            parts.append(_dict(said, relation, "Update"))
    for name, calls in said.calls.items():
        parts.append(_function(said, name, calls))
    return "".join(parts)


def _row(said: Described, relation: Relation) -> str:
    doc = [f"    {_quoted(relation.description)}"] if relation.description else []
    lines = [f"class {_class(said, relation.name)}(_Row):", *doc]
    for member in relation.members:
        kind = _type(said, member.shape, _READ) + (" | None" if member.nullable else "")
        name = _attribute(member.name)
        alias = [f"alias={member.name!r}"] if name != member.name else []
        default = ["default=None"] if member.nullable else []
        made = f" = Field({', '.join(default + alias)})" if alias else " = None" if default else ""
        lines.append(f"    {name}: {kind}{made}")
    return "\n\n" + "\n".join(lines if len(lines) > 1 else [*lines, "    pass"]) + "\n"


def _dict(said: Described, relation: Relation, title: str) -> str:
    """By the functional form: a column may have any name."""
    written = [member for member in relation.members if member.writable]
    entries = [(m.name, _entry(said, m, needed=m.required and title == "Insert")) for m in written]
    return _typed(_class(said, relation.name) + title, entries)


def _typed(name: str, entries: list[tuple[str, str]]) -> str:
    items = "".join(f"        {key!r}: {kind},\n" for key, kind in entries)
    return f"\n{name} = TypedDict(\n    {name!r},\n    {{\n{items}    }},\n)\n"


def _entry(said: Described, member: Member, *, needed: bool) -> str:
    kind = _type(said, member.shape, _WRITTEN) + (" | None" if member.nullable else "")
    return kind if needed else f"NotRequired[{kind}]"


def _function(said: Described, name: str, calls: list[Call]) -> str:
    """Arguments of each way to call it; the result beside the first."""
    parts = []
    for number, call in enumerate(calls):
        if not call.arguments or not call.arguments[0][0]:
            continue
        title = _class(said, name) + "Args" + (str(number + 1) if number else "")
        kinds = [(argument, _type(said, shape, _WRITTEN), needed) for argument, shape, needed in call.arguments]
        parts.append(_typed(title, [(n, kind if needed else f"NotRequired[{kind}]") for n, kind, needed in kinds]))
    returns = calls[0].returns
    title = _class(said, name) + "Returns"
    if returns.kind == "record":
        one = f"_{title}Row" if returns.many else title
        parts.append(_typed(one, [(name, f"{_type(said, shape, _WRITTEN)} | None") for name, shape in returns.fields]))
        return "".join(parts) + (f"{title}: TypeAlias = list[{one}]\n" if returns.many else "")
    return "".join(parts) + f"\n{title}: TypeAlias = {_type(said, returns, _WRITTEN)}\n"


def _type(said: Described, shape: Shape, words: dict[str, str]) -> str:
    named = shape.kind in ("enum", "row")
    word = _class(said, shape.name) if named else words.get(shape.kind, "Any")
    return f"list[{word}]" if shape.many else word


def _class(said: Described, name: str) -> str:
    words = re.split(r"[^A-Za-z0-9]+", f"{said.name}_{name}")
    return "".join(word[:1].upper() + word[1:] for word in words if word)


def _attribute(name: str) -> str:
    """A name pydantic takes: an identifier that neither starts with an underscore nor hides a method."""
    plain = re.sub(r"\W", "_", name).lstrip("_") or "field"
    if plain[0].isdigit():
        plain = f"field_{plain}"
    taken = keyword.iskeyword(plain) or plain in _METHODS
    return f"{plain}_" if taken else plain


def _quoted(text: str) -> str:
    return repr(" ".join(text.split()))


_METHODS = frozenset(("copy", "json", "dict", "schema", "construct", "validate", "fields", "uuid", "datetime"))
