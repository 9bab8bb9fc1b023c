"""Mail by SMTP."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from comity.office.mail_server import Mail, Refused

if TYPE_CHECKING:
    import aiosmtplib


@dataclass(frozen=True, slots=True)
class Smtp:
    """smtp://user:password@host:587?from=CRM <crm@example.com>; smtps:// for TLS from the first byte."""

    host: str
    port: int
    user: str | None
    password: str | None
    sender: str
    tls: bool
    start_tls: bool | None

    @classmethod
    def of(cls, url: str, sender: str | None = None) -> Smtp:
        """The server of an address."""
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        tls = parts.scheme == "smtps"
        host = parts.hostname or "localhost"
        user = unquote(parts.username) if parts.username else None
        sender = query.get("from", [sender or (user if user and "@" in user else f"comity@{host}")])[0]
        start_tls = {"no": False, "yes": True}.get(query.get("starttls", ["auto"])[0])
        password = unquote(parts.password) if parts.password else None
        return cls(host, parts.port or (465 if tls else 587), user, password, sender, tls, start_tls)

    async def deliver(self, mail: Mail) -> None:
        """Hands one mail to the server."""
        import aiosmtplib  # loaded where there is a server

        try:
            await aiosmtplib.send(
                self.compose(mail),
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.tls,
                start_tls=False if self.tls else self.start_tls,
                timeout=30,
            )
        except aiosmtplib.SMTPException as error:
            raise Refused(str(error), for_good=_for_good(error)) from error

    def compose(self, mail: Mail) -> EmailMessage:
        """The mail as RFC 5322 has it."""
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = Address(mail.to_name, addr_spec=mail.to)
        message["Subject"] = mail.subject
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{mail.id}@{self.host}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        return message


def _for_good(error: aiosmtplib.SMTPException) -> bool:
    """RFC 5321 section 4.2.1: a reply of the five hundreds is final."""
    import aiosmtplib

    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(refused.code >= 500 for refused in error.recipients)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return True
    return isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= 500
