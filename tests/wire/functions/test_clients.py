"""Both official clients call functions; the script beside this says what it met, step by step."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from supabase_functions.errors import FunctionsHttpError, FunctionsRelayError

from tests.wire.functions.conftest import Served

pytestmark = pytest.mark.wire
ROOT = Path(__file__).parents[3]
EXPECTED: dict[str, Any] = {
    "text": "Hello World",
    "opaque key": "Hello anon",
    "json": {"total": 5},
    "text body": ["POST", "text/plain", "hello"],
    "bytes body": ["POST", "application/octet-stream", "bytes"],
    "form body": ["POST", "multipart/form-data", [["a", "b"]]],
    "method": ["GET", None, ""],
    "http error": ["FunctionsHttpError", 418],
    "relay error": ["FunctionsRelayError", 500],
    "missing": ["FunctionsHttpError", 404],
    "blob": [1, 2, 3],
    "stream": "".join(f'data: {{"tick":{number}}}\n\n' for number in (1, 2, 3)),
}


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node on this machine")
def test_the_javascript_client(served: Served) -> None:
    owner = served.app.world.owner
    environment = {
        **os.environ, "SERVER": served.url, "KEY": served.anon, "PUBLISHABLE": served.publishable,
        "EMAIL": str(owner.email), "PASSWORD": served.app.world.password,
    }  # fmt: skip
    script = Path(__file__).with_name("client.mjs")
    done = subprocess.run(["node", str(script)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)
    said = {line["step"]: line["value"] for line in map(json.loads, done.stdout.splitlines())}
    assert {step: said.get(step) for step in EXPECTED} == EXPECTED, done.stderr
    assert said["signed in"] == owner.email
    assert said["timeout"][0] in ("FunctionsFetchError", "FunctionsRelayError")


def test_the_python_client(served: Served) -> None:
    client = served.client(served.app.world.owner)
    invoke = client.functions.invoke
    assert invoke("hello") == b"Hello World"
    assert json.loads(invoke("add", {"body": {"a": 2, "b": 3}})) == {"total": 5}
    assert invoke("add", {"body": {"a": 1}, "responseType": "json"}) == {"total": 1}
    assert invoke("whoami", {"responseType": "json"})["person"] == served.app.world.owner.email
    with pytest.raises(FunctionsHttpError, match="I am a teapot"):
        invoke("refuse")
    with pytest.raises(FunctionsRelayError):
        invoke("fault")
