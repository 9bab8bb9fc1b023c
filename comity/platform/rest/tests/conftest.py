"""An engine over a small database of its own, asked as an HTTP client would ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from comity.core.db import Database
from comity.platform.rest.bare import BareDoor
from comity.platform.rest.engine import Engine
from comity.platform.rest.request import Raw
from comity.platform.rest.response import Answer
from comity.platform.rest.run import Caller
from comity.platform.rest.settings import RestSettings
from tests.server import Postgres

WORLD = Path(__file__).parents[4] / "tests" / "wire" / "rest" / "schema.sql"
SETTINGS = RestSettings(
    schemas=("api", "other"),
    extra_search_path=(),
    aggregates=True,
    plan=True,
    tx_end="commit-allow-override",
    house=False,
)
ANONYMOUS = Caller(None, "rest_anon", '{"role":"rest_anon"}')


def person(name: str) -> Caller:
    """Somebody with a token."""
    return Caller(None, "rest_user", orjson.dumps({"role": "rest_user", "sub": name}).decode(), signed_in=True)


@dataclass(frozen=True)
class Said:
    """An answer, read."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.text)

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.json["code"])

    @property
    def range(self) -> str | None:
        return self.headers.get("content-range")


class Asker:
    """`await ask("GET", "/clients?id=eq.1")`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def __call__(
        self, method: str, url: str, body: Any = None, *, caller: Caller = ANONYMOUS, **headers: str
    ) -> Said:
        path, _, query = url.partition("?")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        raw = Raw(method, [part for part in path.split("/") if part], query, sent, content)
        answer = await self.engine.answer(raw, caller)
        if answer.stream is not None:
            answer.body = b"".join([chunk async for chunk in answer.stream])
        return read(answer)

    def with_settings(self, **changes: Any) -> Asker:
        """The same database, another operator."""
        engine = Engine(self.engine.db, replace(self.engine.settings, **changes), self.engine.door)
        return Asker(engine)


def read(answer: Answer) -> Said:
    said = [*answer.headers.items(), *answer.more]
    if "Content-Length" in answer.headers and answer.body:
        assert int(answer.headers["Content-Length"]) == len(answer.body)
    return Said(answer.status, {name.lower(): value for name, value in said}, answer.body.decode())


@pytest.fixture(scope="module")
def api_url(postgres: Postgres) -> Iterator[str]:
    """A database with tests/wire/rest/schema.sql in it and nothing of ours."""
    url = postgres.empty()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(WORLD.read_text().encode())
    yield url
    postgres.drop(url)


@pytest.fixture(scope="module")
async def ask(api_url: str, anyio_backend: str) -> AsyncIterator[Asker]:
    """Asks the engine over that database."""
    db = await Database.open(api_url, size=4)
    yield Asker(Engine(db, SETTINGS, BareDoor(db, {})))
    await db.close()
