"""What a REST client is told when something is wrong: code, status, message, details, hint (wire.md 1.7).

Sentences and codes: https://docs.postgrest.org/en/v14/references/errors.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from comity.core.errors import DatabaseBusy, DatabaseDown, DatabaseLost, Problem


class RestError(Problem):
    """A refusal in the words of the dialect; a Problem like any other for the pages that use the engine in process."""

    def __init__(
        self,
        code: str,
        status: int,
        message: str,
        details: Any = None,
        hint: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, status, message, details=details, hint=hint)
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        """The four keys, always present."""
        return orjson.dumps({"code": self.code, "details": self.details, "hint": self.hint, "message": self.sentence})


# Connections: PGRST0xx


def broken() -> RestError:
    """A mistake of ours: nothing of it is anybody else's business."""
    return RestError("PGRSTX00", 500, "Internal server error")


def away(error: DatabaseDown) -> RestError:
    """Why the database did not answer: it cannot be reached, it was lost on the way, or everybody else has it.

    What libpq said of it names hosts and users: that is for the log.
    """
    if isinstance(error, DatabaseBusy):
        return no_connection_free()
    return lost() if isinstance(error, DatabaseLost) else unavailable()


def unavailable() -> RestError:
    return RestError("PGRST000", 503, "Database connection error.")


def lost() -> RestError:
    return RestError("PGRST001", 503, "Database client error. Retrying the connection.")


def no_schema_cache() -> RestError:
    return RestError("PGRST002", 503, "Could not query the database for the schema cache. Retrying.")


def no_connection_free() -> RestError:
    return RestError("PGRST003", 504, "Timed out acquiring connection from connection pool.")


# The request: PGRST1xx


def unparsable(what: str, text: str, column: int, details: str) -> RestError:
    return RestError("PGRST100", 400, f'"failed to parse {what} ({text})" (line 1, column {column})', details)


def too_deep(what: str, limit: int) -> RestError:
    return RestError(
        "PGRST100", 400, f"failed to parse {what}", f"It is nested deeper than the {limit} levels allowed."
    )


def too_much(what: str, limit: int) -> RestError:
    return RestError("PGRST100", 400, f"failed to parse {what}", f"More than the {limit} allowed were given.")


def nul_byte() -> RestError:
    return RestError("22021", 400, 'invalid byte sequence for encoding "UTF8": 0x00')


def not_utf8() -> RestError:
    return RestError("22021", 400, 'invalid byte sequence for encoding "UTF8"')


def rpc_method(method: str) -> RestError:
    return RestError("PGRST101", 405, f"Cannot use the {method} method on RPC")


def bad_body(message: str) -> RestError:
    return RestError("PGRST102", 400, message)


def body_too_large(limit: int) -> RestError:
    return RestError("PGRST102", 413, "The request body is too large", f"The limit is {limit} bytes.")


def too_often() -> RestError:
    return RestError("over_request_rate_limit", 429, "Too many requests", None, "Wait as long as Retry-After says.")


def negative_limit() -> RestError:
    return RestError(
        "PGRST103", 416, "Requested range not satisfiable", "Limit should be greater than or equal to zero."
    )


def inverted_range() -> RestError:
    return RestError(
        "PGRST103",
        416,
        "Requested range not satisfiable",
        "The lower boundary must be lower than or equal to the upper boundary in the Range header.",
    )


def out_of_bounds(offset: int, total: int) -> RestError:
    return RestError(
        "PGRST103",
        416,
        "Requested range not satisfiable",
        f"An offset of {offset} was requested, but there are only {total} rows.",
    )


def put_filters() -> RestError:
    return RestError("PGRST105", 405, "Filters must include all and only primary key columns with 'eq' operators")


def schema_not_exposed(schema: str, exposed: Iterable[str]) -> RestError:
    return RestError(
        "PGRST106",
        406,
        f"Invalid schema: {schema}",
        None,
        "Only the following schemas are exposed: " + ", ".join(exposed),
    )


def no_media(accepted: Iterable[str]) -> RestError:
    return RestError("PGRST107", 406, "None of these media types are available: " + ", ".join(accepted))


def not_embedded(name: str, alias: str | None = None) -> RestError:
    message = f"'{name}' is not an embedded resource in this request"
    if alias is not None:
        return RestError(
            "PGRST108",
            400,
            message,
            "Target names are not allowed in filters if they have an alias",
            f"Change '{name}' to '{alias}' in filters, orders or limits.",
        )
    return RestError(
        "PGRST108", 400, message, None, f"Verify that '{name}' is included in the 'select' query parameter."
    )


def bad_guc_headers() -> RestError:
    return RestError(
        "PGRST111",
        500,
        "response.headers guc must be a JSON array composed of objects with a single key and a string value",
    )


def bad_guc_status() -> RestError:
    return RestError("PGRST112", 500, "response.status guc must be a valid status code")


def put_range() -> RestError:
    return RestError("PGRST114", 400, "limit/offset querystring parameters are not allowed for PUT")


def put_mismatch() -> RestError:
    return RestError("PGRST115", 400, "Payload values do not match URL in primary key column(s)")


def not_single(rows: int) -> RestError:
    return RestError(
        "PGRST116",
        406,
        "Cannot coerce the result to a single JSON object",
        f"The result contains {rows} rows",
    )


def method(name: str) -> RestError:
    return RestError("PGRST117", 405, f"Unsupported HTTP method: {name}")


def order_not_to_one(origin: str, target: str) -> RestError:
    return RestError(
        "PGRST118",
        400,
        f"A related order on '{target}' is not possible",
        f"'{origin}' and '{target}' do not form a many-to-one or one-to-one relationship",
    )


def embed_filter(target: str) -> RestError:
    return RestError(
        "PGRST120",
        400,
        f"Bad operator on the '{target}' embedded resource",
        "Only is null or not is null filters are allowed on embedded resources",
    )


def strict_preferences(invalid: Sequence[str]) -> RestError:
    return RestError(
        "PGRST122",
        400,
        "Invalid preferences given with handling=strict",
        "Invalid preferences: " + ", ".join(invalid),
    )


def no_aggregates() -> RestError:
    return RestError("PGRST123", 400, "Use of aggregate functions is not allowed")


def too_many_affected(rows: int) -> RestError:
    return RestError(
        "PGRST124",
        400,
        "Query result exceeds max-affected preference constraint",
        f"The query affects {rows} rows",
    )


def bad_path() -> RestError:
    return RestError("PGRST125", 404, "Invalid path specified in request URL")


def no_root() -> RestError:
    return RestError("PGRST126", 404, "Root endpoint metadata is disabled")


def not_implemented(details: str) -> RestError:
    return RestError("PGRST127", 400, "Feature not implemented", details)


def max_affected_rpc() -> RestError:
    return RestError(
        "PGRST128",
        400,
        "Function must return SETOF or TABLE when max-affected preference is used with handling=strict",
    )


# The schema cache: PGRST2xx


def no_relationship(origin: str, target: str, via: str | None, schema: str, hint: str | None) -> RestError:
    using = f"' using the hint '{via}" if via else ""
    return RestError(
        "PGRST200",
        400,
        f"Could not find a relationship between '{origin}' and '{target}' in the schema cache",
        f"Searched for a foreign key relationship between '{origin}' and '{target}{using}' in the schema "
        f"'{schema}', but no matches were found.",
        hint,
    )


def ambiguous_relationship(origin: str, target: str, found: list[dict[str, str]], names: Iterable[str]) -> RestError:
    return RestError(
        "PGRST201",
        300,
        f"Could not embed because more than one relationship was found for '{origin}' and '{target}'",
        found,
        f"Try changing '{target}' to one of the following: "
        + ", ".join(f"'{name}'" for name in names)
        + ". Find the desired relationship in the 'details' key.",
    )


def no_function(message: str, details: str, hint: str | None) -> RestError:
    return RestError("PGRST202", 404, message, details, hint)


def ambiguous_function(candidates: Iterable[str]) -> RestError:
    return RestError(
        "PGRST203",
        300,
        "Could not choose the best candidate function between: " + ", ".join(candidates),
        None,
        "Try renaming the parameters or the function itself in the database so function overloading can be resolved",
    )


def twice_embedded(origin: str, name: str, depth: int) -> RestError:
    """Two embeds of one name: what Postgres answers PostgREST, and the second would hide the first."""
    return RestError("42712", 400, f'table name "{origin}_{name}_{depth}" specified more than once')


def no_body_column(relation: str, column: str) -> RestError:
    return RestError("PGRST204", 400, f"Could not find the '{column}' column of '{relation}' in the schema cache")


def no_relation(schema: str, name: str, nearest: str | None) -> RestError:
    hint = f"Perhaps you meant the table '{schema}.{nearest}'" if nearest else None
    return RestError("PGRST205", 404, f"Could not find the table '{schema}.{name}' in the schema cache", None, hint)


def no_column(relation: str, column: str, nearest: str | None) -> RestError:
    """A column the schema cache does not know: what Postgres itself would have answered."""
    hint = f'Perhaps you meant to reference the column "{relation}.{nearest}".' if nearest else None
    return RestError("42703", 400, f"column {relation}.{column} does not exist", None, hint)


# Tokens: PGRST3xx


def no_secret() -> RestError:
    return RestError("PGRST300", 500, "Server lacks JWT secret")


def bad_token(message: str, details: str | None = None) -> RestError:
    return RestError("PGRST301", 401, message, details, headers=_challenge(message))


def no_anonymous() -> RestError:
    return RestError("PGRST302", 401, "Anonymous access is disabled", headers={"WWW-Authenticate": "Bearer"})


def bad_claims(message: str) -> RestError:
    return RestError("PGRST303", 401, message, headers=_challenge(message))


def _challenge(message: str) -> dict[str, str]:
    quoted = message.replace('"', '\\"')
    return {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{quoted}"'}
