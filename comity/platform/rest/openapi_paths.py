"""Paths, parameters and types of the OpenAPI document."""

from __future__ import annotations

from typing import Any

from comity.platform.rest import media
from comity.platform.rest.schema.model import Argument, Function, Table

Doc = dict[str, Any]

_TYPES = {
    "boolean": "boolean",
    "smallint": "integer",
    "integer": "integer",
    "bigint": "integer",
    "numeric": "number",
    "real": "number",
    "double precision": "number",
}
_FORMATS = {"smallint": "int32", "integer": "int32", "bigint": "int64"}
_QUERY = {
    "select": "Filtering Columns",
    "on_conflict": "On Conflict",
    "order": "Ordering",
    "offset": "Limiting and Pagination",
    "limit": "Limiting and Pagination",
}
_PREFER = {
    "preferParams": [],
    "preferReturn": ["return=representation", "return=minimal", "return=none"],
    "preferCount": ["count=none"],
    "preferPost": [
        "return=representation",
        "return=minimal",
        "return=none",
        "resolution=ignore-duplicates",
        "resolution=merge-duplicates",
    ],
}
_READ = ("select", "order", "range", "rangeUnit", "offset", "limit", "preferCount")


def type_of(name: str) -> Doc:
    """The JSON type of a column's type; JSON itself may be anything."""
    if name in ("json", "jsonb"):
        return {}
    if name.endswith("[]"):
        return {"type": "array", "items": type_of(name.removesuffix("[]"))}
    return {"type": _TYPES.get(name, "string")}


def format_of(name: str) -> str:
    return _FORMATS.get(name, name)


def described(comment: str | None) -> tuple[str | None, str | None]:
    """The first line of a comment, and the rest."""
    first, _, rest = (comment or "").partition("\n")
    return first or None, rest.lstrip("\n") or None


def paths(tables: list[Table], functions: list[Function]) -> Doc:
    """Every path with its operations."""
    found: Doc = {"/": _root()}
    found.update((f"/{table.name.name}", _table(table)) for table in tables)
    found.update((f"/rpc/{function.name.name}", _function(function)) for function in functions)
    return found


def _root() -> Doc:
    return {
        "get": {
            "tags": ["Introspection"],
            "summary": "OpenAPI description (this document)",
            "produces": [media.OPENAPI, media.JSON],
            "responses": {"200": {"description": "OK"}},
        }
    }


def _refs(*names: str) -> list[Doc]:
    return [{"$ref": f"#/parameters/{name}"} for name in names]


def _about(tag: str, comment: str | None) -> Doc:
    summary, description = described(comment)
    said: Doc = {"tags": [tag]}
    if summary:
        said["summary"] = summary
    if description:
        said["description"] = description
    return said


def _table(table: Table) -> Doc:
    name = table.name.name
    about = _about(name, table.description)
    filters = [f"rowFilter.{name}.{column}" for column in table.columns]
    rows = {"type": "array", "items": {"$ref": f"#/definitions/{name}"}}
    ok = {"200": {"description": "OK", "schema": rows}, "206": {"description": "Partial Content"}}
    said: Doc = {"get": {**about, "parameters": _refs(*filters, *_READ), "responses": ok}}
    if not (table.insertable or table.updatable or table.deletable):
        return said
    none = {"204": {"description": "No Content"}}
    body = f"body.{name}"
    said["post"] = {
        **about,
        "parameters": _refs(body, "select", "preferPost"),
        "responses": {"201": {"description": "Created"}},
    }
    said["patch"] = {**about, "parameters": _refs(*filters, body, "preferReturn"), "responses": none}
    said["delete"] = {**about, "parameters": _refs(*filters, "preferReturn"), "responses": none}
    return said


def _function(function: Function) -> Doc:
    about = {
        **_about(f"(rpc) {function.name.name}", function.description),
        "produces": [media.JSON, f"{media.OBJECT};nulls=stripped", media.OBJECT],
        "responses": {"200": {"description": "OK"}},
    }
    schema: Doc = {
        "type": "object",
        "properties": {a.name: {"format": format_of(a.type), **type_of(a.type)} for a in function.arguments},
    }
    required = [a.name for a in function.arguments if a.required]
    if required:
        schema["required"] = required
    if function.description:
        schema["description"] = function.description
    body = {"name": "args", "in": "body", "required": True, "schema": schema}
    said: Doc = {"post": {**about, "parameters": [body, *_refs("preferParams")]}}
    if not function.writes:
        said["get"] = {**about, "parameters": [_argument(a) for a in function.arguments]}
    return said


def _argument(argument: Argument) -> Doc:
    said: Doc = {"name": argument.name, "in": "query", "required": argument.required}
    if argument.variadic:
        inner = argument.type.removesuffix("[]")
        items = {"format": format_of(inner), "type": type_of(inner).get("type", "string")}
        return {**said, "type": "array", "collectionFormat": "multi", "items": items}
    kind = type_of(argument.type).get("type", "string")
    return {**said, "format": format_of(argument.type), "type": "string" if kind == "array" else kind}


def parameters(tables: list[Table]) -> Doc:
    """What the operations refer to."""
    said: Doc = {
        name: {"name": "Prefer", "description": "Preference", "required": False, "in": "header", "type": "string"}
        | ({"enum": values} if values else {})
        for name, values in _PREFER.items()
    }
    for name, description in _QUERY.items():
        said[name] = {"name": name, "description": description, "required": False, "in": "query", "type": "string"}
    paging = {"description": "Limiting and Pagination", "required": False, "in": "header", "type": "string"}
    said["range"] = {"name": "Range", **paging}
    said["rangeUnit"] = {"name": "Range-Unit", "default": "items", **paging}
    for table in tables:
        said.update(_of_table(table))
    return said


def _of_table(table: Table) -> Doc:
    name = table.name.name
    body = {
        "name": name,
        "description": name,
        "required": False,
        "in": "body",
        "schema": {"$ref": f"#/definitions/{name}"},
    }
    said: Doc = {f"body.{name}": body}
    for column in table.columns.values():
        about = {"name": column.name, "required": False, "in": "query", "type": "string"}
        if column.description:
            about["description"] = column.description
        said[f"rowFilter.{name}.{column.name}"] = about
    return said
