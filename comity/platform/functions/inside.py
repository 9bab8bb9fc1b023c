"""Functions called from inside the house: by automations and assistants, as whoever they act for, by the same rules."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request

from comity.config import Settings
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.functions import refusals
from comity.platform.functions.function import Call, Function


@dataclass
class _Known:
    functions: Mapping[str, Function] = field(default_factory=dict)
    settings: Settings | None = None
    plates: tuple[Any, ...] = ()


_known = _Known()


def configure(functions: Mapping[str, Function], settings: Settings, plates: tuple[Any, ...]) -> None:
    """Said once at the start of each process: which functions there are."""
    _known.functions, _known.settings, _known.plates = functions, settings, plates


def known() -> Mapping[str, Function]:
    """Every function by its name."""
    return _known.functions


async def call_inside(db: Database, who: Who, name: str, given: Any) -> Any:
    """What the function gives, as JSON would have it; its Problem where it refuses."""
    function = _known.functions.get(name)
    if function is None or function.broken:
        raise refusals.NO_FUNCTION()
    if function.roles and who.org_role not in function.roles:
        raise refusals.NOT_YOURS()
    arguments = [Call(who, _request(db, name))]
    if function.takes is not None:
        try:
            arguments.append(function.takes.validate_python(given))
        except ValidationError as wrong:
            first = wrong.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise Problem("invalid_input", 422, f"{name}: {place}: {first['msg']}") from None
    async with asyncio.timeout(function.seconds):
        result = await function.run(*arguments)
    return function.gives.dump_python(function.gives.validate_python(result), mode="json") if function.gives else result


def _request(db: Database, name: str) -> Request:
    app = SimpleNamespace(state=SimpleNamespace(plates=_known.plates))
    state = {"db": db, "settings": _known.settings}
    path = f"/functions/v1/{name}"
    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    return Request({**scope, "state": state, "app": app})
