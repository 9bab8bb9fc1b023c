"""What every way of sending has in common: a mail, and a refusal that says whether trying again helps."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of the outbox. Its id is the row's, so that a repeated one is known for the same."""

    id: str
    to: str
    to_name: str
    subject: str
    text: str
    html: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Mail:
        """The mail of an outbox row; a subject is one line whatever somebody named their organisation."""
        subject = " ".join(str(row["subject"]).split())
        name = " ".join(str(row["recipient_name"] or "").split())
        return cls(str(row["id"]), row["recipient"], name, subject, row["body_text"], row["body_html"])


class Refused(Exception):
    """The provider did not take the mail. `for_good`: it never will (a wrong address, a wrong key)."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason[:500])
        self.for_good = for_good


class MailServer(Protocol):
    """A way out of the house."""

    async def deliver(self, mail: Mail) -> None:
        """Hands the mail over, or raises Refused."""


def sender(text: str) -> tuple[str, str]:
    """Name and address of `CRM <crm@example.com>`."""
    return parseaddr(text)


def written(name: str, address: str) -> str:
    """The same as one header field."""
    return str(Address(name, addr_spec=address)) if name else address
