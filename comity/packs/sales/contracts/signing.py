"""Signing elsewhere: what DocuSign Connect tells of an envelope, as the status of the contract in it.

Cited where obeyed: DocuSign Connect, JSON SIM event model: `event`, `generatedDateTime`, `data.envelopeId`,
`data.envelopeSummary` with `status`, the dates of its states, `voidedReason`, `customFields.textCustomFields`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from comity.core.db import Tx
from comity.office import notifications
from comity.packs.sales.contracts import records
from comity.packs.sales.contracts.records import Status
from comity.people import activities
from comity.web.i18n import gettext as _

FIELD: Final = "comity_contract"
"""The envelope's custom field that may name our contract."""
STATUSES: Final[dict[str, Status]] = {
    "sent": "sent", "delivered": "sent", "resent": "sent", "completed": "signed", "declined": "declined",
    "voided": "void",
}  # fmt: skip
_DATES: Final = {
    "signed": "completedDateTime", "declined": "declinedDateTime", "void": "voidedDateTime", "sent": "sentDateTime",
}  # fmt: skip
_SAID: Final = {
    "sent": _("Sent for signature: {title}"),
    "signed": _("Signed: {title}"),
    "declined": _("Signature declined: {title}"),
    "void": _("Withdrawn from signature: {title}"),
}
_FINAL: Final = ("signed", "declined", "void")


@dataclass(frozen=True, slots=True)
class News:
    """What is said of an envelope."""

    envelope: str
    status: Status
    at: datetime
    reason: str | None = None
    named: UUID | None = None


def read(body: Any) -> News | None:
    """The news in a message; None where it is not about an envelope's state."""
    if not isinstance(body, dict):
        return None
    data = body.get("data")
    data = data if isinstance(data, dict) else body
    about = data.get("envelopeSummary")
    about = about if isinstance(about, dict) else data
    envelope = str(data.get("envelopeId") or about.get("envelopeId") or "")[:200]
    event = str(body.get("event") or "")
    if event and not event.startswith("envelope-"):
        return None
    status = STATUSES.get(event.removeprefix("envelope-") or str(about.get("status") or "").lower())
    if not envelope or status is None:
        return None
    when = _when(about.get(_DATES[status])) or _when(body.get("generatedDateTime")) or datetime.now(UTC)
    reason = about.get("voidedReason") or next(
        (one.get("declinedReason") for one in _signers(about) if one.get("declinedReason")), None
    )
    return News(envelope, status, when, str(reason)[:1000] if reason else None, _named(about))


async def apply(tx: Tx, news: News) -> str:
    """Sets the contract's status, unless it is in no contract or something later is known already."""
    row = await tx.row(records.q.by_envelope, envelope=news.envelope, named=news.named)
    if row is None:
        return "unknown"
    await tx.run(records.q.set_envelope, id=row["id"], envelope=news.envelope)
    known: datetime = row["status_at"]
    late = row["status"] in _FINAL and (news.status == "sent" or news.at <= known)
    if row["status"] == news.status or late:
        return "known"
    await tx.run(records.q.set_status, id=row["id"], status=news.status, reason=news.reason, at=news.at)

    def title() -> str:
        return _SAID[news.status].format(title=row["title"])

    if row["lead_id"] or row["company_id"]:
        await activities.log(
            tx, kind="system", lead_id=row["lead_id"], company_id=row["company_id"], about=("contracts", row["id"]),
            subject=title(), body=news.reason, actor_kind="system", actor_name="DocuSign",
        )  # fmt: skip
    if row["owner_id"]:
        await notifications.notify(
            tx, row["owner_id"], "contract", title, body=news.reason or "", url=f"/contracts/{row['id']}",
            subject=("contracts", row["id"]),
        )  # fmt: skip
    return news.status


def _signers(about: dict[str, Any]) -> list[dict[str, Any]]:
    people = about.get("recipients")
    signers = people.get("signers") if isinstance(people, dict) else None
    return [one for one in signers if isinstance(one, dict)] if isinstance(signers, list) else []


def _named(about: dict[str, Any]) -> UUID | None:
    fields = about.get("customFields")
    texts = fields.get("textCustomFields") if isinstance(fields, dict) else None
    for one in texts if isinstance(texts, list) else []:
        if isinstance(one, dict) and one.get("name") == FIELD:
            try:
                return UUID(str(one.get("value")))
            except ValueError:
                return None
    return None


def _when(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
