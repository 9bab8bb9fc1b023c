"""Slack: a short message to the organisation's channel, by an incoming webhook or by chat.postMessage.  seed: IN07, J07

Slack "Sending messages using incoming webhooks" and "chat.postMessage". Slack knows no idempotency key, so a message
may come twice when the process dies between sending and remembering; it is sent once otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform import vault
from comity.platform.outside import Outside, OutsideFailure
from comity.platform.vault import Field, Service
from comity.web.i18n import gettext as _

SERVICE_NAME = "slack"
API = "https://slack.com/api"


async def send(db: Database, who: Who, text: str, *, given: Mapping[str, str] | None = None) -> bool:
    """Sends a message; False where the organisation keeps no Slack. Raises OutsideFailure when Slack refuses."""
    keys = given or await vault.read(db, who, SERVICE_NAME)
    if not keys:
        return False
    if keys.get("webhook_url"):
        outside = Outside(db, who, SERVICE_NAME, per_minute=60, seconds=10, theirs=True)
        answer = await outside.request("POST", keys["webhook_url"], json={"text": text}, repeatable=False)
        if answer.status_code != 200:
            raise OutsideFailure(f"Slack answered {answer.status_code}: {answer.text[:100]}", permanent=True)
        return True
    outside = Outside(db, who, SERVICE_NAME, per_minute=60, seconds=10)
    answer = await outside.request(
        "POST", os.environ.get("SLACK_API_URL", API).rstrip("/") + "/chat.postMessage", repeatable=False,
        headers={"Authorization": f"Bearer {keys.get('token', '')}"},
        json={"channel": keys.get("channel", ""), "text": text, "unfurl_links": False},
    )  # fmt: skip
    said = answer.json() if answer.status_code == 200 else {}
    if not (isinstance(said, dict) and said.get("ok")):
        why = said.get("error") if isinstance(said, dict) else None
        raise OutsideFailure(f"Slack refused: {str(why or answer.status_code)[:100]}", permanent=True)
    return True


def escaped(text: str) -> str:
    """Text that Slack shows as it is (its three control characters)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def _test(db: Database, who: Who, given: Mapping[str, str]) -> str:
    if not given.get("webhook_url") and not (given.get("token") and given.get("channel")):
        raise Problem("slack_incomplete", 422, _("Slack needs a webhook address, or a token and a channel."))
    await send(db, who, str(_("Comity can write here.")), given=given)
    return str(_("Slack took the message."))


SERVICE = Service(
    SERVICE_NAME, "Slack", (
        Field("webhook_url", "Incoming webhook", optional=True, placeholder="https://hooks.slack.com/services/…"),
        Field("token", "Bot token, instead of a webhook", optional=True, placeholder="xoxb-…"),
        Field("channel", "Channel, with a token", secret=False, optional=True, placeholder="#sales"),
    ), _test, "alerts",
)  # fmt: skip
