"""Sending the outbox's mail over SMTP, as durable work: tried again when the server is away, never sent twice."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import aiosmtplib

from comity.core import sql, work
from comity.core.who import Who

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class MailServer:
    """smtp://user:password@host:587?from=CRM <crm@example.com>; smtps:// for TLS from the first byte."""

    host: str
    port: int
    user: str | None
    password: str | None
    sender: str
    tls: bool
    start_tls: bool | None

    @classmethod
    def of(cls, url: str) -> MailServer:
        """The server of an address."""
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        tls = parts.scheme == "smtps"
        host = parts.hostname or "localhost"
        user = unquote(parts.username) if parts.username else None
        sender = query.get("from", [user if user and "@" in user else f"comity@{host}"])[0]
        start_tls = {"no": False, "yes": True}.get(query.get("starttls", ["auto"])[0])
        password = unquote(parts.password) if parts.password else None
        return cls(host, parts.port or (465 if tls else 587), user, password, sender, tls, start_tls)


_server: MailServer | None = None


def configure(smtp_url: str | None) -> None:
    """Said once at the start of each process: where mail goes, or that it stays in the outbox."""
    global _server
    _server = MailServer.of(smtp_url) if smtp_url else None


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
            await deliver(_server, rows[0])
        except aiosmtplib.SMTPException as error:
            for_good = isinstance(error, (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPAuthenticationError))
            await doing.db.once(service, q.failed, **key, reason=str(error)[:500], for_good=for_good)
            if for_good:
                raise work.Permanent(str(error)) from error
            raise
        await doing.db.once(service, q.sent, **key)

    await doing.step("send", send)


async def deliver(server: MailServer, mail: dict[str, Any]) -> None:
    """Hands one mail to the server."""
    await aiosmtplib.send(
        compose(server, mail),
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.tls,
        start_tls=False if server.tls else server.start_tls,
        timeout=30,
    )


def compose(server: MailServer, mail: dict[str, Any]) -> EmailMessage:
    """The mail as RFC 5322 has it; its id is the row's, so that a repeated one is known for the same."""
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = Address(mail["recipient_name"] or "", addr_spec=mail["recipient"])
    message["Subject"] = " ".join(mail["subject"].split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(str(mail["id"]), server.host)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail["body_text"])
    message.add_alternative(mail["body_html"], subtype="html")
    return message
