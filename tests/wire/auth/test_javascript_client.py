"""The official JavaScript client; the script beside this says what it met, step by step."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.wire.auth.conftest import Server

pytestmark = pytest.mark.wire
ROOT = Path(__file__).parents[3]
EXPECTED: dict[str, Any] = {
    "sign up": [None, "Ann Lee", True],
    "again": [422, "user_already_exists"],
    "weak": [422, "weak_password"],
    "wrong": [400, "invalid_credentials"],
    "sign in": [None, True],
    "claims": [None, "owner"],
    "user": 1,
    "members": [{"role": "owner"}],
    "refresh": [None, True],
    "rush": [True],
    "metadata": "blue",
    "same password": [422, "same_password"],
    "recover": None,
    "bad code": [403, "otp_expired"],
    "sign out": None,
    "one is out": [400, None],  # AuthSessionMissingError, the client's own
    "two is in": None,
    "anonymous": [422, "anonymous_provider_disabled"],
}


def test_every_step(server: Server) -> None:
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules/@supabase/supabase-js").exists():
        pytest.skip("no Node or no @supabase/supabase-js: `npm ci` installs it")
    env = {**os.environ, "SERVER": server.url, "ANON": server.anon, "PUBLISHABLE": server.publishable}
    script = Path(__file__).with_name("client.mjs")
    ran = subprocess.run([node, str(script)], env=env, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr
    said = {line["step"]: line["value"] for line in map(json.loads, ran.stdout.splitlines())}
    assert said == EXPECTED
