"""Form that no formatter keeps for us: SQL, templates, styles, scripts, prose."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.pages import NOT_OURS, ROOT

FOLDERS = ("comity", "migrations", "tests", "bench", "docs")
KINDS = (".sql", ".html", ".css", ".js", ".md", ".toml", ".yaml")
WIDE = {".sql": 130}
LOUD = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|CREATE (?:TABLE|FUNCTION)|JOIN|GRANT)\b")
QUOTED = re.compile(r"'[^']*'|--.*")


def _files(kinds: tuple[str, ...]) -> Iterator[Path]:
    for path in [*ROOT.glob("*.md"), *(path for name in FOLDERS for path in sorted((ROOT / name).rglob("*")))]:
        if path.suffix in kinds and not NOT_OURS & set(path.parts) and "payloads" not in path.parts:
            yield path


@pytest.mark.parametrize("kind", KINDS)
def test_whitespace_is_tidy(kind: str) -> None:
    untidy = []
    for path in _files((kind,)):
        text = path.read_text()
        for number, line in enumerate(text.splitlines(), 1):
            if line != line.rstrip() or "\t" in line or len(line) > WIDE.get(kind, 10**6):
                untidy.append(f"{path.relative_to(ROOT)}:{number}")
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            untidy.append(f"{path.relative_to(ROOT)}: its end")
    assert not untidy, "trailing space, tab, or too wide: " + ", ".join(untidy[:40])


def test_sql_does_not_shout() -> None:
    loud = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _files((".sql",))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if LOUD.search(QUOTED.sub("", line))
    ]
    assert not loud, "key words are lower case: " + ", ".join(loud[:40])


def test_what_a_module_keeps_is_raised_as_a_new_one() -> None:
    """`raise NOT_FOUND()`: a kept exception that is raised itself holds every frame of everybody it refused."""
    kept = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "comity").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Raise) and node.exc is not None
        for part in ([node.exc.body, node.exc.orelse] if isinstance(node.exc, ast.IfExp) else [node.exc])
        if isinstance(part, ast.Name | ast.Attribute) and ast.unparse(part).rpartition(".")[2].lstrip("_").isupper()
    ]
    assert not kept, "call what is raised: " + ", ".join(kept)
