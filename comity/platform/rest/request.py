"""Stage one: an HTTP request becomes a typed Request, or is refused. No schema, no database.

https://docs.postgrest.org/en/v14/references/api.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from comity.platform.rest import body as bodies
from comity.platform.rest import errors, media
from comity.platform.rest.body import Payload
from comity.platform.rest.media import Media, read_accept, read_media
from comity.platform.rest.parse.params import Query, decode, encode, read_query
from comity.platform.rest.parse.syntax import ALL, Path, Range
from comity.platform.rest.prefer import Prefer, read_prefer
from comity.platform.rest.settings import RestSettings

_RANGE = re.compile(r"([0-9]{1,18})-([0-9]{0,18})")
_WRITING = ("POST", "PATCH", "PUT", "DELETE")


class Action(Enum):
    """What is asked for."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    CALL = "call"
    ROOT = "root"
    ABOUT_RELATION = "about relation"
    ABOUT_FUNCTION = "about function"
    ABOUT_ROOT = "about root"

    @property
    def mutates(self) -> bool:
        return self in (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE)


_ON_RELATION = {
    "GET": Action.READ,
    "HEAD": Action.READ,
    "POST": Action.CREATE,
    "PATCH": Action.UPDATE,
    "PUT": Action.REPLACE,
    "DELETE": Action.DELETE,
    "OPTIONS": Action.ABOUT_RELATION,
}
_ON_FUNCTION = {
    "GET": Action.CALL,
    "HEAD": Action.CALL,
    "POST": Action.CALL,
    "OPTIONS": Action.ABOUT_FUNCTION,
}
_ON_ROOT = {"GET": Action.ROOT, "HEAD": Action.ROOT, "OPTIONS": Action.ABOUT_ROOT}


class Raw(NamedTuple):
    """A request as it came. `path` is what follows the service's root; header names are lower case."""

    method: str
    path: Sequence[str]
    query: str
    headers: Mapping[str, str]
    body: bytes = b""


class Window(NamedTuple):
    """Limit and offset of a level: common limits are part of the statement, others travel as values."""

    limit: int | None = None
    limit_slot: int = -1
    offset_slot: int = -1

    @property
    def whole(self) -> bool:
        return self.limit is None and self.limit_slot < 0 and self.offset_slot < 0


WHOLE = Window()


@dataclass(slots=True)
class Request:
    """What a client wants, in the words of the dialect."""

    action: Action
    method: str
    schema: str
    target: str
    negotiated: bool  # more than one schema is exposed, so the answer names its own
    query: Query
    prefer: Prefer
    accept: tuple[Media, ...]
    content: Media
    range: Range = ALL
    windows: dict[Path, Window] = field(default_factory=dict)
    payload: Payload | None = None

    @property
    def headers_only(self) -> bool:
        return self.method == "HEAD"

    @property
    def safe(self) -> bool:
        """May not write, whatever it calls."""
        return self.method in ("GET", "HEAD")

    def shape(self) -> tuple[object, ...]:
        """Everything that decides the statement, and nothing that does not: the key of its plan."""
        query, prefer, payload = self.query, self.prefer, self.payload
        return (
            self.action,
            self.method,
            self.schema,
            self.target,
            query.select,
            tuple(query.where),
            tuple(query.orders),
            tuple(self.windows.items()),
            query.columns,
            query.on_conflict,
            tuple(name for name, _ in query.arguments),
            prefer[:6],
            prefer.max_affected if prefer.strict else None,
            prefer.invalid if prefer.strict else (),
            self.accept,
            self.content if self.action is Action.CALL else None,
            None if payload is None else payload.shape(),
        )


def read(raw: Raw, settings: RestSettings) -> Request:
    """The typed request; raises RestError with the dialect's own code."""
    action, target = _resource(raw, settings)
    schema, negotiated = _schema(raw, settings)
    pairs = decode(raw.query)
    calls = action in (Action.CALL, Action.ABOUT_FUNCTION)
    query = read_query(pairs, arguments=calls and raw.method != "POST")
    if action is Action.READ:
        query.canonical = encode(pairs)
    request = Request(
        action,
        raw.method,
        schema,
        target,
        negotiated,
        query,
        read_prefer(raw.headers.get("prefer", ""), settings.tx_override),
        read_accept(raw.headers.get("accept", "")),
        read_media(raw.headers.get("content-type", media.JSON)),
    )
    _read_ranges(request, raw, settings)
    request.payload = payload_of(request, raw.body)
    return request


def _resource(raw: Raw, settings: RestSettings) -> tuple[Action, str]:
    """Which action on what (wire.md 1.1)."""
    match tuple(raw.path):
        case ():
            if not settings.openapi:
                raise errors.no_root()
            actions, target = (_ON_FUNCTION, settings.root) if settings.root else (_ON_ROOT, "")
        case (relation,):
            actions, target = _ON_RELATION, relation
        case ("rpc", function):
            if raw.method not in _ON_FUNCTION:
                raise errors.rpc_method(raw.method)
            actions, target = _ON_FUNCTION, function
        case _:
            raise errors.bad_path()
    if raw.method not in actions:
        raise errors.method(raw.method)
    if "\0" in target:
        raise errors.nul_byte()
    return actions[raw.method], target


def _schema(raw: Raw, settings: RestSettings) -> tuple[str, bool]:
    """The schema, by profile (https://docs.postgrest.org/en/v14/references/api/schemas.html)."""
    header = "content-profile" if raw.method in _WRITING else "accept-profile"
    wanted = raw.headers.get(header)
    if wanted is None:
        return settings.schemas[0], len(settings.schemas) > 1
    if wanted not in settings.schemas:
        raise errors.schema_not_exposed(wanted, settings.schemas)
    return wanted, len(settings.schemas) > 1


def _read_ranges(request: Request, raw: Raw, settings: RestSettings) -> None:
    """`limit`, `offset` and the Range header, which counts for GET only (RFC 9110 14.2)."""
    query = request.query
    asked = _header_range(raw.headers.get("range", "")) if raw.method == "GET" else ALL
    limited = query.range()
    request.range = Range(0, -1) if limited.limit == 0 else asked.meet(limited)
    if request.range.empty and limited.limit != 0:
        raise errors.inverted_range() if asked.empty else errors.negative_limit()
    if raw.method == "PUT" and request.range != ALL:
        raise errors.put_range()
    if request.action.mutates:
        return
    for path in {(): ALL, **query.ranges}:
        wanted = request.range if path == () else query.range(path)
        window = _window(wanted, settings.max_rows, query.values)
        if path == () and wanted != Range(0, -1):
            request.range = wanted.at_most(settings.max_rows)
        if not window.whole:
            request.windows[path] = window


def _header_range(header: str) -> Range:
    found = _RANGE.fullmatch(header.strip().removeprefix("items="))
    if found is None:
        return ALL
    return Range(int(found[1]), int(found[2]) if found[2] else None)


def _window(wanted: Range, max_rows: int | None, values: list[str]) -> Window:
    """Puts rare limits and every offset among the values, so that paging reuses one statement."""
    if wanted == Range(0, -1):
        return Window(limit=0)
    limited = wanted.at_most(max_rows)
    limit, limit_slot, offset_slot = limited.limit, -1, -1
    if limit is not None and not (limit <= 100 or (limit <= 1000 and limit % 50 == 0)):
        limit_slot = len(values)
        values.append(str(limit))
        limit = None
    if limited.lower:
        offset_slot = len(values)
        values.append(str(limited.lower))
    return Window(limit, limit_slot, offset_slot)


def payload_of(request: Request, body: bytes) -> Payload | None:
    """The body as rows or arguments, where the action takes one."""
    match request.action:
        case Action.CREATE | Action.UPDATE:
            return bodies.read_rows(body, request.content, request.query.columns)
        case Action.REPLACE:
            return bodies.read_rows(body, request.content, None)
        case Action.CALL if request.method == "POST":
            return bodies.read_arguments(body, request.content, request.query.columns)
        case _:
            return None
