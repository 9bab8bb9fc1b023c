"""Talks with visitors: what is asked next, what is refused, and what a finished talk becomes."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from comity.ai import coordinator
from comity.core import rates, sql
from comity.core.db import Database, Json, Tx
from comity.core.errors import NOT_FOUND, Problem, on_constraint
from comity.core.who import Who
from comity.core.work import P0, Work, start, workflow
from comity.office import notifications
from comity.office.acting import as_member
from comity.packs.sales import leads
from comity.packs.sales.qualifier import judge
from comity.packs.sales.qualifier.introduced import Introduced, introduced
from comity.packs.sales.qualifier.judge import JUDGE, TOPICS, Heard, Verdict
from comity.people import activities, contacts
from comity.web import i18n
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
HOUSE: Final = Who.service(agent="qualifier")
MOST_MESSAGES: Final = 24
LONGEST: Final = 2000
PER_ADDRESS, ADDRESS_SECONDS = 30.0, 600.0
PER_PAGE, PAGE_SECONDS = 600.0, 86400.0
PER_VISITOR: Final = 60.0
MOST_LINKS: Final = 2
EMAIL: Final = re.compile(r"[^\s@<>(),;:\"]{1,64}@[^\s@<>(),;:\"]+\.[^\s@<>(),;:\"]{2,24}")
BUSY: Final = Problem("qualifier_busy", 429, _("That was a lot at once. Please wait a few minutes and go on."))
LONG: Final = Problem("message_long", 422, _("Please say it in at most 2,000 characters."), field="message")
EMPTY: Final = Problem("message_empty", 422, _("Please write an answer."), field="message")
ADDRESS: Final = Problem(
    "email_form", 422, _("Please enter an e-mail address such as name@example.com."), field="message"
)
QUESTIONS: Final = {
    "need": _("What are you looking for, and what made you think of it now?"),
    "budget": _("What budget do you have in mind? A rough range helps."),
    "authority": _("Who decides about it: you alone, or together with others?"),
    "timeline": _("By when would you like to have it settled?"),
    "name": _("Thank you. What is your name, and your company's if there is one?"),
    "email": _("And at which e-mail address may we answer?"),
}
GREETING: Final = _("Good day. A few questions, so that we come prepared to our first talk.")
THANKS: Final = _("Thank you. We will be in touch within a working day.")
on_constraint(
    "qualifiers_name_length",
    Problem("qualifier_name", 422, _("A page needs a name of at most 120 characters."), field="name"),
)
on_constraint("qualifiers_accent_form", Problem("bad_accent", 422, _("Write the colour like #2f6f4f."), field="accent"))


@dataclass(frozen=True, slots=True)
class Chat:
    """A talk as its visitor sees it."""

    messages: Sequence[Mapping[str, Any]]
    topic: str
    done: bool


async def page_of(db: Database, key: str) -> Row:
    """The published page of an address."""
    rows = await db.once(HOUSE, q.by_key, key=key) if re.fullmatch(r"[0-9a-f]{32}", key) else []
    if not rows:
        raise NOT_FOUND()
    found = await db.once(Who.service(rows[0]["org_id"], agent="qualifier"), q.page, id=rows[0]["id"])
    if not found:
        raise NOT_FOUND()
    return found[0]


def question(page: Mapping[str, Any], topic: str) -> str:
    """What is asked about a topic: the organisation's words, else ours."""
    return str((page["questions"] or {}).get(topic) or QUESTIONS[topic])


async def begin(db: Database, page: Row, words: str, address: str, language: str) -> str:
    """A visitor's first answer; the token their talk goes on by."""
    await _may_talk(db, page, address)
    token = secrets.token_urlsafe(24)
    said = [_ours("need", question(page, "need")), _theirs("need", _checked(words))]
    messages = [*said, _next(page, said)]
    await db.once(
        _house(page), q.begin, qualifier=page["id"], token_hash=_hash(token), messages=Json(messages), language=language
    )
    return token


async def show(db: Database, page: Row, token: str) -> Chat:
    """The talk so far."""
    async with db.acting(_house(page)) as tx:
        return _chat(await _talk(tx, page, token))


async def say(db: Database, page: Row, token: str, words: str, address: str) -> Chat:
    """The visitor's answer; with the last one the talk is judged and becomes a lead."""
    await _may_talk(db, page, address)
    member = await as_member(db, page["org_id"], page["receiver_id"], "qualifier") if page["receiver_id"] else None
    async with db.acting(_house(page)) as tx:
        row = await _talk(tx, page, token)
        chat = _chat(row)
        if chat.done:
            return chat
        text = _checked(words)
        messages = [*row["messages"], _theirs(chat.topic, text)]
        known = {"name": row["name"], "email": row["email"]}
        if chat.topic == "name":
            known["name"] = text[:200]
        if chat.topic == "email":
            known["email"] = _email(text)
        following = _next(page, messages) if not known["email"] and len(messages) < MOST_MESSAGES else None
        messages += [following] if following else []
        await tx.value(q.say, id=row["id"], messages=Json(messages), **known)
        if following is None:
            payload = {"page_id": page["id"], "chat_id": row["id"]}
            await start(tx, finish, payload, key=f"meeting {row['id']}", who=member)
    return Chat(messages, following["topic"] if following else "", following is None)


def _next(page: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The next question: a topic nobody answered yet, then who they are."""
    asked = {one["topic"] for one in messages if one["from"] == "us"}
    heard = _heard(page, messages)
    for topic in TOPICS:
        if topic not in asked and not judge.answered(heard, topic):
            return _ours(topic, question(page, topic))
    return _ours(*(("name", question(page, "name")) if "name" not in asked else ("email", question(page, "email"))))


@workflow("sales.finish_meeting", priority=P0)
async def finish(work: Work, page_id: str, chat_id: str) -> None:
    """A talk that is over is judged and becomes a lead, unless it is spam: once, as whoever receives the leads."""
    i18n.use(work.who.language, work.who.timezone)
    house = Who.service(work.who.org_id, agent="qualifier")
    async with work.db.acting(house) as tx:
        page, row = await tx.row(q.page, id=UUID(page_id)), await tx.row(q.chat, id=UUID(chat_id))
    if page is None or row is None:
        return
    heard = _heard(page, row["messages"])
    if _is_spam(heard):
        await work.step("refuse", lambda: _close(work.db, page, row, "refused", Verdict(), "rules"))
        return
    raw = await work.step("judge", lambda: _judge(work, heard, row))
    verdict = Verdict.model_validate(raw["output"])
    score = await work.step("close", lambda: _close(work.db, page, row, "done", verdict, raw["engine"]))
    lead_id = await work.change("lead", lambda tx: _make_lead(tx, page, row, verdict, score))
    await work.step("tell", lambda: _tell(work.db, page, row, lead_id, score))


async def _judge(work: Work, heard: Heard, row: Row) -> dict[str, Any]:
    subject = ("qualifier_chats", row["id"])
    answer = await coordinator.run(work.db, work.who, JUDGE, heard, priority=P0, subject=subject)
    return {"output": answer.output.model_dump(mode="json"), "engine": answer.engine}


async def _close(db: Database, page: Row, row: Row, state: str, verdict: Verdict, engine: str) -> int:
    score = judge.score(verdict)
    said = {"findings": Json([one.model_dump(mode="json") for one in verdict.findings]), "engine": engine}
    await db.once(_house(page), q.finish, id=row["id"], state=state, score=score, tier=tier(page, score), **said)
    return score


async def _tell(db: Database, page: Row, row: Row, lead_id: UUID, score: int) -> None:
    async with db.acting(_house(page)) as tx:
        if await tx.value(q.made_lead, id=row["id"], lead=lead_id):
            await tx.value(q.announce, lead=lead_id, chat=row["id"], score=score, tier=tier(page, score))


async def _make_lead(tx: Tx, page: Row, row: Row, verdict: Verdict, score: int) -> UUID:
    """The visitor as a contact, their wish as a lead, the talk on its timeline, and a note to whoever receives it."""

    def title() -> str:
        return _("Meeting: {name}").format(name=who.name or row["email"] or str(_("a visitor")))[:200]

    def said() -> str:
        return _("Qualified by chat: {score} of 100").format(score=score)

    who = introduced(row["name"] or "")
    contact_id = await _contact(tx, row, who)
    lead_id = await leads.create(
        tx,
        leads.Facts(
            title=title(), contact_id=contact_id, company=who.company[:160] or None, source=str(page["name"])[:160],
            owner_id=page["receiver_id"],
        ),
    )  # fmt: skip
    talk = "\n".join(f"{'—' if one['from'] == 'us' else '›'} {one['text']}" for one in row["messages"])
    await activities.log(
        tx, kind="note", lead_id=lead_id, contact_id=contact_id, about=("qualifier_chats", row["id"]), subject=said(),
        body=talk, direction="inbound", actor_kind="agent", actor_name=str(page["name"]),
        metadata={"findings": [one.model_dump(mode="json") for one in verdict.findings]},
    )  # fmt: skip
    if page["receiver_id"]:
        await notifications.notify(
            tx, page["receiver_id"], "lead", title, body=said, url=f"/leads/{lead_id}", subject=("leads", lead_id)
        )
    return lead_id


async def _contact(tx: Tx, row: Row, who: Introduced) -> UUID | None:
    """Whoever has this address already, else somebody new; nobody without an address."""
    if not row["email"]:
        return None
    known = await contacts.with_point(tx, "email", row["email"])
    if known:
        found: UUID = known[0]["id"]
        return found
    first, _space, last = who.name.partition(" ")
    told = {"first_name": first[:100], "last_name": last[:100], "email": row["email"]}
    made = await contacts.create(tx, told | ({"company_name": who.company[:160]} if who.company else {}))
    new: UUID = made["id"]
    return new


def tier(page: Mapping[str, Any], score: int) -> str:
    """Hot, warm or cold by the page's own figures."""
    return "hot" if score >= page["hot_from"] else "warm" if score >= page["warm_from"] else "cold"


def _heard(page: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]) -> Heard:
    answers = tuple(
        (one["topic"], one["text"]) for one in messages if one["from"] == "visitor" and one["topic"] in TOPICS
    )
    return Heard(answers, datetime.now(UTC), page["budget_from"], page["days_soon"])


def _is_spam(heard: Heard) -> bool:
    said = "\n".join(words for _topic, words in heard.answers)
    links = len(re.findall(r"(?i)https?://|www\.|\[url", said))
    return links > MOST_LINKS or len(set(said.lower())) < 4


async def _may_talk(db: Database, page: Row, address: str) -> None:
    """So many words an address and a page: a flood waits."""
    if await rates.take(db, f"qualifier:{address}", PER_ADDRESS, ADDRESS_SECONDS):
        raise BUSY()
    if await rates.take(db, f"qualifier page:{page['id']}:{address}", PER_VISITOR, PAGE_SECONDS):
        raise BUSY()  # or one visitor would keep all others out for a day
    if await rates.take(db, f"qualifier page:{page['id']}", PER_PAGE, PAGE_SECONDS):
        raise BUSY()


async def _talk(tx: Tx, page: Row, token: str) -> Row:
    return await tx.found(q.talk, qualifier=page["id"], token_hash=_hash(token))


def _chat(row: Row) -> Chat:
    last = row["messages"][-1]
    done = row["state"] != "open" or last["from"] != "us"
    return Chat(row["messages"], "" if done else last["topic"], done)


def _checked(words: str) -> str:
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", words).strip()
    if not text:
        raise EMPTY()
    if len(text) > LONGEST:
        raise LONG()
    return text


def _email(text: str) -> str:
    found = EMAIL.search(text)
    if found is None:
        raise ADDRESS()
    return found[0].rstrip(".")[:254]


def _ours(topic: str, text: str) -> dict[str, Any]:
    return {"from": "us", "topic": topic, "text": text}


def _theirs(topic: str, text: str) -> dict[str, Any]:
    return {"from": "visitor", "topic": topic, "text": text}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _house(page: Mapping[str, Any]) -> Who:
    return Who.service(page["org_id"], agent="qualifier")


WORKFLOWS = (finish,)
