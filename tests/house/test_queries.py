"""Every named query prepares against the migrated schema, somebody asks it, and none forgets whose rows it reads."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from comity.core import sql
from tests.house.pages import ROOT, sources

ELSEWHERE = "across organisations"  # a query's description says so when it means to


@pytest.fixture(scope="module")
def registry() -> dict[str, sql.Query]:
    """Every query of the program, once all of its modules were loaded."""
    for path in sources():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            importlib.import_module(".".join(parts).removesuffix(".__init__"))
    return sql.registry


@pytest.fixture(scope="module")
def connection(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as opened:
        yield opened


def test_every_sql_file_is_loaded_by_the_module_beside_it(registry: dict[str, sql.Query]) -> None:
    loaded = {key.rpartition(":")[0] for key in registry}
    files = {str(path) for path in (ROOT / "comity").rglob("*.sql") if "tests" not in path.parts}
    assert files - loaded == set(), "nobody loads these"
    borrowed = [path for path in sources() if re.search(r"\bsql\.load\((?!__file__\))", path.read_text())]
    assert borrowed == [], "these load a file that is not theirs"


def test_every_query_prepares(registry: dict[str, sql.Query], connection: psycopg.Connection) -> None:
    failures = []
    for key, query in registry.items():
        try:
            connection.execute(f"prepare house_check as {query.text}".encode())
            connection.execute("deallocate house_check")
        except psycopg.Error as error:
            failures.append(f"{key.removeprefix(str(ROOT))}: {error.diag.message_primary}")
    assert not failures, "\n".join(failures)


def test_every_query_is_asked(registry: dict[str, sql.Query]) -> None:
    """By the module beside it, or by one that imports it; a loader that takes all of a file's asks for each by name."""
    texts = {path: path.read_text() for path in sources()}
    asked = {path: set(re.findall(r"q\.([a-z0-9_]+)", text)) for path, text in texts.items()}
    dead = []
    for key, query in registry.items():
        module = Path(key.rpartition(":")[0]).with_suffix(".py")
        if "getattr(q, " in texts[module] or query.name in asked[module]:
            continue
        folder = ".".join(module.relative_to(ROOT).parts[:-1])
        named = re.compile(rf"(?s)from {folder}(?:\.{module.stem})? import\b.*?\b(?:{module.stem}|q)\b")
        if not any(query.name in asked[path] and named.search(text) for path, text in texts.items()):
            dead.append(f"{key.removeprefix(str(ROOT))} is asked by nobody")
    assert not dead, "\n".join(dead)


def test_every_query_names_its_organisation(registry: dict[str, sql.Query], connection: psycopg.Connection) -> None:
    """Row security alone never prunes shards, and on one machine the planner is better off too."""
    rows = connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
    )
    tenant = re.compile(r"\b(?:from|join|update|into)\s+(?:public\.)?(" + "|".join(row[0] for row in rows) + r")\b")
    careless = [
        f"{key.removeprefix(str(ROOT))} reads {found[1]} without org_id"
        for key, query in registry.items()
        if (found := tenant.search(query.text))
        and not re.search(r"\borg_id\b", query.text)
        and not re.search(rf"insert into (?:public\.)?{found[1]}\b", query.text)
        and ELSEWHERE not in query.description
    ]
    assert not careless, "\n".join(careless)
