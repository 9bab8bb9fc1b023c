"""What the database refused, in the dialect's words: each SQLSTATE has its HTTP status (wire.md 1.7)."""

from __future__ import annotations

import re
from typing import Any

import orjson

from comity.core.errors import DatabaseDown, DatabaseError
from comity.platform.rest.errors import RestError, away

_EXACT = {
    "23503": 409,
    "23505": 409,
    "25006": 405,
    "53400": 500,
    "57P01": 503,
    "P0001": 400,
    "42P01": 404,
    "42P17": 500,
}
_CLASS = {
    **dict.fromkeys(("09", "25", "2D", "38", "39", "3B", "40", "54", "55", "57", "58", "F0", "HV", "XX"), 500),
    **dict.fromkeys(("0L", "0P", "28"), 403),
    **dict.fromkeys(("08", "53"), 503),
    "P0": 500,
}
_CUSTOM_STATUS = re.compile(r"PT(\d{3})")


def from_database(error: DatabaseError, *, signed_in: bool) -> RestError:
    """The refusal of the database, with the status the table of wire.md 1.7 gives its SQLSTATE."""
    state = error.sqlstate
    if state == "PGRST":
        return _raised(error)
    if isinstance(error, DatabaseDown):
        return away(error)
    status = _status(state, error.message, signed_in)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return RestError(state, status, error.message, error.detail, error.hint, headers=headers)


def _status(state: str, message: str, signed_in: bool) -> int:
    if state in _EXACT:
        return _EXACT[state]
    if state == "21000":  # pg-safeupdate's refusal is the client's mistake
        return 400 if message.endswith("requires a WHERE clause") else 500
    if state == "22023":  # the role in the token does not exist
        return 401 if message.startswith("role") and message.endswith("does not exist") else 400
    if state == "42883":
        return 406 if message.startswith("function xmlagg(") else 404
    if state == "42501":
        return 403 if signed_in else 401
    custom = _CUSTOM_STATUS.fullmatch(state)
    if custom:
        return int(custom[1])
    return 500 if state.startswith("PT") else _CLASS.get(state[:2], 400)


def _raised(error: DatabaseError) -> RestError:
    """`RAISE SQLSTATE 'PGRST'`: the function writes the whole response (wire.md 1.7, last line)."""
    said = _object(error.message, "code", "message")
    if said is None:
        return _bad_raise(f"Invalid JSON value for MESSAGE: '{error.message}'", message=True)
    if error.detail is None:
        return _bad_raise("DETAIL is missing in the RAISE statement")
    how = _object(error.detail, "status", "headers")
    if how is None or not isinstance(how["status"], int) or not isinstance(how["headers"], dict):
        return _bad_raise(f"Invalid JSON value for DETAIL: '{error.detail}'")
    headers = {str(key): str(value) for key, value in how["headers"].items()}
    return RestError(
        str(said["code"]),
        how["status"],
        str(said["message"]),
        said.get("details"),
        said.get("hint"),
        headers=headers,
    )


def _object(text: str, *required: str) -> dict[str, Any] | None:
    try:
        value = orjson.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) and all(key in value for key in required) else None


def _bad_raise(details: str, *, message: bool = False) -> RestError:
    wanted = (
        "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'."
        if message
        else "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'."
    )
    return RestError("PGRST121", 500, "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error", details, wanted)
