"""Brings an export in: dry, to see what would come; then for good, each thing once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.core.work import start
from comity.journeys.old_app.read import KINDS, Export, Item
from comity.office.files import uploads
from comity.packs.library import materials, reading
from comity.packs.library.materials import Facts
from comity.platform.storage import buckets, objects
from comity.platform.storage.objects import Place
from comity.platform.storage.store import store
from comity.platform.storage.wire import begin
from comity.web.i18n import gettext as _

q = sql.load(__file__)
LARGEST = 25_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a kind would come or came, are here already, or cannot come and why."""

    kind: str
    new: int
    known: int
    problems: tuple[str, ...] = ()


async def dry(tx: Tx, export: Export) -> list[Counted]:
    """What bringing it would do; nothing is changed."""
    known = await _known(tx, export)
    return [
        Counted(kind, sum(one.key not in known for one in items), sum(one.key in known for one in items))
        for kind in KINDS if (items := export.items[kind])
    ]  # fmt: skip


async def bring(tx: Tx, export: Export) -> list[Counted]:
    """Everything that is not here yet; what the rules refuse is named and left out."""
    known = await _known(tx, export)
    counted = []
    for kind in KINDS:
        fresh = [one for one in export.items[kind] if one.key not in known]
        problems, made = [], 0
        for one in fresh:
            try:
                async with tx.savepoint():
                    await _BRINGS[kind](tx, one)
                made += 1
            except Problem as problem:
                if problem.status == 403:
                    raise
                problems.append(f"{_title(one)}: {problem.sentence}")
        if export.items[kind]:
            counted.append(Counted(kind, made, len(export.items[kind]) - len(fresh), tuple(problems[:20])))
    return counted


async def _known(tx: Tx, export: Export) -> set[str]:
    keys = [one.key for items in export.items.values() for one in items]
    here = set(await tx.values(q.known, keys=keys))
    mails = {one.text("email", "mail", most=320).lower(): one.key for one in export.items["clients"]}
    taken = await tx.values(q.emails, emails=[mail for mail in mails if mail])
    return here | {mails[mail] for mail in taken}


def _title(one: Item) -> str:
    return one.text("title", "name", "clientName", "fullName", "email", most=200) or str(_("Without a name"))


async def _client(tx: Tx, one: Item) -> None:
    name = one.text("name", "fullName", "clientName", "contactName", most=200)
    first, _space, last = name.partition(" ")
    await tx.value(
        q.client, first=one.text("firstName", "first_name", most=100) or first or None,
        last=one.text("lastName", "last_name", most=100) or last or None,
        email=one.text("email", "mail", most=320) or None, phone=one.text("phone", "tel", "mobile", most=50) or None,
        company=one.text("company", "companyName", "business", most=200) or None,
        title=one.text("role", "title", "position", most=200) or None, key=one.key,
    )  # fmt: skip


async def _analysis(tx: Tx, one: Item) -> None:
    score = one.number("score", "overallScore", "overall_score", "rating")
    if score is not None and 0 <= score <= 10 and one.number("maxScore", "outOf") in (None, 10):
        score *= 10 if score != 0 else 1
    summary = one.text("summary", "feedback", "analysis", "overview", "result", "text")
    made = await tx.value(
        q.analysis, title=_title(one), held_at=one.moment("date", "createdAt", "created_at", "timestamp"),
        score=min(max(score, 0), 100) if score is not None else None, summary=summary, key=one.key,
    )  # fmt: skip
    scores = one.said.get("scores") or one.said.get("categories") or {}
    for position, (name, value) in enumerate(scores.items() if isinstance(scores, Mapping) else ()):
        mark = Item("", value if isinstance(value, Mapping) else {"score": value})
        number = mark.number("score", "value", "rating")
        if number is not None and str(name).strip():
            number = number * 10 if 0 < number <= 10 else number
            why = mark.text("feedback", "comment", "why", "text", most=600)
            await tx.run(
                q.score, analysis=made, position=position, name=str(name)[:100], score=min(max(number, 0), 100), why=why
            )


async def _material(tx: Tx, one: Item) -> None:
    title, file = _title(one), one.file()
    facts = {"title": title, "description": one.text("description", "summary")}
    if file is not None and len(file[0]) <= LARGEST:
        await _file(tx, one, file[0], file[1], facts)
        return
    url, body = one.text("url", "link", "href", most=2000), one.text("content", "text", "body", most=200_000)
    url = url if url.startswith(("http://", "https://")) else ""
    made = await materials.add(
        tx,
        Facts(
            title=facts["title"],
            description=facts["description"],
            kind="link" if url and not body else "text",
            url=url or None,
            body=body or None,
        ),
    )
    await tx.run(q.material, id=made, key=one.key)


async def _file(tx: Tx, one: Item, data: bytes, kind: str, facts: Mapping[str, str]) -> None:
    """A file that lay as text in the browser becomes a file."""
    org_id, made = tx.who.org_id, uuid4()
    assert org_id is not None
    name = one.text("fileName", "filename", "file_name", "name", most=200) or "file"
    whole = await store().take(uploads.pieces(data))
    try:
        blob = await store().place(whole, org_id)
        await begin(tx, "object.upload")
        path = materials.path(org_id, made, name)
        place = Place(await buckets.known(tx, materials.BUCKET), path, str(tx.who.user_id), org_id, mime=kind)
        await objects.put(tx, store(), place, whole, blob)
    finally:
        await store().forget(whole)
    await materials.add(tx, Facts(
        title=facts["title"], description=facts["description"], kind=materials.kind_of(kind), path=path,
        file_name=name, media_type=kind, size=len(data), reading="waiting",
    ), material_id=made)  # fmt: skip
    await tx.run(q.material, id=made, key=one.key)
    await start(tx, reading.read_material, {"material_id": made})


async def _campaign(tx: Tx, one: Item) -> None:
    await tx.value(q.campaign, name=_title(one)[:200], description=one.text("description", "goal"), key=one.key)


async def _signup(tx: Tx, one: Item) -> None:
    await tx.value(
        q.signup, email=one.text("email", "mail", most=320) or None,
        name=one.text("name", "clientName", most=200) or None,
        source=one.text("source", "utm_source", "channel", most=200) or "old app", key=one.key,
        at=one.moment("date", "createdAt", "signedUpAt", "timestamp"), campaign=one.text("campaign", "campaignName"),
    )  # fmt: skip


_BRINGS: Mapping[str, Callable[[Tx, Item], Coroutine[Any, Any, None]]] = {
    "clients": _client, "analyses": _analysis, "materials": _material, "campaigns": _campaign, "signups": _signup,
}  # fmt: skip
