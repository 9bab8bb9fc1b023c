"""The long form: a thousand commits a second for ten minutes to a thousand sockets in fifty organisations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_thousand_commits_a_second_for_ten_minutes() -> None:
    """Nothing lost, told twice, or out of order of a row; the bench's own process counts, and prints what it takes."""
    seconds = os.environ.get("SOAK_SECONDS", "600")
    said = subprocess.run(
        [sys.executable, "-m", "bench.realtime"],
        cwd=ROOT,
        env={**os.environ, "JSON": "1", "ONLY": "latency", "RATES": "1000", "SECONDS": seconds},
        capture_output=True,
        text=True,
        timeout=int(seconds) + 300,
    )
    assert said.returncode == 0, said.stderr[-2000:]
    claims = {one["claim"].partition(",")[0]: one for one in map(json.loads, said.stdout.splitlines())}
    print("\n".join(f"{name}: {one['value']} {one['unit']}" for name, one in claims.items()))
    for name in ("lost", "told twice", "out of order of a row"):
        assert claims[name]["value"] == 0, claims[name]
    assert claims["commits reached"]["ratio"] > 0.99, claims["commits reached"]
    assert claims["commit to received p99"]["value"] < 500, claims["commit to received p99"]
