"""Contracts: the verbs. A contract has versions, each a file; a rule of the table numbers and announces them."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO, Final, Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem, on_constraint
from comity.packs.sales.contracts import files
from comity.packs.sales.contracts.paper import MEDIA_TYPES
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
Status = Literal["draft", "sent", "signed", "declined", "void"]
WHOSE: Final = Problem(
    "contract_whose", 422, _("Say which lead or which company this contract is with."), field="lead_id"
)
SAME: Final = Problem("contract_version_same", 409, _("This contract has this very file already."), field="file")
on_constraint("contracts_lead", NOT_FOUND)
on_constraint("contracts_company", NOT_FOUND)
on_constraint(
    "contracts_title_length",
    Problem("contract_title", 422, _("A contract needs a name of at most 200 characters."), field="title"),
)
on_constraint(
    "contracts_envelope_length",
    Problem("contract_envelope", 422, _("This is not the id of an envelope."), field="envelope"),
)


async def bring(
    tx: Tx, name: str, source: BinaryIO, *, lead_id: UUID | None = None, company_id: UUID | None = None, title: str = ""
) -> tuple[UUID, bool]:
    """A contract of a file; (its id, whether it is new): the same file for the same lead is the same contract."""
    if lead_id is None and company_id is None:
        raise WHOSE()
    brought = await files.bring(tx, name, source)
    known: UUID | None = await tx.value(
        q.same_file, sha256=brought.whole.sha256, lead=lead_id, company=None if lead_id else company_id
    )
    if known is not None:
        await files.drop(brought)
        return known, False
    called = title.strip() or PurePath(brought.name).stem.strip() or str(_("Contract"))
    contract_id: UUID = await tx.value(q.create, title=called[:200], lead=lead_id, company=company_id)
    await _add(tx, contract_id, brought)
    return contract_id, True


async def add_version(tx: Tx, contract_id: UUID, name: str, source: BinaryIO) -> UUID:
    """Another file of a contract: the one that counts from now on."""
    await find(tx, contract_id)
    brought = await files.bring(tx, name, source)
    if await tx.value(q.has_file, contract=contract_id, sha256=brought.whole.sha256):
        await files.drop(brought)
        raise SAME()
    return await _add(tx, contract_id, brought)


async def _add(tx: Tx, contract_id: UUID, brought: files.Brought) -> UUID:
    path = await files.settle(tx, contract_id, brought)
    version_id: UUID | None = await tx.value(
        q.add_version, contract=contract_id, file_name=brought.name, media_type=MEDIA_TYPES[brought.kind],
        size=brought.whole.size, sha256=brought.whole.sha256, path=path,
    )  # fmt: skip
    if version_id is None:
        raise SAME()
    return version_id


async def find(tx: Tx, contract_id: UUID) -> Row:
    """A contract the caller may see."""
    return await tx.found(q.find, id=contract_id)


async def version(tx: Tx, contract_id: UUID, version_id: UUID) -> Row:
    """One of its files, with the words."""
    return await tx.found(q.version, contract=contract_id, id=version_id)


async def change(tx: Tx, contract_id: UUID, *, title: str | None = None, envelope: str | None = None) -> None:
    """Another name, or the envelope it is in."""
    await _done(tx, contract_id, await tx.value(q.change, id=contract_id, title=title, envelope=envelope))


async def set_status(
    tx: Tx, contract_id: UUID, status: Status, *, reason: str | None = None, at: datetime | None = None
) -> None:
    """How far it is; the table announces it."""
    row = await find(tx, contract_id)
    if row["status"] != status:
        await _done(tx, contract_id, await tx.value(q.set_status, id=contract_id, status=status, reason=reason, at=at))


async def trash(tx: Tx, contract_id: UUID) -> None:
    """Away with it."""
    await _done(tx, contract_id, await tx.value(q.trash, id=contract_id))


async def restore(tx: Tx, contract_id: UUID) -> None:
    """Back again."""
    await tx.touch(q.restore, id=contract_id)


async def _done(tx: Tx, contract_id: UUID, changed: Any) -> None:
    """Nothing changed: there is no such contract, or this person may not change it."""
    if changed is None:
        await find(tx, contract_id)
        raise NOT_ALLOWED()
