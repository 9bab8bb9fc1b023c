"""Mail the house sends: in the recipient's language, into the outbox, and out when a mail server is configured."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.core import sql, work
from comity.core.db import Tx
from comity.office import mail_words, sending
from comity.office.mail_words import Words
from comity.platform.auth.house import Letter
from comity.web import i18n, render

q = sql.load(__file__)


async def post(tx: Tx, kind: str, *, to: str, name: str = "", words: Words, audience: str = "admins") -> UUID:
    """Puts a mail of the caller's organisation into the outbox."""
    mail_id: UUID = await tx.value(q.post, **_row(kind, to, name, words, audience))
    await _send(tx, mail_id, tx.who.org_id)
    return mail_id


async def post_account(tx: Tx, letter: Letter) -> None:
    """Puts a letter about an account into the outbox; where no mail leaves, its only organisation may read it."""
    places = await tx.rows(q.places, person=letter.user_id)
    shown = len(places) == 1 and not sending.configured()  # what leaves is for its reader alone: it proves the address
    reader = places[0] if places else {"language": tx.who.language, "timezone": tx.who.timezone, "name": ""}
    with i18n.speaking(reader["language"], reader["timezone"]):
        words = mail_words.of_letter(letter)
        row = _row(letter.kind, letter.to, reader["name"], words, "owner" if shown else "operator")
    org_id = places[0]["org_id"] if len(places) == 1 else None
    mail_id = await tx.value(q.post_account, org=org_id, **row)
    await _send(tx, mail_id, org_id)


async def outbox(tx: Tx, *, before: UUID | None = None, most: int = 50) -> list[dict[str, Any]]:
    """The organisation's mail, newest first; row security leaves out what the caller may not read."""
    return await tx.rows(q.outbox, before=before, most=most)


async def find(tx: Tx, mail_id: UUID) -> dict[str, Any]:
    """One mail with its text."""
    return await tx.found(q.find, id=mail_id)


def _row(kind: str, to: str, name: str, words: Words, audience: str) -> dict[str, Any]:
    html = render.text("office/mails/letter.html", {"words": words, "language": i18n.reader().language})
    return {
        "kind": kind,
        "audience": audience,
        "recipient": to,
        "recipient_name": name or None,
        "subject": words.subject,
        "body_text": words.plain(),
        "body_html": str(html),
        "link": words.link,
    }


async def _send(tx: Tx, mail_id: UUID, org_id: UUID | None) -> None:
    if sending.configured():
        payload = {"mail_id": str(mail_id), "org_id": str(org_id or UUID(int=0))}
        await work.start(tx, sending.send_mail, payload, key=f"mail {mail_id}")
