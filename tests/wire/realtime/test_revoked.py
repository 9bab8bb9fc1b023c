"""Rights that end, end in the order of commits: nothing committed after that is heard, however long anything takes.

What is measured is what was heard, never a time: a witness who keeps the same rights hears the very changes that the
revoked must not, and only then the revoked one's memory is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from comity.core.who import Who
from tests.tenancy.conftest import ask
from tests.wire.realtime.conftest import Dial, Server
from tests.wire.realtime.raw import Raw
from tests.wire.realtime.test_changes import change, said
from tests.wire.realtime.test_private import sign_in

Tokens = Callable[[Who], str]
CONTACTS = {"event": "*", "schema": "public", "table": "contacts"}
ADD = "insert into contacts (org_id, first_name, owner_id) values (%s, 'After', %s) returning id"
SEND = "select realtime.send('{}', %s, %s, true)"


@contextmanager
def database(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """The operator's own connection; committed at the end of the block."""
    with psycopg.connect(server.app.database_url) as connection:
        yield connection


def add(connection: psycopg.Connection[Any], org: UUID, owner: Who) -> str:
    row = connection.execute(ADD, [org, owner.user_id]).fetchone()
    assert row is not None
    return str(row[0])


REMOVED = (
    "update org_members set deleted_at = now() where user_id = %(user)s",
    "update org_members set deleted_at = null where user_id = %(user)s",
)
BANNED = (
    "update auth.users set banned_until = now() + interval '1 day' where id = %(user)s",
    "update auth.users set banned_until = null where id = %(user)s",
)
SIGNED_OUT = ("delete from auth.sessions where id = %(session)s", "select %(session)s")


@pytest.mark.parametrize("ended", [REMOVED, BANNED, SIGNED_OUT], ids=["removed", "banned", "signed out"])
async def test_nothing_committed_afterwards_is_heard(
    line: Dial, server: Server, tokens: Tokens, ended: tuple[str, str]
) -> None:
    """The end of the rights and the change are one transaction, so nothing could come between them."""
    import base64
    import json

    ours = server.app.world.ours
    token = (await sign_in(server, ours.technician))["access_token"]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    named = {"user": ours.technician.user_id, "session": claims["session_id"]}
    witness, gone, topic = await line(), await line(), f"org:{ours.id}:{uuid4()}"
    for raw, bearer in ((witness, tokens(ours.owner)), (gone, token)):
        await raw.follow("contacts", bearer, CONTACTS)
        await raw.join(topic, bearer, private=True)
    with database(server) as connection:
        connection.execute(SEND, ["before", topic])
        before = add(connection, ours.id, ours.owner)
        connection.execute(ended[0], named)
        after = add(connection, ours.id, ours.owner)
        connection.execute(SEND, ["after", topic])
    try:
        await change(witness, "INSERT", after)
        await witness.wait(lambda one: one[3] == "broadcast" and one[4]["event"] == "after")
        for closed in ("realtime:contacts", f"realtime:{topic}"):
            await gone.wait(lambda one, closed=closed: one[3] == "phx_close" and one[2] == closed)  # type: ignore[misc]
        await gone.calm()
        assert ("INSERT", after) not in said(gone)
        assert "after" not in [one["event"] for one in gone.events("broadcast")]
        assert ("INSERT", before) in said(witness)
        assert [one for one in gone.events("system") if one["status"] == "error"]
        answer = await gone.join(topic, token, private=True)
        assert answer["status"] == "error"
    finally:
        with database(server) as connection:
            connection.execute(ended[1], named)


async def test_a_demoted_member_goes_on_with_fewer_rights(line: Dial, server: Server, tokens: Tokens) -> None:
    """The channel stays open; what only a manager saw is not told to a rep, and what a rep sees still is."""
    org = server.app.world.theirs
    with database(server) as connection:
        connection.execute("update organizations set visibility = 'own' where org_id = %s", [org.id])
    witness, raw = await line(), await line()
    await witness.follow("contacts", tokens(org.owner), CONTACTS)
    await raw.follow("contacts", (await sign_in(server, org.manager))["access_token"], CONTACTS)
    try:
        with database(server) as connection:
            seen = add(connection, org.id, org.owner)
        await change(raw, "INSERT", seen)
        with database(server) as connection:
            connection.execute("update org_members set role = 'rep' where user_id = %s", [org.manager.user_id])
            hidden = add(connection, org.id, org.owner)
            own = add(connection, org.id, org.manager)
        await change(witness, "INSERT", own)
        await change(raw, "INSERT", own)
        await raw.calm()
        assert hidden in [record for _, record in said(witness)]
        assert hidden not in [record for _, record in said(raw)]
        assert raw.events("phx_close") == []
    finally:
        with database(server) as connection:
            connection.execute("update org_members set role = 'manager' where user_id = %s", [org.manager.user_id])
            connection.execute("update organizations set visibility = 'all-read' where org_id = %s", [org.id])


async def test_an_organisation_that_closes_its_books_is_heard_by_fewer(
    line: Dial, server: Server, tokens: Tokens
) -> None:
    org = server.app.world.theirs
    witness, raw = await line(), await line()
    await witness.follow("contacts", tokens(org.owner), CONTACTS)
    await raw.follow("contacts", (await sign_in(server, org.rep))["access_token"], CONTACTS)
    try:
        with database(server) as connection:
            connection.execute("update organizations set visibility = 'own' where org_id = %s", [org.id])
            hidden = add(connection, org.id, org.owner)
            own = add(connection, org.id, org.rep)
        await change(witness, "INSERT", own)
        await change(raw, "INSERT", own)
        await raw.calm()
        assert hidden not in [record for _, record in said(raw)]
    finally:
        with database(server) as connection:
            connection.execute("update organizations set visibility = 'all-read' where org_id = %s", [org.id])


async def test_signing_out_over_the_wire_rings_too(line: Dial, server: Server, tokens: Tokens) -> None:
    ours = server.app.world.ours
    token = (await sign_in(server, ours.technician))["access_token"]
    raw = await line()
    await raw.follow("contacts", token, CONTACTS)
    ask(f"{server.url}/auth/v1/logout?scope=local", "POST", None, {"Authorization": f"Bearer {token}"})
    await _closed(raw)
    with database(server) as connection:
        after = add(connection, ours.id, ours.owner)
    witness = await line()
    await witness.follow("contacts", tokens(ours.owner), CONTACTS)
    with database(server) as connection:
        later = add(connection, ours.id, ours.owner)
    await change(witness, "INSERT", later)
    await raw.calm()
    assert {after, later}.isdisjoint(record for _, record in said(raw))


async def _closed(raw: Raw) -> None:
    await raw.wait(lambda one: one[3] == "phx_close")
