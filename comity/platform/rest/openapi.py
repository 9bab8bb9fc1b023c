"""The root: an OpenAPI 2.0 document of what the caller may reach.

https://docs.postgrest.org/en/v14/references/api/openapi.html
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import orjson

from comity import __version__
from comity.core.errors import DatabaseError
from comity.platform.rest import errors, media, openapi_paths
from comity.platform.rest.database_errors import from_database
from comity.platform.rest.openapi_paths import Doc, described
from comity.platform.rest.request import Raw, Request
from comity.platform.rest.response import Answer
from comity.platform.rest.run import Caller, Door, context
from comity.platform.rest.schema.load import q
from comity.platform.rest.schema.model import Column, Function, Name, SchemaCache, Table
from comity.platform.rest.settings import RestSettings

_PRODUCED = (media.OPENAPI, media.JSON, media.ANY)
_MIMES = [media.JSON, f"{media.OBJECT};nulls=stripped", media.OBJECT, media.CSV]

_SECURITY: Doc = {
    "securityDefinitions": {
        "JWT": {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "description": 'Add the token prepending "Bearer " (without quotes) to it',
        }
    },
    "security": [{"JWT": []}],
}


async def answer(
    door: Door, settings: RestSettings, caller: Caller, raw: Raw, request: Request, cache: SchemaCache
) -> Answer:
    """The document for this caller and schema."""
    if not any(accepted.name in _PRODUCED for accepted in request.accept):
        raise errors.no_media(accepted.mime() for accepted in request.accept)
    tables = [table for name, table in sorted(cache.tables.items()) if name.schema == request.schema]
    functions = [
        function
        for name, overloads in sorted(cache.functions.items())
        if name.schema == request.schema
        for function in overloads
    ]
    if not settings.openapi_all:
        tables, functions = await _reachable(door, settings, caller, raw, request, tables, functions)
    body = orjson.dumps(document(cache, settings, request.schema, tables, functions, raw))
    headers = {"Content-Type": f"{media.OPENAPI}; charset=utf-8"}
    if request.negotiated:
        headers["Content-Profile"] = request.schema
    if request.headers_only:
        return Answer(200, headers)
    return Answer(200, {**headers, "Content-Length": str(len(body))}, body)


async def _reachable(
    door: Door,
    settings: RestSettings,
    caller: Caller,
    raw: Raw,
    request: Request,
    tables: list[Table],
    functions: list[Function],
) -> tuple[list[Table], list[Function]]:
    """Those the caller's role has some privilege on."""
    try:
        statements = [(q.reachable.text, [request.schema])]
        results = await door.send(caller, context(raw, request, None, settings), statements, rollback=False)
    except DatabaseError as error:
        raise from_database(error, signed_in=caller.signed_in) from error
    if not results[0].rows:
        return [], []
    names, numbers = (set(orjson.loads(text)) for text in results[0].rows[0])
    return [t for t in tables if t.name.name in names], [f for f in functions if f.oid in numbers]


def document(
    cache: SchemaCache, settings: RestSettings, schema: str, tables: list[Table], functions: list[Function], raw: Raw
) -> Doc:
    """The whole document."""
    title, description = described(cache.comments.get(schema))
    return {
        "swagger": "2.0",
        "info": {
            "title": title or "Comity REST API",
            "description": description or "Every table, view and function of the schema, in the PostgREST dialect.",
            "version": __version__,
        },
        **_place(settings.openapi_at, raw),
        "consumes": _MIMES,
        "produces": _MIMES,
        "paths": openapi_paths.paths(tables, functions),
        "definitions": {table.name.name: definition(cache, table) for table in tables},
        "parameters": openapi_paths.parameters(tables),
        **(_SECURITY if settings.openapi_security else {}),
    }


def _place(at: str | None, raw: Raw) -> Doc:
    """Where the document's paths begin."""
    if at is None:
        scheme = "https" if raw.headers.get("x-forwarded-proto") == "https" else "http"
        return {"host": raw.headers.get("host", "localhost"), "basePath": "/", "schemes": [scheme]}
    there = urlsplit(at)
    return {"host": there.netloc, "basePath": there.path or "/", "schemes": [there.scheme]}


def definition(cache: SchemaCache, table: Table) -> Doc:
    """One relation as an object."""
    columns = table.columns.values()
    said: Doc = {
        "type": "object",
        "properties": {c.name: _property(cache, table, c) for c in columns},
    }
    required = [c.name for c in columns if not c.nullable]
    if required:
        said["required"] = required
    if table.description:
        said["description"] = table.description
    return said


def _property(cache: SchemaCache, table: Table, column: Column) -> Doc:
    said: Doc = {"format": openapi_paths.format_of(column.type), **openapi_paths.type_of(column.type)}
    if column.labels:
        said["enum"] = list(column.labels)
    if column.max_length is not None:
        said["maxLength"] = column.max_length
    default = _default(column)
    if default is not None:
        said["default"] = default
    notes = _notes(cache, table, column)
    if notes:
        said["description"] = "\n\n".join(part for part in (column.description, "Note:\n" + "\n".join(notes)) if part)
    elif column.description:
        said["description"] = column.description
    return said


def _notes(cache: SchemaCache, table: Table, column: Column) -> list[str]:
    """What generators of clients look for: primary and foreign keys."""
    notes = ["This is a Primary Key.<pk/>"] if column.name in table.visible_key else []
    target = _target(cache, table.name, column.name)
    if target is not None:
        name, key = target
        notes.append(f"This is a Foreign Key to `{name}.{key}`.<fk table='{name}' column='{key}'/>")
    return notes


def _target(cache: SchemaCache, table: Name, column: str) -> tuple[str, str] | None:
    found = [
        rel
        for rel in cache.relationships.get(table, ())
        if rel.kind in ("m2o", "o2o") and not rel.is_parent and [a for a, _ in rel.visible] == [column]
    ]
    if not found:
        return None
    rel = min(found, key=lambda r: r.target_is_view)
    return rel.target.name, rel.visible[0][1]


def _default(column: Column) -> Any:
    """A default that is a plain value; expressions are shown as they are, for strings."""
    if column.default is None:
        return None
    text = column.default
    if openapi_paths.type_of(column.type).get("type") == "string":
        plain = text.removesuffix(f"::{column.type}")
        return plain.strip("'") if plain != text else text
    try:
        return orjson.loads(text)
    except ValueError:
        return None
