"""The official JavaScript client; the script beside this says what it met, step by step."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.wire.rest.conftest import Server

pytestmark = pytest.mark.wire
ROOT = Path(__file__).parents[3]
ALL = ["Ada", "Ben", "Cid"]
EXPECTED: dict[str, Any] = {
    "insert many": [201, ["Aster", "Birch"]],
    "insert minimal": [201, None],
    "eq": ["Ada"],
    "neq": ["Ben", "Cid"],
    "in": ["Ada", "Cid"],
    "ilike": ["Ben"],
    "is": ["Cid"],
    "not": ["Ada", "Ben"],
    "range filter": ["Ben"],
    "or": ["Ada", "Cid"],
    "match": ["Ben"],
    "like any": ["Ada", "Cid"],
    "contains": ALL,
    "json": ALL,
    "search": ["Ada"],
    "embed one": [
        {"first_name": "Ada", "company": {"name": "Aster"}},
        {"first_name": "Ben", "company": {"name": "Aster"}},
        {"first_name": "Cid", "company": None},
    ],
    "embed many": [
        {"name": "Aster", "contacts": [{"first_name": "Ada"}, {"first_name": "Ben"}]},
        {"name": "Birch", "contacts": []},
    ],
    "inner": [{"name": "Aster", "contacts": [{"first_name": "Ben"}]}],
    "count of embed": [
        {"name": "Aster", "contacts": [{"count": 2}]},
        {"name": "Birch", "contacts": [{"count": 0}]},
    ],
    "order embed": [{"contacts": [{"first_name": "Ben"}]}],
    "spread": [{"first_name": "Ada", "company": "Aster"}],
    "related order": ["Cid", "Ada", "Ben"],
    "page": [206, 3, 2],
    "head": [200, 3, None],
    "single": [406, "PGRST116"],
    "one": {"first_name": "Ada"},
    "maybe": None,
    "csv": "first_name,total_orders\nAda,2\nBen,1\nCid,0",
    "upsert": [{"name": "crimson"}],
    "ignore": [],
    "update": [1, [{"name": "scarlet"}]],
    "duplicate": [409, "23505"],
    "delete": [{"name": "scarlet"}],
    "delete nothing": [204, None],
    "defaults": [{"industry": "Watches"}, {"industry": None}],
    "rpc": 1,
    "rpc head": 1,
    "no rpc": [404, "PGRST202"],
    "no table": [404, "PGRST205"],
    "no column": [400, "42703"],
    "no relation": [400, "PGRST200"],
    "bad logic": [400, "PGRST100"],
    "no body column": [400, "PGRST204"],
    "other schema": [406, "PGRST106"],
    "max affected": [400, "PGRST124"],
    "aborted": True,
}


def test_every_step(server: Server) -> None:
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules/@supabase/supabase-js").exists():
        pytest.skip("no Node or no @supabase/supabase-js: `npm ci` installs it")
    env = {**os.environ, "SERVER": server.url, "KEY": server.publishable}
    script = Path(__file__).with_name("client.mjs")
    ran = subprocess.run([node, str(script)], env=env, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr
    said = {line["step"]: line["value"] for line in map(json.loads, ran.stdout.splitlines())}
    assert said == EXPECTED
