"""`comity types`: what it writes compiles, and says of every row, insert and function what the database says."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.core.db import Database
from comity.platform.rest.schema.load import load
from comity.platform.rest.settings import RestSettings
from comity.platform.rest.tests.conftest import SETTINGS, Asker
from comity.platform.rest.typing import python, typescript
from comity.platform.rest.typing.shapes import Described, describe

ROOT = Path(__file__).parents[4]
ODD = """
create type api.mood as enum ('calm', 'so-so "quoted"');
create table api."odd names" (
  "class" int primary key, "a-b" text not null, "2nd" api.mood not null default 'calm', moods api.mood[],
  "copy" jsonb, at timestamptz not null default now(), kept numeric generated always as ("class" * 2) stored,
  number bigint generated always as identity, model_x real, "_hidden" uuid
);
create function api.moods_of(which api.mood, among int[] default '{}') returns setof api."odd names"
language sql stable as $$ select * from api."odd names" $$;
create function api.pairs() returns table (a int, b text) language sql stable as $$ select 1, 'x' $$;
"""


@pytest.fixture(scope="module")
async def said(api_url: str, ask: Asker) -> Described:
    with psycopg.connect(api_url, autocommit=True) as connection:
        connection.execute(ODD)
    return describe(await ask.engine.schema.reload(), "api")


async def test_relations_say_what_is_required(said: Described) -> None:
    odd = next(relation for relation in said.relations if relation.name == "odd names")
    assert {member.name for member in odd.members if member.required} == {"class", "a-b"}
    assert {member.name for member in odd.members if not member.writable} == {"kept", "number"}
    assert said.enums["mood"] == ("calm", 'so-so "quoted"')
    projects = next(relation for relation in said.relations if relation.name == "projects")
    assert [(link.constraint, link.target, link.one_to_one) for link in projects.links if link.target == "clients"] == [
        ("projects_client", "clients", False)
    ]
    passports = next(relation for relation in said.relations if relation.name == "passports")
    assert ("passports_user", True) in [(link.constraint, link.one_to_one) for link in passports.links]


async def test_python_compiles_and_reads_rows(
    said: Described, ask: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "database.py"
    module.write_text(python.write([said]))
    user = tmp_path / "user.py"
    user.write_text(
        "from database import ApiOddNames, ApiOddNamesInsert, ApiOddNamesUpdate, ApiProjects, ApiMoodsOfArgs\n"
        'made: ApiOddNamesInsert = {"class": 1, "a-b": "x", "2nd": "calm"}\n'
        'changed: ApiOddNamesUpdate = {"a-b": "y"}\n'
        'asked: ApiMoodsOfArgs = {"which": "calm"}\n'
        "def name(row: ApiProjects) -> str | None: return row.name\n"
    )
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from database import ApiOddNamesInsert\n"
        'made: ApiOddNamesInsert = {"class": "one", "a-b": "x"}\nless: ApiOddNamesInsert = {"class": 1}\n'
    )
    checked = _mypy(tmp_path, "database.py", "user.py")
    assert checked.returncode == 0, checked.stdout
    refused = _mypy(tmp_path, "wrong.py")
    assert refused.returncode == 1 and "Missing key" in refused.stdout and "Incompatible types" in refused.stdout
    monkeypatch.syspath_prepend(tmp_path)
    written: Any = importlib.import_module("database")
    rows = (await ask("GET", "/projects?order=id")).json
    read = [written.ApiProjects.model_validate(row) for row in rows]
    assert [row.id for row in read] == [row["id"] for row in rows]


def _mypy(folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", *files]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


PROGRAM = """
import { createClient } from '@supabase/supabase-js'
import type { Database } from './database'

const client = createClient<Database, 'api'>('http://x', 'k', { db: { schema: 'api' } })
async function all() {
  const { data: projects } = await client.from('projects').select('id, name, clients(name), tasks(id)')
  const names: string[] = (projects ?? []).map((project) => project.name)
  const client_name: string | undefined = projects?.[0]?.clients?.name
  const tasks: { id: number }[] = projects?.[0]?.tasks ?? []
  await client.from('odd names').insert({ class: 1, 'a-b': 'x', '2nd': 'calm' })
  const { data: pairs } = await client.rpc('pairs')
  const first: number | undefined = pairs?.[0]?.a
  await client.rpc('moods_of', { which: 'calm' })
  return [names, client_name, tasks, first]
}
export default all
"""
WRONG = {
    "a column of another type": "await client.from('odd names').insert({ class: 'one', 'a-b': 'x' })",
    "a column that is missing": "await client.from('odd names').insert({ class: 1 })",
    "a value the enum lacks": "await client.from('odd names').insert({ class: 1, 'a-b': 'x', '2nd': 'wild' })",
    "a table that is not there": "await client.from('nowhere').select('*')",
}


async def test_typescript_compiles_with_the_client(said: Described, tmp_path: Path) -> None:
    node, compiler = shutil.which("node"), ROOT / "node_modules/typescript/bin/tsc"
    if node is None or not compiler.exists():
        pytest.skip("no Node or no TypeScript: `npm ci` installs it")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "database.ts").write_text(typescript.write([said]))
    (tmp_path / "right.ts").write_text(PROGRAM)
    for number, line in enumerate(WRONG.values()):
        first = "  const { data: projects }"
        text = PROGRAM.replace(first, f"  // @ts-expect-error\n  {line}\n{first}")
        (tmp_path / f"wrong{number}.ts").write_text(text)
    options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"]
    files = sorted(str(file.name) for file in tmp_path.glob("*.ts"))
    ran = subprocess.run(
        [node, str(compiler), *options, *files], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stdout


async def test_the_house_itself_can_be_written_down(database_url: str, tmp_path: Path) -> None:
    db = await Database.open(database_url, size=1)
    try:
        house = describe(await load(db, RestSettings()), "public")
    finally:
        await db.close()
    text = typescript.write([house])
    assert "      contacts: {\n        Row: {" in text and "Relationships: [" in text
    assert text.count("{") == text.count("}") and text.count("[") == text.count("]")
    compile(python.write([house]), "database.py", "exec")
    contacts = next(relation for relation in house.relations if relation.name == "contacts")
    assert not any(member.required and member.name in ("org_id", "id") for member in contacts.members)
    assert contacts.links and all("org_id" not in link.columns for link in contacts.links)


def test_the_command(tmp_path: Path, database_url: str) -> None:
    env = {**os.environ, "COMITY_HOME": str(tmp_path), "COMITY_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "comity", "types", "typescript"]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0 and ran.stdout.startswith("// Written by"), ran.stderr


async def test_the_openapi_document_is_valid(ask: Asker, said: Described) -> None:
    """By what generators check: every reference leads somewhere, every operation is whole (OpenAPI 2.0)."""
    document = (await ask("GET", "/")).json
    assert SETTINGS.openapi and document["swagger"] == "2.0" and {"title", "version"} <= document["info"].keys()
    for reference in _references(document):
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part.replace("~1", "/").replace("~0", "~")]
    seen: set[tuple[str, str]] = set()
    for path, operations in document["paths"].items():
        assert path.startswith("/") and path not in seen
        for method, operation in operations.items():
            assert method in ("get", "post", "put", "patch", "delete", "head", "options", "parameters")
            assert operation["responses"], (path, method)
            for code in operation["responses"].values():
                assert "description" in code
            _check_parameters(document, operation.get("parameters", []))
    for name, parameter in document["parameters"].items():
        assert _whole(parameter), name


def _check_parameters(document: dict[str, object], parameters: list[dict[str, str]]) -> None:
    known = document["parameters"]
    assert isinstance(known, dict)
    whole = [known[p["$ref"].rsplit("/", 1)[1]] if "$ref" in p else p for p in parameters]
    assert all(_whole(parameter) for parameter in whole)
    assert len({(p["name"], p["in"]) for p in whole}) == len(whole), "names are given once"
    assert sum(p["in"] == "body" for p in whole) <= 1


def _whole(parameter: dict[str, object]) -> bool:
    if parameter["in"] == "body":
        return "schema" in parameter
    return parameter["in"] in ("query", "header", "path", "formData") and "type" in parameter and "name" in parameter


def _references(value: object) -> list[str]:
    text = json.dumps(value)
    return sorted({part.split('"')[0] for part in text.split('"$ref": "')[1:]})
