"""Sending the outbox's mail, as durable work: tried again when the provider is away, never sent twice."""

from __future__ import annotations

from uuid import UUID

from comity.config import Settings
from comity.core import sql, work
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND
from comity.core.who import Who
from comity.office.mail_apis import Resend, SendGrid, Ses
from comity.office.mail_server import Mail, MailServer, Refused
from comity.office.mail_smtp import Smtp

q = sql.load(__file__)

_server: MailServer | None = None


def configure(settings: Settings) -> None:
    """Said once at the start of each process: by whom mail goes, or that it stays in the outbox."""
    global _server
    _server = server_of(settings)


def server_of(settings: Settings) -> MailServer | None:
    """The way out that is configured: SMTP first, then Resend, SendGrid, SES."""
    host = settings.site_url.partition("://")[2].partition(":")[0].partition("/")[0]
    sender, url = settings.mail_from or f"Comity <comity@{host}>", (settings.mail_api_url or "").rstrip("/")
    elsewhere = {"url": url} if url else {}
    if settings.smtp_url:
        return Smtp.of(settings.smtp_url, settings.mail_from)
    if settings.resend_api_key:
        return Resend(settings.resend_api_key, sender, **elsewhere)
    if settings.sendgrid_api_key:
        return SendGrid(settings.sendgrid_api_key, sender, **elsewhere)
    if settings.ses_region:
        key_id, secret = settings.ses_access_key_id or "", settings.ses_secret_access_key or ""
        return Ses(settings.ses_region, key_id, secret, sender, **elsewhere)
    return None


def configured() -> bool:
    """Whether mail leaves the house."""
    return _server is not None


@work.workflow("office.send_mail", priority=work.P1)
async def send_mail(doing: work.Work, mail_id: str, org_id: str) -> None:
    """Sends one mail of the outbox."""
    key = {"id": UUID(mail_id), "org": UUID(org_id)}
    service = Who.service(key["org"], agent="mail")

    async def send() -> None:
        rows = await doing.db.once(service, q.to_send, **key)
        if not rows or _server is None:
            return
        try:
            await _server.deliver(Mail.of(rows[0]))
        except Refused as refused:
            await doing.db.once(service, q.failed, **key, reason=str(refused), for_good=refused.for_good)
            if refused.for_good:
                raise work.Permanent(str(refused)) from refused
            raise
        await doing.db.once(service, q.sent, **key)

    try:
        await doing.step("send", send)
    except work.Lost as lost:
        await doing.db.once(service, q.given_up, **key, reason=str(lost))
        raise


async def again(tx: Tx, mail_id: UUID) -> None:
    """A mail that failed is tried once more, as the service of its organisation; a Problem when none failed."""
    attempts = await tx.value(q.again, id=mail_id)
    if attempts is None:
        raise NOT_FOUND()
    payload = {"mail_id": str(mail_id), "org_id": str(tx.who.org_id)}
    await work.start(tx, send_mail, payload, key=f"mail {mail_id} {attempts}")
