"""Contracts that come by the storage's own doors: read like those that somebody brings on the page.  seed: ST09

A file under `<organisation>/leads/<id>/` (or `companies`) of the bucket is a contract with them; under
`<organisation>/contracts/<id>/` it is another version of that one.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final
from uuid import UUID

from comity.core.db import Tx
from comity.core.work import P1, Work, workflow
from comity.packs.sales.contracts import files, paper, records

_WITH: Final = ("leads", "companies")


@workflow("sales.contract_file_arrived", priority=P1, attempts=5)
async def file_arrived(
    work: Work, bucket: str = "", name: str = "", record_kind: str | None = None, record_id: str | None = None
) -> None:
    """The storage's news of a file; what was brought on a page is known already."""
    if bucket == files.BUCKET and record_id and record_kind in ("contracts", *_WITH):
        await work.change("take in", lambda tx: take_in(tx, name, record_kind, UUID(record_id)))


async def take_in(tx: Tx, path: str, kind: str, record: UUID) -> UUID | None:
    """The contract of a file that lies in the bucket; None where it is no contract, or known."""
    row = await files.found(tx, path)
    media = (row["metadata"] or {}).get("mimetype") if row else None
    if row is None or media not in paper.MEDIA_TYPES.values() or row["size"] > files.MOST_BYTES:
        return None
    named = str((row["user_metadata"] or {}).get("name") or PurePath(path).name)[:300]
    if kind != "contracts":
        contract = await _new(tx, row, named, kind, record)
    else:
        contract = None if await tx.value(records.q.has_file, contract=record, sha256=row["sha256"]) else record
    if contract is None:
        return None
    await tx.value(
        records.q.add_version, contract=contract, file_name=named, media_type=media, size=row["size"],
        sha256=row["sha256"], path=path,
    )  # fmt: skip
    return contract


async def _new(tx: Tx, row: dict[str, Any], named: str, kind: str, record: UUID) -> UUID | None:
    lead, company = (record, None) if kind == "leads" else (None, record)
    if await tx.value(records.q.same_file, sha256=row["sha256"], lead=lead, company=company):
        return None
    made: UUID = await tx.value(
        records.q.create, title=PurePath(named).stem.strip()[:200] or named[:200], lead=lead, company=company
    )
    return made
