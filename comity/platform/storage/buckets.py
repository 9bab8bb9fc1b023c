"""Buckets: the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.core import sql
from comity.core.db import DatabaseError, Tx
from comity.platform.storage import errors, names

q = sql.load(__file__)
Row = dict[str, Any]
SORTED = {"id", "name", "created_at", "updated_at"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """What uploads and downloads must know of a bucket."""

    id: str
    public: bool
    file_size_limit: int | None
    allowed_mime_types: list[str] | None
    reach: str | None


async def known(tx: Tx, bucket: str) -> Bucket:
    """A bucket as the service knows it, whoever asks; NO_BUCKET when there is none."""
    found = await tx.into(Bucket, q.known, id=bucket)
    if not found:
        raise errors.NO_BUCKET()
    return found[0]


async def find(tx: Tx, bucket: str) -> Row:
    """A bucket the caller may see."""
    row = await tx.row(q.find, id=bucket)
    if row is None:
        raise errors.NO_BUCKET()
    return row


async def every(tx: Tx, asked: Mapping[str, str]) -> list[Row]:
    """The buckets the caller may see: limit, offset, sortColumn, sortOrder, search."""
    column, order = asked.get("sortColumn", "id"), asked.get("sortOrder", "asc")
    if column not in SORTED or order not in ("asc", "desc"):
        raise errors.bad_parameter("sortColumn")
    return await tx.rows(
        q.every,
        search=asked.get("search") or None,
        column=column,
        descending=order == "desc",
        most=_number(asked, "limit", 10_000, least=1),
        skip=_number(asked, "offset", 0),
    )


def _number(asked: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    value = asked.get(name)
    if value is None:
        return default
    if not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise errors.bad_request(f"querystring/{name} must be integer")
    if int(value) < least:
        raise errors.bad_request(f"querystring/{name} must be >= {least}")
    return int(value)


async def create(tx: Tx, body: Row, owner: str | None, most: int) -> str:
    """A new bucket; its id."""
    name = body.get("name") or body.get("id")
    bucket = body.get("id") or name
    if not isinstance(name, str) or not isinstance(bucket, str):
        raise errors.bad_request("body must have required property 'name'")
    names.bucket(name)
    names.bucket(bucket)
    if body.get("type", "STANDARD") != "STANDARD":
        raise errors.Refusal("FeatureNotEnabled", 409, "The feature is not enabled for this resource")
    try:
        await tx.run(
            q.create,
            id=bucket,
            name=name,
            owner_id=owner,
            public=_flag(body.get("public"), False),
            **_limits(body, most),
        )
    except DatabaseError as error:
        raise (errors.BUCKET_EXISTS() if error.sqlstate == "23505" else error) from error
    return bucket


async def change(tx: Tx, bucket: str, body: Row, most: int) -> None:
    """Whether it is public, and its limits; what is not said stays."""
    names.bucket(bucket)
    said = {key for key in ("public", "file_size_limit", "allowed_mime_types") if key in body}
    if not said:
        raise errors.NO_CONTENT()
    await find(tx, bucket)
    count = await tx.run(
        q.change,
        id=bucket,
        said=sorted(said),
        public=_flag(body.get("public"), False),
        **_limits(body, most),
    )
    if not count:
        raise errors.DENIED()


def _limits(body: Row, most: int) -> dict[str, Any]:
    limit = names.size(body.get("file_size_limit"))
    if limit is not None and limit > most:
        raise errors.TOO_LARGE()
    return {"file_size_limit": limit, "allowed_mime_types": names.mimes(body.get("allowed_mime_types"))}


def _flag(value: Any, default: bool) -> bool:
    if value is None:
        return default
    if not isinstance(value, bool):
        raise errors.bad_request("body/public must be boolean")
    return value


async def remove(tx: Tx, bucket: str, holds: bool) -> None:
    """Away with an empty bucket. Whether it `holds` objects is asked by the service, who sees them all."""
    await find(tx, bucket)
    if holds:
        raise errors.NOT_EMPTY()
    try:
        count = await tx.run(q.remove, id=bucket)
    except DatabaseError as error:
        raise (errors.NOT_EMPTY() if error.sqlstate == "23503" else error) from error
    if not count:
        raise errors.NO_BUCKET()
