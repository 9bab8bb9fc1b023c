"""Notifications, the job tray's rows, saved views and mail: each read by whom it is for."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem
from comity.core.who import Who
from comity.office import jobs, mails, notifications, sending
from comity.office.mail_server import Mail
from comity.office.mail_smtp import Smtp
from comity.office.mail_words import Words
from comity.office.organizations import Person
from comity.office.tests.conftest import colleague
from comity.platform.auth.identity import Identity
from comity.web import i18n
from comity.web.i18n import gettext as _

SPEAKS = sql.compile_named(
    "speaks", "Somebody's language.", "update profiles set language = :language where org_id = :org_id and id = :person"
)
ORG_SPEAKS = sql.compile_named(
    "org_speaks", "A house's.", "update organizations set language = :language where org_id = :org_id"
)
FORGE = sql.compile_named(
    "forge", "What a client of the wire would send.",
    "insert into notifications (user_id, kind, title) values (:person, 'x', 'Forged')",
)  # fmt: skip
VIEW = sql.compile_named(
    "view", "A saved view.",
    "insert into saved_views (relation, name, query, shared)"
    " values ('contacts', :name, 'city=eq.Paris', :shared) returning id",
)  # fmt: skip
VIEWS = sql.compile_named(
    "views", "What somebody sees.", "select name from saved_views where org_id = :org_id order by name"
)
SHARE = sql.compile_named(
    "share", "Another's view.", "update saved_views set name = 'Taken' where id = :id returning id"
)
POSTED = sql.compile_named("posted", "What was kept.", "select state, last_error, body_text from mails where id = :id")


async def test_a_note_is_its_persons(db: Database, identity: Identity, owner: Person, stranger: Person) -> None:
    mate = await colleague(identity, owner, "rep")
    assert mate.user_id
    async with db.acting(owner.who) as tx:
        [note] = await notifications.notify(
            tx, mate.user_id, "sales.won", "Won!", url="/leads/1", subject=("leads", uuid4())
        )
        assert await notifications.notify(tx, stranger.user_id, "x", "Not yours") == []
        assert await notifications.mine(tx) == []
    async with db.acting(mate) as tx:
        [found] = await notifications.mine(tx)
        assert (found["title"], found["actor_id"], await notifications.unread(tx)) == ("Won!", owner.user_id, 1)
        await notifications.read(tx, note)
        assert await notifications.unread(tx) == 0
    with pytest.raises((Problem, DatabaseError)):
        await db.once(owner.who, FORGE, person=mate.user_id)
    for url in ("//evil.example", "http://evil.example", "javascript:alert(1)", "/\\evil"):
        with pytest.raises((Problem, DatabaseError)):
            async with db.acting(owner.who) as tx:
                await notifications.notify(tx, mate.user_id, "x", "Elsewhere", url=url)


async def test_each_reads_a_note_in_their_own_language(
    db: Database, identity: Identity, owner: Person, stranger: Person
) -> None:
    """Whoever writes it, for many in one statement; a language that we do not speak is told in English."""
    spoken: list[str | None] = ["de", "de-CH", "en", None, "fr"]
    people = [await colleague(identity, owner, "rep") for _ in spoken]
    async with db.acting(Who.service(owner.org_id)) as tx:
        await tx.run(ORG_SPEAKS, language="de")
        for person, language in zip(people, spoken, strict=True):
            await tx.run(SPEAKS, person=person.user_id, language=language)
    with i18n.speaking("en"):
        async with db.acting(owner.who) as tx:
            names = [person.user_id for person in people if person.user_id]
            told = await notifications.notify(
                tx, [*names, stranger.user_id], "x", lambda: _("{title} was judged").format(title="Villa"),
                body=_("Delete what nobody needs, or ask for more room."),
            )  # fmt: skip
    assert len(told) == len(people)
    german = ("Villa wurde bewertet", "Löschen Sie, was niemand braucht, oder bitten Sie um mehr Platz.")
    english = ("Villa was judged", "Delete what nobody needs, or ask for more room.")
    for person, wanted in zip(people, (german, german, english, german, english), strict=True):
        async with db.acting(person) as tx:
            [note] = await notifications.mine(tx)
        assert (note["title"], note["body"]) == wanted
    async with db.acting(Who.service(owner.org_id)) as tx:
        await tx.run(ORG_SPEAKS, language="en")


async def test_a_job_moves_and_ends(db: Database, identity: Identity, owner: Person) -> None:
    mate = await colleague(identity, owner, "rep")
    async with db.acting(mate) as tx:
        job = await jobs.start(tx, "import", "contacts.csv", total=100)
        assert await jobs.update(tx, job, done=40, state="running") == "running"
        assert await jobs.update(tx, job, message="40 of 100") == "running"
    other = await colleague(identity, owner, "rep")
    async with db.acting(other) as tx:
        assert await jobs.mine(tx) == []
        with pytest.raises(Problem):
            await jobs.state_of(tx, job)
    async with db.acting(mate) as tx:
        [row] = await jobs.mine(tx)
        assert (row["done"], row["total"], row["message"]) == (40, 100, "40 of 100")
        await jobs.update(tx, job, state="cancelled")
        assert await jobs.update(tx, job, done=50) == "cancelled"  # whoever works on it sees that it is over
        await jobs.finish(tx, job, "cancelled", message="40 rows stay", result_url="/imports/1")
        [row] = await jobs.mine(tx)
        assert (row["state"], row["result_url"], row["finished_at"] is not None) == ("cancelled", "/imports/1", True)


async def test_views_are_private_or_shared(db: Database, identity: Identity, owner: Person, stranger: Person) -> None:
    mate, reader = await colleague(identity, owner, "rep"), await colleague(identity, owner, "readonly")
    [mine] = await db.once(mate, VIEW, name="Mine", shared=False)
    [ours] = await db.once(mate, VIEW, name="Ours", shared=True)

    async def seen(who: Who) -> list[str]:
        return [row["name"] for row in await db.once(who, VIEWS)]

    assert await seen(mate) == ["Mine", "Ours"]
    assert await seen(owner.who) == await seen(reader) == ["Ours"]
    assert await seen(stranger.who) == [] and await db.once(stranger.who, VIEWS, org_id=owner.org_id) == []
    assert await db.once(reader, SHARE, id=ours["id"]) == []
    assert await db.once(owner.who, SHARE, id=mine["id"]) == []
    with pytest.raises((Problem, DatabaseError)):
        await db.once(reader, VIEW, name="Everybody's", shared=True)
    assert len(await db.once(owner.who, SHARE, id=ours["id"])) == 1


def words() -> Words:
    return Words(
        subject="Subject\nwith a break",
        heading="<b>Hello</b>",
        paragraphs=("One & two",),
        link="http://x.example/?a=1&b=2",
    )


async def post(db: Database, who: Who, to: str = "guest@else.example") -> UUID:
    async with db.acting(who) as tx:
        return await mails.post(tx, "test", to=to, name="Guest", words=words())


async def test_mail_waits_in_the_outbox(db: Database, identity: Identity, owner: Person, stranger: Person) -> None:
    mate = await colleague(identity, owner, "rep")
    mail = await post(db, mate)
    async with db.acting(owner.who) as tx:
        found = await mails.find(tx, mail)
        assert found["state"] == "queued" and "http://x.example/?a=1&b=2" in found["body_text"]
    for who in (mate, stranger.who):
        with pytest.raises(Problem):
            async with db.acting(who) as tx:
                await mails.find(tx, mail)
    with pytest.raises((Problem, DatabaseError)):
        await post(db, owner.who, to="not an address")


async def test_mail_leaves_when_there_is_a_server(db: Database, owner: Person) -> None:
    """A server of our own on loopback: what it is handed is a mail that mail programs read."""
    received: list[bytes] = []
    server = await asyncio.start_server(lambda r, w: _smtp(r, w, received), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    mail = await post(db, owner.who)
    [row] = await db.once(Who.service(owner.org_id), sending.q.to_send, org=owner.org_id, id=mail)
    async with server:
        there = Smtp.of(f"smtp://127.0.0.1:{port}?from=crm@house.example&starttls=no")
        await there.deliver(Mail.of(row))
    text = received[0].decode()
    assert "Subject: Subject with a break" in text and "From: crm@house.example" in text
    assert "To: Guest <guest@else.example>" in text and "multipart/alternative" in text
    assert "&lt;b&gt;Hello" in text
    await db.once(Who.service(), sending.q.sent, org=owner.org_id, id=mail)
    [kept] = await db.once(owner.who, POSTED, id=mail)
    assert (kept["state"], kept["body_text"]) == ("sent", "")


async def _smtp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, received: list[bytes]) -> None:
    writer.write(b"220 here\r\n")
    while line := await reader.readline():
        word = line[:4].upper().strip()
        if word == b"DATA":
            writer.write(b"354 go\r\n")
            received.append(await reader.readuntil(b"\r\n.\r\n"))
        if word == b"EHLO":
            writer.write(b"250-here\r\n")
        writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
        await writer.drain()
        if word == b"QUIT":
            break
    writer.close()


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "sender"),
    [
        ("smtp://h.example", "h.example", 587, False, "comity@h.example"),
        ("smtps://u%40x.example:p%3A@h.example", "h.example", 465, True, "u@x.example"),
        ("smtp://h.example:25?from=CRM%20<crm@x.example>", "h.example", 25, False, "CRM <crm@x.example>"),
    ],
)
def test_mail_server_addresses(url: str, host: str, port: int, tls: bool, sender: str) -> None:
    server = Smtp.of(url)
    assert (server.host, server.port, server.tls, server.sender) == (host, port, tls, sender)
