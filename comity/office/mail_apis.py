"""Mail by the HTTP interfaces of Resend, SendGrid and Amazon SES."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from comity.office import sigv4
from comity.office.mail_server import Mail, Refused, sender, written

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Resend:
    """POST /emails (resend.com/docs/api-reference/emails/send-email)."""

    key: str
    sender: str
    url: str = "https://api.resend.com"

    async def deliver(self, mail: Mail) -> None:
        """Hands one mail over; the key of idempotency keeps a repeated one from going out twice."""
        said = {
            "from": self.sender,
            "to": [written(mail.to_name, mail.to)],
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "headers": {"Auto-Submitted": "auto-generated"},
        }
        headers = {"authorization": f"Bearer {self.key}", "idempotency-key": mail.id}
        await _post(f"{self.url}/emails", said, headers)


@dataclass(frozen=True, slots=True)
class SendGrid:
    """POST /v3/mail/send (twilio.com/docs/sendgrid/api-reference/mail-send)."""

    key: str
    sender: str
    url: str = "https://api.sendgrid.com"

    async def deliver(self, mail: Mail) -> None:
        """Hands one mail over."""
        name, address = sender(self.sender)
        said = {
            "personalizations": [{"to": [_person(mail.to_name, mail.to)], "custom_args": {"mail_id": mail.id}}],
            "from": _person(name, address),
            "subject": mail.subject,
            "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.html}],
            "headers": {"Auto-Submitted": "auto-generated"},
            "tracking_settings": {"click_tracking": {"enable": False}, "open_tracking": {"enable": False}},
        }
        await _post(f"{self.url}/v3/mail/send", said, {"authorization": f"Bearer {self.key}"})


@dataclass(frozen=True, slots=True)
class Ses:
    """POST /v2/email/outbound-emails (docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html)."""

    region: str
    key_id: str
    secret: str
    sender: str
    url: str = ""

    async def deliver(self, mail: Mail) -> None:
        """Hands one mail over, signed."""
        said = {
            "FromEmailAddress": self.sender,
            "Destination": {"ToAddresses": [written(mail.to_name, mail.to)]},
            "Content": {
                "Simple": {
                    "Subject": _text(mail.subject),
                    "Body": {"Text": _text(mail.text), "Html": _text(mail.html)},
                    "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
                }
            },
            "EmailTags": [{"Name": "mail_id", "Value": mail.id}],
        }
        url = f"{self.url or f'https://email.{self.region}.amazonaws.com'}/v2/email/outbound-emails"
        body = orjson.dumps(said)
        signed = sigv4.headers(
            "POST", url, body, region=self.region, service="ses", key_id=self.key_id, secret=self.secret,
            now=datetime.now(UTC), more={"content-type": "application/json"},
        )  # fmt: skip
        await _send(url, body, signed)


def _person(name: str, address: str) -> dict[str, str]:
    return {"email": address, **({"name": name} if name else {})}


def _text(said: str) -> dict[str, str]:
    return {"Data": said, "Charset": "UTF-8"}


async def _post(url: str, said: dict[str, Any], headers: dict[str, str]) -> None:
    await _send(url, orjson.dumps(said), {**headers, "content-type": "application/json"})


async def _send(url: str, body: bytes, headers: dict[str, str]) -> None:
    """The request; a refusal in the provider's own words. Too many, too busy and away pass; anything else does not."""
    import httpx

    try:
        async with httpx.AsyncClient(timeout=30, follow_redirects=False) as client:
            answer = await client.post(url, content=body, headers=headers)
    except httpx.HTTPError as error:
        raise Refused(f"{type(error).__name__}: {error}", for_good=False) from error
    if answer.status_code // 100 == 2:
        return
    passes = answer.status_code in (408, 409, 425, 429) or answer.status_code >= 500
    raise Refused(f"{answer.status_code}: {_reason(answer)}", for_good=not passes)


def _reason(answer: httpx.Response) -> str:
    try:
        said = answer.json()
    except ValueError:
        return answer.text[:200]
    if isinstance(said, dict) and isinstance(said.get("errors"), list) and said["errors"]:
        said = said["errors"][0]
    reason = said.get("message") or said.get("Message") if isinstance(said, dict) else None
    return str(reason or answer.reason_phrase)[:300]
