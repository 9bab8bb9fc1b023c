"""POST /object/list and /object/list-v2: what is in a bucket, level by level."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.platform.storage import errors, names, objects
from comity.platform.storage.wire import acting, answer, body, named

_COLUMNS = {"name", "updated_at", "created_at", "last_accessed_at"}
_TOP = chr(0x10FFFF)
Row = dict[str, Any]


def _number(typed: Row, name: str, default: int, least: int) -> int:
    value = typed.get(name)
    if value is None:
        return default
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:12])
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 2**31:
        raise errors.bad_request(f"body/{name} must be >= {least}")
    return value


def _words(typed: Row, name: str) -> str:
    value = typed.get(name) or ""
    if not isinstance(value, str) or "\0" in value or len(value) > 2048:
        raise errors.bad_request(f"body/{name} must be string")
    return value


def _sorting(typed: Row) -> tuple[str, bool]:
    said = typed.get("sortBy") or {}
    column, order = (said.get("column") or "name", said.get("order") or "asc") if isinstance(said, dict) else ("", "")
    if column not in _COLUMNS or str(order).lower() not in ("asc", "desc"):
        raise errors.bad_request("body/sortBy/column must be equal to one of the allowed values")
    return str(column), str(order).lower() == "desc"


@named
async def level(request: Request) -> Response:
    """POST /object/list/{bucket} {prefix, limit, offset, search, sortBy}"""
    bucket = names.bucket(request.path_params["bucket"])
    typed = await body(request)
    prefix = _words(typed, "prefix")
    if prefix and not prefix.endswith("/"):
        prefix += "/"
    column, descending = _sorting(typed)
    async with acting(request, "object.list") as tx:
        rows = await tx.rows(
            objects.q.level,
            bucket=bucket,
            prefix=prefix,
            most=_number(typed, "limit", 100, 1),
            skip=_number(typed, "offset", 0, 0),
            levels=prefix.count("/") + 1,
            search=_words(typed, "search"),
            column=column,
            order="desc" if descending else "asc",
        )
    return answer(rows)


@named
async def flat(request: Request) -> Response:
    """POST /object/list-v2/{bucket} {prefix, limit, cursor, with_delimiter, sortBy}"""
    bucket = names.bucket(request.path_params["bucket"])
    typed = await body(request)
    most = min(_number(typed, "limit", 1000, 1), names.MOST_OBJECTS)
    cursor = _cursor(_words(typed, "cursor"))
    column, descending = _sorting(typed)
    if cursor:
        column, descending = cursor.get("c") or column, (cursor.get("o") or "asc") == "desc"
    asked = {"bucket": bucket, "prefix": _words(typed, "prefix"), "descending": descending, "most": most + 1}
    delimited = bool(typed.get("with_delimiter"))
    async with acting(request, "object.list_v2") as tx:
        if column in ("created_at", "updated_at"):
            found = await _by_time(tx, asked, column, cursor, delimited)
        else:
            found = await _by_name(tx, asked, cursor, delimited)
    return answer(_page(found, most, column, descending))


async def _by_name(tx: Tx, asked: Row, cursor: Row, delimited: bool) -> list[Row]:
    after = cursor.get("l")
    if after and after.endswith("/") and not asked["descending"]:
        after += _TOP
    rows = await tx.rows(objects.q.after, **asked, after=after or None, delimited=delimited)
    return [row | {"name": row["entry"] + "/" if row["is_folder"] else row["entry"]} for row in rows]


async def _by_time(tx: Tx, asked: Row, column: str, cursor: Row, delimited: bool) -> list[Row]:
    try:
        moment = datetime.fromisoformat(cursor["a"]) if cursor.get("a") else None
    except ValueError as error:
        raise errors.bad_parameter("continuation token") from error
    more = {"column": column, "moment": moment, "after": cursor.get("l") or "", "delimited": delimited}
    return await tx.rows(objects.q.after_time, **asked, **more)


def _page(found: list[Row], most: int, column: str, descending: bool) -> Row:
    shown = found[:most]
    folders = [{"name": row["name"], "key": row["name"].rstrip("/")} for row in shown if row["is_folder"]]
    kept = ("id", "name", "updated_at", "created_at", "last_accessed_at", "metadata")
    listed = [{**{key: row[key] for key in kept}, "key": row["name"]} for row in shown if not row["is_folder"]]
    page: Row = {"hasNext": len(found) > most, "folders": folders, "objects": listed}
    if page["hasNext"]:
        last = shown[-1]
        said = {"l": last["name"], "o": "desc" if descending else "asc", "c": column}
        if last.get("moment"):
            said["a"] = last["moment"].isoformat()
        page["nextCursor"] = base64.b64encode("\n".join(f"{k}:{v}" for k, v in said.items()).encode()).decode()
        page["nextCursorKey"] = last["name"]
    return page


def _cursor(token: str) -> Row:
    if not token:
        return {}
    try:
        lines = base64.b64decode(token, validate=True).decode().split("\n")
        found = dict(line.split(":", 1) for line in lines)
    except (binascii.Error, ValueError) as error:
        raise errors.bad_parameter("continuation token") from error
    if found.keys() - {"l", "o", "c", "a"} or "\0" in token or any("\0" in value for value in found.values()):
        raise errors.bad_parameter("continuation token")
    return found


ROUTES = [
    Route("/object/list/{bucket}", level, methods=["POST"]),
    Route("/object/list-v2/{bucket}", flat, methods=["POST"]),
]
