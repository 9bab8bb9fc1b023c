"""The OpenAPI 3.1 document of the functions: what each takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import JsonSchemaMode

from comity import __version__
from comity.platform.functions.function import Function

_PLACE = "#/components/schemas/{model}"


def document(functions: Mapping[str, Function], url: str) -> dict[str, Any]:
    """The whole document. Functions of operators are in it like ours."""
    schemas: dict[str, Any] = {}
    paths = {
        f"/functions/v1/{name}": {method: _operation(function, method, schemas) for method in _methods(function)}
        for name, function in sorted(functions.items())
        if not function.broken
    }
    security = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "apikey": {"type": "apiKey", "in": "header", "name": "apikey"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Comity functions", "version": __version__},
        "servers": [{"url": url}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security},
    }


def _methods(function: Function) -> list[str]:
    return [method.lower() for method in function.methods if method != "OPTIONS"] or ["post"]


def _operation(function: Function, method: str, schemas: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": f"{function.name}_{method}" if len(_methods(function)) > 1 else function.name,
        "summary": function.purpose,
        "security": [] if function.access == "anyone" else [{"bearer": []}, {"apikey": []}],
        "responses": {
            "200": {"description": "What it gives.", "content": _content(function.gives, "serialization", schemas)},
            "default": {"description": "A refusal: code and message."},
        },
    }
    if function.takes is not None and method != "get":
        said["requestBody"] = {"required": True, "content": _content(function.takes, "validation", schemas)}
    return said


def _content(adapter: Any, mode: JsonSchemaMode, schemas: dict[str, Any]) -> dict[str, Any]:
    if adapter is None:
        return {"*/*": {}}
    schema = adapter.json_schema(mode=mode, ref_template=_PLACE)
    for name, one in schema.pop("$defs", {}).items():
        schemas.setdefault(name, one)
    return {"application/json": {"schema": schema}}
