"""Gong: a recorded call is told by webhook, its words are fetched, and it is understood.  seed: IN03, F04

Gong "Payload sent to webhooks" (callData, isTest) and "Retrieve transcripts of calls" (POST /v2/calls/transcript). How
the message is signed is checked where it comes in (office/webhooks/signatures.py).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from comity.comms import calls, transcripts
from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import P1, Limit, Permanent, Work, workflow
from comity.platform import vault
from comity.platform.outside import Outside, OutsideFailure
from comity.platform.vault import Field, Service
from comity.web import i18n
from comity.web.i18n import gettext as _

q = sql.load(__file__)
SERVICE_NAME = "gong"
API = "https://api.gong.io"
LIMIT = Limit(SERVICE_NAME, per_minute=150, each=True)
"""Gong allows three requests a second."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says of a call."""

    id: str
    title: str
    started_at: str | None
    seconds: int | None
    direction: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    our_mails: tuple[str, ...]
    their_mails: tuple[str, ...]
    speakers: Mapping[str, str]


def read(body: Any) -> Told | None:
    """A message as a call; None for tests and for what is no call."""
    if not isinstance(body, dict) or body.get("isTest") is True:
        return None
    data = body.get("callData")
    meta = data.get("metaData") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(meta, dict) or not str(meta.get("id") or "").isalnum():
        return None
    parties = [one for one in data.get("parties") or () if isinstance(one, dict)]
    ours = [one for one in parties if str(one.get("affiliation")).lower() == "internal"]
    theirs = [one for one in parties if one not in ours]
    seconds = meta.get("duration")
    return Told(
        id=str(meta["id"])[:80], title=str(meta.get("title") or "Gong")[:200], started_at=_instant(meta.get("started")),
        seconds=int(seconds) if isinstance(seconds, int | float) and 0 <= seconds < 10**6 else None,
        direction="inbound" if str(meta.get("direction")).lower() == "inbound" else "outbound",
        ours=_said(ours, "name"), theirs=_said(theirs, "name"), our_mails=_said(ours, "emailAddress", lower=True),
        their_mails=_said(theirs, "emailAddress", lower=True),
        speakers={str(one["speakerId"]): str(one.get("name") or "")[:100] for one in parties if one.get("speakerId")},
    )  # fmt: skip


@workflow("sales.ingest_gong", priority=P1, attempts=8)
async def ingest(work: Work, body: Any) -> None:
    """Fetches the words of a call Gong told of, and takes it in; once, however often it is told."""
    i18n.use(work.who.language, work.who.timezone)
    told = read(body)
    if told is None:
        return
    turns = await work.step("fetch", lambda: fetch(work.db, work.who, told), limit=LIMIT)
    await work.change("keep", lambda tx: keep(tx, told, turns))


async def fetch(db: Database, who: Who, told: Told) -> list[dict[str, Any]] | None:
    """The words by Gong's API; None where the organisation keeps no keys, or Gong has no words of it."""
    keys = await vault.read(db, who, SERVICE_NAME)
    if not keys or who.org_id is None:
        return None
    base = (keys.get("base_url") or API).rstrip("/")
    token = base64.b64encode(f"{keys['access_key']}:{keys['secret']}".encode()).decode()
    outside = Outside(db, who, SERVICE_NAME, seconds=30, theirs=bool(keys.get("base_url")))
    answer = await outside.request(
        "POST", f"{base}/v2/calls/transcript", json={"filter": {"callIds": [told.id]}}, repeatable=True,
        headers={"Authorization": f"Basic {token}"},
    )  # fmt: skip
    if answer.status_code == 404:
        return None
    if answer.status_code != 200:
        problem = f"Gong answered {answer.status_code}."
        await vault.failed(db, who.org_id, SERVICE_NAME, problem)
        raise Permanent(problem) if answer.status_code < 500 else OutsideFailure(problem)
    await vault.used(db, who.org_id, SERVICE_NAME)
    return _turns(answer.json(), told)


async def keep(tx: Tx, told: Told, turns: Sequence[Mapping[str, Any]] | None) -> str | None:
    """The call with its words, about whom it was with; None where it is here already."""
    external = f"gong:{told.id}"
    if await tx.value(q.known, external=external) is not None:
        return None
    whom = await tx.row(q.whom, emails=list(told.their_mails)) or {"contact_id": None, "lead_id": None}
    facts = calls.Facts(
        lead_id=whom["lead_id"], contact_id=whom["contact_id"], title=told.title, source="api", external_id=external,
        direction="inbound" if told.direction == "inbound" else "outbound",
        started_at=datetime.fromisoformat(told.started_at) if told.started_at else None, duration_seconds=told.seconds,
        consent="announced",
    )  # fmt: skip
    transcript = None
    if turns:
        with suppress(Problem):
            words = orjson.dumps(list(turns))
            transcript = await transcripts.understand(words, "gong.json", us=told.ours, customers=told.theirs)
    call_id, _new = await calls.add(tx, facts, transcript=transcript)
    if transcript is None:
        problem = str(_("Gong told of this call, but its words could not be fetched. Bring them, or add Gong's keys."))
        await calls.set_state(tx, call_id, "waiting", problem=problem)
    return str(call_id)


def _turns(said: Any, told: Told) -> list[dict[str, Any]] | None:
    """Gong's monologues as turns: who, what, and when in seconds."""
    found = said.get("callTranscripts") if isinstance(said, dict) else None
    mine = next((one for one in found or () if isinstance(one, dict) and str(one.get("callId")) == told.id), None)
    turns = []
    for monologue in (mine or {}).get("transcript") or ():
        sentences = [s for s in monologue.get("sentences") or () if isinstance(s, dict) and s.get("text")]
        if sentences:
            speaker = told.speakers.get(str(monologue.get("speakerId")), "") or "Speaker"
            start = sentences[0].get("start")
            turns.append(
                {
                    "speaker": speaker, "text": " ".join(str(s["text"]).strip() for s in sentences),
                    "start": float(start) / 1000 if isinstance(start, int | float) else None,
                }
            )  # fmt: skip
    return turns or None


def _said(parties: Sequence[Mapping[str, Any]], name: str, lower: bool = False) -> tuple[str, ...]:
    found = (str(one[name])[:200] for one in parties[:100] if one.get(name))
    return tuple(dict.fromkeys(text.lower() if lower else text for text in found))


def _instant(text: Any) -> str | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found.isoformat() if found.tzinfo else None


async def _test(db: Database, who: Who, given: Mapping[str, str]) -> str:
    token = base64.b64encode(f"{given['access_key']}:{given['secret']}".encode()).decode()
    outside = Outside(db, who, SERVICE_NAME, seconds=10, theirs=bool(given.get("base_url")), tries=1)
    url = (given.get("base_url") or API).rstrip("/") + "/v2/users"
    answer = await outside.request("GET", url, headers={"Authorization": f"Basic {token}"})
    if answer.status_code != 200:
        raise Problem(
            "key_refused", 422, str(_("Gong refused the keys with {status}.")).format(status=answer.status_code)
        )
    return str(_("Gong knows these keys."))


SERVICE = Service(
    SERVICE_NAME, "Gong", (
        Field("access_key", "Access key"),
        Field("secret", "Access key secret"),
        Field("base_url", "API address of your account", secret=False, optional=True, placeholder=API),
    ), _test, "calls",
)  # fmt: skip
ON_KINDS = {"webhook.gong": [ingest]}
WORKFLOWS = (ingest,)
