"""Nothing grows past what a person can hold in mind."""

import ast
from collections.abc import Iterator
from pathlib import Path

from comity.core import sql
from tests.house.pages import NOT_OURS, ROOT, sources

LIMITS = {"file": 400, "function": 60, "template": 150, "query": 60, "test": 500}
EXCEPTIONS = Path(__file__).with_name("exceptions.txt")

Size = tuple[str, str, int]


def sizes() -> Iterator[Size]:
    """(kind, where, lines) of everything the law measures."""
    for path in sources():
        text, where = path.read_text(), str(path.relative_to(ROOT))
        yield "file", where, text.count("\n")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield "function", f"{where}:{node.name}", (node.end_lineno or 0) - node.lineno + 1
    for path in _ours("comity", "*.html"):
        yield "template", str(path.relative_to(ROOT)), path.read_text().count("\n")
    for path in _ours("comity", "*.sql"):
        for query in sql.parse(path.read_text(), str(path)):
            yield "query", f"{path.relative_to(ROOT)}:{query.name}", query.text.count("\n") + 1
    for path in [*_ours("tests", "*.py"), *_ours("comity", "tests/**/*.py"), *_ours("bench", "*.py")]:
        yield "test", str(path.relative_to(ROOT)), path.read_text().count("\n")


def _ours(folder: str, pattern: str) -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob(pattern)):
        if not NOT_OURS & set(path.parts):
            yield path


def allowed() -> dict[tuple[str, str], int]:
    lines = [line for line in EXCEPTIONS.read_text().splitlines() if line and not line.startswith("#")]
    entries = [[part.strip() for part in line.split("|")] for line in lines]
    assert all(len(entry) == 4 and entry[3] for entry in entries), "every exception needs kind, where, lines and reason"
    return {(kind, where): int(count) for kind, where, count, _ in entries}


def test_nothing_is_too_large() -> None:
    known = allowed()
    large = [
        f"{where} has {lines} lines; a {kind} has at most {known.get((kind, where), LIMITS[kind])}"
        for kind, where, lines in sizes()
        if lines > known.get((kind, where), LIMITS[kind])
    ]
    assert not large, "\n".join(large)


def test_the_list_of_exceptions_only_shrinks() -> None:
    actual = {(kind, where): lines for kind, where, lines in sizes()}
    stale = [
        f"{where}: {count} are allowed, {actual.get((kind, where), 0)} are there; correct or remove the line"
        for (kind, where), count in allowed().items()
        if actual.get((kind, where), 0) <= LIMITS[kind] or actual[kind, where] < count
    ]
    assert not stale, "\n".join(stale)
