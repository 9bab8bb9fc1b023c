"""Random selects, filters and embeds, compared with SQL written by hand for the same question under the same role."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core.db import Database
from comity.platform.rest.bare import BareDoor
from comity.platform.rest.engine import Engine
from comity.platform.rest.run import Caller, Context
from comity.platform.rest.tests.conftest import ANONYMOUS, SETTINGS, Asker, person

COLUMNS = {
    "clients": ["id", "name"],
    "projects": ["id", "name", "client_id", "budget", "starts_at", "data", "tags", "span"],
    "tasks": ["id", "project_id", "name", "done", "state"],
    "users": ["id", "name", "boss_id"],
    "passports": ["user_id", "number"],
    "messages": ["id", "sender", "receiver", "body"],
}
KEY = {table: "user_id" if table == "passports" else "id" for table in COLUMNS}


@dataclass(frozen=True)
class Link:
    """How to embed, and the same said in SQL over the aliases p (parent) and c (child)."""

    embed: str
    target: str
    many: bool
    on: str


LINKS = {
    "clients": [Link("projects", "projects", True, "c.client_id = p.id")],
    "projects": [
        Link("clients", "clients", False, "c.id = p.client_id"),
        Link("tasks", "tasks", True, "c.project_id = p.id"),
        Link("users", "users", True, "c.id in (select j.user_id from api.users_projects j where j.project_id = p.id)"),
    ],
    "tasks": [Link("projects", "projects", False, "c.id = p.project_id")],
    "users": [
        Link("passports", "passports", False, "c.user_id = p.id"),
        Link(
            "projects",
            "projects",
            True,
            "c.id in (select j.project_id from api.users_projects j where j.user_id = p.id)",
        ),
        Link("boss_id", "users", False, "c.id = p.boss_id"),
        Link("users!boss_id", "users", True, "c.boss_id = p.id"),
        Link("messages!sender", "messages", True, "c.sender = p.id"),
    ],
    "passports": [Link("users", "users", False, "c.id = p.user_id")],
    "messages": [Link("users!messages_receiver", "users", False, "c.id = p.receiver")],
}


@dataclass
class Level:
    table: str
    columns: list[str]
    filters: list[tuple[str, str]] = field(default_factory=list)  # in the dialect, and in SQL over {a}
    limit: int | None = None
    descending: bool = False
    embeds: list[tuple[str, Link, bool, Level]] = field(default_factory=list)
    wants: list[tuple[str, bool]] = field(default_factory=list)  # embed=is.null / not.is.null


_SIGNS = [("eq", "="), ("neq", "<>"), ("gt", ">"), ("lte", "<=")]


def _compare(key: str, sign: tuple[str, str], n: int) -> tuple[str, str]:
    return f"{key}={sign[0]}.{n}", f"{{a}}.{key} {sign[1]} {n}"


def _one_of(key: str, numbers: list[int]) -> tuple[str, str]:
    listed = ",".join(map(str, numbers))
    return f"{key}=in.({listed})", f"{{a}}.{key} in ({listed})"


def _logic(key: str, a: int, b: int) -> tuple[str, str]:
    dialect = f"or=({key}.lt.{a},not.and({key}.gt.{b},{key}.neq.{a}))"
    return dialect, f"({{a}}.{key} < {a} or not ({{a}}.{key} > {b} and {{a}}.{key} <> {a}))"


def _filters(table: str) -> st.SearchStrategy[tuple[str, str]]:
    number = st.integers(0, 8)
    key = KEY[table]
    simple = [
        st.builds(_compare, st.just(key), st.sampled_from(_SIGNS), number),
        st.builds(_one_of, st.just(key), st.lists(number, min_size=1, max_size=4)),
        st.builds(_logic, st.just(key), number, number),
    ]
    texts = [name for name in COLUMNS[table] if name in ("name", "body", "number", "state")]
    for name in texts:
        letters = st.sampled_from(["o", "W", "de", "1", "e", "_", "%"])
        simple.append(
            st.builds(lambda x, name=name: (f"{name}=ilike.*{quote(x)}*", f"{{a}}.{name} ilike '%{x}%'"), letters)
        )
        simple.append(
            st.builds(lambda x, name=name: (f"{name}=not.like.{quote(x)}*", f"not {{a}}.{name} like '{x}%'"), letters)
        )
    for name in ("client_id", "boss_id", "budget", "done"):
        if name in COLUMNS[table]:
            simple.append(st.just((f"{name}=is.null", f"{{a}}.{name} is null")))
            simple.append(st.just((f"{name}=not.is.null", f"{{a}}.{name} is not null")))
    return st.one_of(simple)


@st.composite
def levels(draw: st.DrawFn, table: str | None = None, depth: int = 0) -> Level:
    table = table or draw(st.sampled_from(sorted(COLUMNS)))
    level = Level(table, draw(st.lists(st.sampled_from(COLUMNS[table]), min_size=1, max_size=4, unique=True)))
    level.filters = draw(st.lists(_filters(table), max_size=2))
    level.limit = draw(st.none() | st.integers(0, 4))
    level.descending = draw(st.booleans())
    if depth < 3:
        for place, link in enumerate(
            draw(st.lists(st.sampled_from(LINKS[table]), max_size=2, unique_by=lambda x: x.embed))
        ):
            alias = f"e{depth}{place}"
            child = draw(levels(link.target, depth + 1))
            if not link.many:
                child.limit = None
            inner = draw(st.booleans()) and child.limit is None
            level.embeds.append((alias, link, inner, child))
            if child.limit is None and draw(st.integers(0, 5)) == 0:
                level.wants.append((alias, draw(st.booleans())))
    return level


def url(level: Level) -> str:
    parts = [f"select={select(level)}", *params(level, "")]
    return f"/{level.table}?" + "&".join(parts)


def select(level: Level) -> str:
    items = list(level.columns)
    for alias, link, inner, child in level.embeds:
        items.append(f"{alias}:{link.embed}{'!inner' if inner else ''}({select(child)})")
    return ",".join(items)


def params(level: Level, prefix: str) -> Iterator[str]:
    for text, _ in level.filters:
        yield prefix + text
    for alias, wanted in level.wants:
        yield f"{prefix}{alias}={'not.' if wanted else ''}is.null"
    yield f"{prefix}order={KEY[level.table]}{'.desc' if level.descending else ''}"
    if level.limit is not None:
        yield f"{prefix}limit={level.limit}"
    for alias, _, _, child in level.embeds:
        yield from params(child, f"{prefix}{alias}.")


def sql(level: Level, on: str = "true", parent: str = "", depth: int = 0) -> str:
    """The rows of a level as a JSON array, written as plainly as can be."""
    a = f"t{depth}"
    pairs = [f"'{name}', {a}.{name}" for name in level.columns]
    conditions = [on.replace("c.", f"{a}.").replace("p.", f"{parent}.")] if parent else []
    conditions += [text.format(a=a) for _, text in level.filters]
    children = {}
    for alias, link, inner, child in level.embeds:
        rows = sql(child, link.on, a, depth + 1)
        children[alias] = rows
        pairs.append(f"'{alias}', ({rows}){'' if link.many else '->0'}")
        if inner:
            conditions.append(f"json_array_length(({rows})) > 0")
    for alias, wanted in level.wants:
        conditions.append(f"json_array_length(({children[alias]})) {'>' if wanted else '='} 0")
    order = f"{a}.{KEY[level.table]}{' desc' if level.descending else ''}"
    where = " and ".join(f"({c})" for c in conditions) or "true"
    limit = f" limit {level.limit}" if level.limit is not None else ""
    made = f"json_build_object({', '.join(pairs)}) as j"
    rows = f"select {made} from api.{level.table} {a} where {where} order by {order}{limit}"
    return f"select coalesce(json_agg(r{depth}.j), '[]'::json) from ({rows}) r{depth}"


class World:
    """One loop and one engine for all examples: hypothesis runs them from ordinary code."""

    def __init__(self, address: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.db = self.loop.run_until_complete(Database.open(address, size=2))
        self.ask = Asker(Engine(self.db, SETTINGS, BareDoor(self.db, {})))

    def compare(self, level: Level, caller: Caller) -> None:
        self.loop.run_until_complete(self._compare(level, caller))

    async def _compare(self, level: Level, caller: Caller) -> None:
        said = await self.ask("GET", url(level), caller=caller, prefer="count=exact")
        assert said.status in (200, 206), (url(level), said.text)
        assert said.json == await self._by_hand(sql(level), caller), url(level)
        again = await self.ask("GET", url(level), caller=caller, prefer="count=exact")  # now a familiar request
        assert (again.text, again.headers["content-location"]) == (said.text, said.headers["content-location"])
        whole = Level(
            level.table,
            ["id" if KEY[level.table] == "id" else "user_id"],
            level.filters,
            None,
            False,
            level.embeds,
            level.wants,
        )
        total = len(await self._by_hand(sql(whole), caller))
        assert said.range is not None and said.range.endswith(f"/{total}"), (url(level), said.range, total)

    async def _by_hand(self, text: str, caller: Caller) -> Any:
        context = Context("GET", "/", {}, {}, {"search_path": "api"})
        results = await self.ask.engine.door.send(caller, context, [(text, [])], rollback=False)
        return orjson.loads(results[0].rows[0][0])

    def close(self) -> None:
        self.loop.run_until_complete(self.db.close())
        self.loop.close()


@pytest.fixture(scope="module")
def small_world(api_url: str) -> Iterator[World]:
    made = World(api_url)
    yield made
    made.close()


QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(level=levels(), caller=st.sampled_from([ANONYMOUS, person("ann")]))
def test_answers_equal_sql_written_by_hand(small_world: World, level: Level, caller: Caller) -> None:
    small_world.compare(level, caller)


@pytest.mark.soak
@settings(QUICK, max_examples=3_000)
@given(level=levels(), caller=st.sampled_from([ANONYMOUS, person("ann")]))
def test_answers_equal_sql_written_by_hand_for_long(small_world: World, level: Level, caller: Caller) -> None:
    small_world.compare(level, caller)
