"""At rest a process holds the libraries it needs at rest, and no other (decision 0210)."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.house.pages import ROOT

BOTH = {
    "absurdctl", "argon2-cffi", "babel", "bcrypt", "cronsim", "httptools", "jinja2", "orjson", "phonenumbers",
    "platformdirs", "psycopg", "pycountry", "pydantic", "python-calamine", "python-multipart", "rapidfuzz", "starlette",
    "structlog",
}  # fmt: skip
AT_REST = {"serve": BOTH | {"uvicorn", "websockets"}, "work": BOTH}
"""What may be loaded before anything was asked. Every other dependency is imported by the function that needs it."""


@cache
def loaded(command: str) -> frozenset[str]:
    """Every module that starting a command loads."""
    script = f"import sys, comity.commands.{command}; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return frozenset(said.stdout.split())


def dependencies() -> dict[str, set[str]]:
    """Our own dependencies, each with the names it is imported by."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    found: dict[str, set[str]] = {re.split(r"[^\w.-]", one)[0].lower(): set() for one in listed}
    for module, owners in packages_distributions().items():
        for owner in owners:
            if owner.lower().replace("_", "-") in found:
                found[owner.lower().replace("_", "-")].add(module)
    return found


@pytest.mark.parametrize("command", AT_REST)
def test_a_process_at_rest_holds_only_what_it_rests_with(command: str) -> None:
    modules, ours = loaded(command), dependencies()
    assert "httpx" in ours["httpx"], "the names of libraries are not known"
    held = {library for library, names in ours.items() if names & modules}
    assert held <= AT_REST[command], f"loaded before anybody asked: {sorted(held - AT_REST[command])}"


def test_a_worker_holds_nothing_that_answers_requests() -> None:
    assert not {"comity.served", "uvicorn"} & loaded("work")
