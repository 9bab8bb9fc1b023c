"""Filters of changes that only the database can judge: negated too, and none of them holds others up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.realtime.comparing import Comparing, Comparison
from tests.wire.realtime.conftest import Dial, Server
from tests.wire.realtime.raw import Raw

Tokens = Callable[[Who], str]


@pytest.fixture(scope="module")
def sql(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """The operator's connection, and a table for as long as the module runs."""
    with psycopg.connect(server.app.database_url, autocommit=True) as admin:
        admin.execute("create table rt_words (id int primary key, said text); grant select on rt_words to anon")
        admin.execute("alter publication supabase_realtime add table rt_words")
        yield admin
        admin.execute("drop table rt_words")


def heard(raw: Raw) -> list[int]:
    return [one["data"]["record"]["id"] for one in raw.events("postgres_changes")]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ("said=match.^a", [1, 2, 9]),
        ("said=not.match.^a", [3, 9]),
        ("said=imatch.^A.*t$,id=lt.9", [2]),
        ("said=lt.b,id=neq.9", [1, 2]),
        ("said=not.lt.b,id=neq.9", [3]),
        ("said=not.imatch.(, id=neq.9", []),
    ],
)
async def test_what_is_not_so_is_not_told(
    line: Dial, sql: psycopg.Connection[Any], filters: str, wanted: list[int]
) -> None:
    raw, end = await line(), await line()
    wish = {"event": "INSERT", "schema": "public", "table": "rt_words"}
    await raw.follow("words", None, {**wish, "filter": filters}, {**wish, "filter": "id=eq.9"})
    await end.follow("words", None, wish)
    sql.execute("truncate rt_words")
    sql.execute("insert into rt_words values (1, 'apple'), (2, 'apricot'), (3, 'cherry'), (9, null)")
    await end.wait(lambda _: 9 in heard(end))
    await raw.wait(lambda _: 9 in heard(raw))
    assert heard(raw) == sorted({*wanted, 9})


@pytest.mark.parametrize("expression", [r"^(a+)+\1$", r"(.)\1", "x" * 501])
async def test_expressions_that_may_take_for_ever_are_refused(
    line: Dial, sql: psycopg.Connection[Any], expression: str
) -> None:
    raw = await line()
    wish = {"event": "*", "schema": "public", "table": "rt_words", "filter": f"said=match.{expression}"}
    await raw.join("costly", postgres_changes=[wish])
    told = await raw.event("system")
    assert told["status"] == "error" and "match filter" in told["message"]


async def test_an_expression_that_takes_too_long_is_left_alone(house: Database) -> None:
    """However it came past the door: a quarter of a second, then it rests, and the others are answered."""
    apart = "".join(chr(0x4E00 + number) for number in range(400))  # no letter twice: every way of cutting it fails
    slow = Comparison("text", "match", apart, r"^(.+)(.+)(.+)(.+)\1\2\3\4$")
    good = Comparison("text", "match", "apple", "^a")
    comparing = Comparing(house)
    assert await comparing.hold([slow, good, good._replace(negated=True)]) == [False, True, False]
    rests = dict(comparing._failing)
    assert await comparing.hold([slow, good, slow._replace(negated=True)]) == [False, True, False]
    assert comparing._failing == rests and len(rests) == 1  # it was asked once only
    long = Comparison("text", "like", "a" * 1_000_000, "%a" * 3)
    assert await comparing.hold([long, long._replace(negated=True), long._replace(operator="ilike")]) == [
        True, False, True,
    ]  # fmt: skip
    many = [slow._replace(operand=slow.operand + "|" + "z" * number) for number in range(200)]
    assert await comparing.hold(many) == [False] * 200
    assert len(comparing._failing) < 50  # for a second together most were not even asked


async def test_a_machine_that_stood_still_is_no_slow_expression(house: Database) -> None:
    """The first time it takes too long for reasons of somebody else's, and is asked again."""
    good, tries = Comparison("text", "match", "apple", "^a"), 0
    comparing = Comparing(house)
    ask = comparing._asked

    async def slow_at_first(pattern: tuple[str, str], values: list[str | None]) -> list[bool | None]:
        nonlocal tries
        tries += 1
        if tries == 1:
            async with house.acting(Who.service()) as tx:
                await tx.execute("set local statement_timeout = '10ms'")
                await tx.execute("select pg_sleep(1)")
        return await ask(pattern, values)

    comparing._asked = slow_at_first  # type: ignore[method-assign]
    assert await comparing.hold([good, good._replace(negated=True)]) == [True, False]
    assert (tries, comparing._failing) == (2, {})
