"""What the documents name is there: settings, tests, commands, files of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from comity.__main__ import COMMANDS
from tests.house.pages import ROOT

PAGES = [path for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]) if path.name != "CHANGELOG.md"]
MAKE = re.compile(r"^([a-z]+):", re.MULTILINE)


def named(pattern: str) -> Iterator[tuple[Path, str]]:
    """What the pattern's group finds on the pages, each with its page."""
    for page in PAGES:
        yield from ((page, found) for found in re.findall(pattern, page.read_text(), re.MULTILINE))


def missing(pattern: str, known: set[str]) -> list[str]:
    """What is named and not there; a pattern that finds nothing at all guards nothing."""
    found = list(named(pattern))
    assert found, f"nothing on any page is like {pattern}"
    return [f"{page.relative_to(ROOT)}: {name}" for page, name in found if name not in known]


def test_settings_are_settings() -> None:
    reference = (ROOT / "docs/reference/settings.md").read_text()
    known = set(re.findall(r"\bCOMITY_[A-Z0-9_]+", reference)) | {"COMITY_EVAL_DATA"}  # the evals' own
    assert missing(r"\b(COMITY_[A-Z0-9_]+[A-Z0-9])\b", known) == []


def test_commands_are_commands() -> None:
    known = {name for names in COMMANDS.values() for name in names}
    assert missing(r"(?:^|`)comity ([a-z-]+)", known) == []
    assert missing(r"(?:^|`)make ([a-z]+)", set(MAKE.findall((ROOT / "Makefile").read_text()))) == []


def test_tests_are_tests() -> None:
    files = {path.name: path.read_text() for ours in ("comity", "tests") for path in (ROOT / ours).rglob("test_*.py")}
    assert missing(r"`(?:[\w/]+/)?(test_\w+\.py)", set(files)) == []
    known = {f"{name}::{test}" for name, text in files.items() for test in re.findall(r"def (test_\w+)", text)}
    assert missing(r"`(?:[\w/]+/)?(test_\w+\.py::test_\w+)", known) == []


def test_files_are_files() -> None:
    pattern = r"`((?:comity|tests|docs|bench|migrations)/[a-z0-9_/.-]+)`"
    there = {path for _, path in named(pattern) if (ROOT / path).exists()}
    assert missing(pattern, there) == []
