"""Revivals: drafts to cold leads each Monday, with why now; a person sends them.  seed: F12, AG07"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

import orjson

from comity.ai import coordinator
from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED, Problem, on_constraint
from comity.core.who import Who
from comity.core.work import P2, Work, workflow
from comity.office import mails, notifications
from comity.office.mail_words import Words
from comity.packs.sales.agents.revival import REVIVAL, Cold
from comity.people import activities
from comity.web import i18n
from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext

q = sql.load(__file__)
MOST = 30
REFUSED = ("refused", "false", "no", "withdrawn", "denied")
DECIDED = Problem("draft_decided", 409, _("Somebody decided on this draft already."))
MAY_NOT = Problem("contact_may_not", 409, _("This contact does not want mail, or is blocked."))
NO_ADDRESS = Problem("no_address", 409, _("This contact has no e-mail address."))
on_constraint("revivals_decided_once", DECIDED)
on_constraint("revivals_person", NOT_ALLOWED)
on_constraint("revivals_subject_length", Problem("bad_subject", 422, _("Please give it a subject."), field="subject"))
on_constraint("revivals_body_length", Problem("bad_body", 422, _("Please write something."), field="body"))


@workflow("sales.resurrect_leads", priority=P2)
async def resurrect_leads(work: Work) -> None:
    """Once a week: drafts to the largest cold leads that something speaks for."""
    i18n.use(work.who.language, work.who.timezone)
    work.who = Who.service(work.who.org_id, agent="revivals")
    found = await work.change("find", candidates)
    owners: list[str] = []
    for lead in found:
        made = await work.step(f"write {lead['id']}", partial(_write, work, lead))
        if await work.change(f"keep {lead['id']}", partial(_keep, lead=lead, made=made)):
            owners.append(lead["owner_id"] or "")
    await work.change("tell", lambda tx: _tell(tx, owners))


async def draft(tx: Tx, lead_id: UUID) -> dict[str, Any] | None:
    """What a draft to this lead would rest on; None where nothing speaks for it or nobody may be written to."""
    found = await candidates(tx, lead_id)
    return found[0] if found else None


async def candidates(tx: Tx, lead_id: UUID | None = None) -> list[dict[str, Any]]:
    """Cold leads with their evidence; those without any are left out."""
    leads = await tx.rows(q.candidates, lead=lead_id, most=MOST)
    told = []
    for lead in leads:
        heard, happened = await tx.many([(q.heard, {"lead": lead["id"]}), (q.happened, {"lead": lead["id"]})])
        why = [{"source": "calls", "id": row["call_id"], **row} for row in heard]
        if not why:
            why = [{**row, "source": "activities", "activity": row["kind"], "kind": "activity"} for row in happened]
        if why:
            told.append({**lead, "why": why})
    return orjson.loads(orjson.dumps(told, default=str))  # type: ignore[no-any-return]


async def _write(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    """The agent's words; in a step of its own, because a model may be asked."""
    cold = Cold(
        first_name=lead["first_name"] or lead["contact"] or "", me=lead["me"] or lead["organisation"],
        organisation=lead["organisation"], title=lead["title"], language=lead["language"], why=lead["why"],
    )  # fmt: skip
    answer = await coordinator.run(work.db, work.who, REVIVAL, cold, priority=P2, subject=("leads", UUID(lead["id"])))
    return {
        "subject": answer.output.subject, "body": answer.output.body, "engine": answer.engine, "model": answer.model,
        "run": str(answer.run_id) if answer.run_id else None,
    }  # fmt: skip


async def _keep(tx: Tx, lead: dict[str, Any], made: dict[str, Any]) -> bool:
    kept = await tx.value(
        q.keep, lead=lead["id"], contact=lead["contact_id"], recipient=lead["email"], language=lead["language"],
        evidence=orjson.dumps(lead["why"]).decode(), method="template" if made["engine"] == "offline" else "model",
        **made,
    )  # fmt: skip
    return kept is not None


def _waiting(many: int) -> str:
    words = ngettext("%(n)s draft to a cold lead waits for you", "%(n)s drafts to cold leads wait for you", many)
    return words % {"n": many}


async def _tell(tx: Tx, owners: list[str]) -> int:
    for owner, many in sorted(Counter(owners).items()):
        if owner:
            await notifications.notify(tx, UUID(owner), "draft", partial(_waiting, many), url="/revivals")
    return len(owners)


async def drafts(tx: Tx, owner_id: UUID | None = None, most: int = 60) -> list[dict[str, Any]]:
    """What waits for a person, and what was decided lately."""
    return await tx.rows(q.drafts, owner_id=owner_id, most=most)


async def approve(tx: Tx, draft_id: UUID, subject: str, body: str) -> UUID:
    """Sends a draft as a person changed it, and writes it down; the lead it went to."""
    found = await tx.found(q.find, id=draft_id)
    if found["state"] != "draft":
        raise DECIDED()
    if found["status"] == "blocked" or found["consent"] in REFUSED:
        raise MAY_NOT()
    if not found["recipient"]:
        raise NO_ADDRESS()
    lead_id = await _decide(tx, found, "approved", subject, body, None)
    words = Words(subject=" ".join(subject.split()), heading="", paragraphs=tuple(body.strip().split("\n\n")))
    await mails.post(tx, "revival", to=found["recipient"], name=found["contact"] or "", words=words)
    await activities.log(
        tx,
        kind="email",
        direction="outbound",
        lead_id=lead_id,
        contact_id=found["contact_id"],
        subject=subject,
        body=body,
    )
    return lead_id


async def dismiss(tx: Tx, draft_id: UUID) -> UUID:
    """Throws a draft away."""
    found = await tx.found(q.find, id=draft_id)
    return await _decide(tx, found, "dismissed", found["subject"], found["body"], None)


async def _decide(tx: Tx, found: dict[str, Any], state: str, subject: str, body: str, mail: UUID | None) -> UUID:
    lead_id: UUID | None = await tx.value(
        q.decide, id=found["id"], state=state, subject=subject.strip(), body=body.strip(), mail=mail
    )
    if lead_id is None:
        raise DECIDED() if found["state"] != "draft" else NOT_ALLOWED()
    return lead_id
