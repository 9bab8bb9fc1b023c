"""The official JavaScript client; the script beside this says what it met, step by step."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.wire.storage.conftest import People, Server

pytestmark = pytest.mark.wire
ROOT = Path(__file__).parents[3]
TAKEN = ["409", "The resource already exists"]
EXPECTED: dict[str, Any] = {
    "create bucket": None,
    "again": TAKEN,
    "bucket": [1_000_000, True],
    "none": ["404", "Bucket not found"],
    "upload": [None, "deep/hello.txt", True, "string"],
    "twice": TAKEN,
    "upsert": None,
    "too large": ["413", "The object exceeded the maximum allowed size"],
    "download": "Hello, files!",
    "missing": True,
    "info": [13, "text/plain", "max-age=60", {"who": "Ada"}],
    "exists": [True, False],
    "update": [None, "Changed"],
    "bytes": [None, [1, 2, 3]],
    "copy": None,
    "move": None,
    "list": [["deep", True], ["moved", True], ["raw.bin", False]],
    "list v2": ["deep/hello.txt"],
    "public": [200, "Changed"],
    "signed": [200, "Changed"],
    "signed as": "attachment; filename=a.txt; filename*=UTF-8''a.txt",
    "many": [["deep/hello.txt", True], ["none", False]],
    "brought": [None, "by nobody"],
    "not allowed": ["400", "A name in this bucket begins with the id of its organisation."],
    "remove": ["raw.bin"],
    "not empty": ["409", "The bucket you tried to delete is not empty"],
    "empty": [None, None],
}


def test_every_step(server: Server, people: People) -> None:
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules/@supabase/supabase-js").exists():
        pytest.skip("no Node or no @supabase/supabase-js: `npm ci` installs it")
    env = {**os.environ, "SERVER": server.url, "ANON": server.anon, "SERVICE": server.service}
    script = Path(__file__).with_name("client.mjs")
    ran = subprocess.run([node, str(script)], env=env, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr
    said = {line["step"]: line["value"] for line in map(json.loads, ran.stdout.splitlines())}
    assert said == EXPECTED
