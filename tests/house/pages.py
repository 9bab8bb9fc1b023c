"""What is generated and committed: the tree in ARCHITECTURE.md, docs/reference/, schema.sql.

`make docs` writes them; tests/house/test_map.py and test_schema.py fail while one is out of date.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from comity import config
from comity.core import embedded

ROOT = Path(__file__).parents[2]
TREE = re.compile(r"(<!-- tree: .*? -->\n```\n).*?(```\n<!-- /tree -->)", re.DOTALL)
NOT_OURS = {"__pycache__", "node_modules", "vendor", "_migrations"}
WIDTH = 118
GENERATED = "<!-- Written by `make docs`; do not edit. -->\n\n"


def expected() -> dict[Path, str]:
    """Every generated page and what it must hold, schema.sql aside."""
    architecture = ROOT / "ARCHITECTURE.md"
    drawn = TREE.sub(lambda found: found[1] + tree() + found[2], architecture.read_text())
    reference = ROOT / "docs" / "reference"
    return {
        architecture: drawn,
        reference / "settings.md": GENERATED + settings_page(),
        reference / "facts.md": GENERATED + facts_page(),
        reference / "ports.md": GENERATED + ports_page(),
        reference / "packs.md": GENERATED + packs_page(),
        reference / "errors.md": GENERATED + errors_page(),
    }


def tree() -> str:
    """Every folder of the program with its purpose and the stems in it."""
    lines = ["comity/"]
    lines += _folder(ROOT / "comity", 1)
    for name, purpose in _OUTSIDE.items():
        if (ROOT / name).exists():
            lines.append(_named(f"{name}/", purpose, 0))
    return "\n".join(lines) + "\n"


_OUTSIDE = {
    "migrations": "numbered steps of the database, append-only, one owner and one noun each; schema.sql shows the sum",
    "tests": "what needs the whole house: world.py (the cast), house/ (the laws), wire, tenancy, journeys, browser",
    "docs": "one page a subject, operations, decisions, reference (generated)",
    "bench": "one file for each number we publish",
}


def _folder(folder: Path, depth: int) -> list[str]:
    lines = []
    if stems := _stems(folder):
        pad = "  " * depth
        lines += textwrap.wrap(
            " ".join(stems), WIDTH, initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False
        )
    for child in sorted(path for path in folder.iterdir() if path.is_dir()):
        if child.name not in NOT_OURS and child.name != "tests" and any(child.rglob("*.*")):
            lines.append(_named(f"{child.name}/", _purpose(child), depth))
            lines += _folder(child, depth + 1)
    return lines


def _named(name: str, purpose: str, depth: int) -> str:
    line = f"{'  ' * depth}{name}"
    return f"{line:<24}{purpose}".rstrip() if purpose else line


def _stems(folder: Path) -> list[str]:
    """Names without suffix: what shares a stem is one thought. Long lists of pictures and words are only counted."""
    found = {path.name.split(".")[0] for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")}
    found.discard("__init__")
    return sorted(found) if len(found) <= 80 else [f"({len(found)} files)"]


def _purpose(folder: Path) -> str:
    init = folder / "__init__.py"
    doc = ast.get_docstring(ast.parse(init.read_text())) if init.exists() else None
    first = re.split(r"(?<=\.)\s", (doc or "").strip().split("\n\n")[0].replace("\n", " "))[0]
    return first if len(first) < 96 else first[:95].rpartition(" ")[0] + " …"


def settings_page() -> str:
    """Every operator setting."""
    rows = ["# Settings\n", "A flag of `comity serve`, or a variable; the flag wins.\n"]
    rows += ["| flag | variable | default | what |", "|---|---|---|---|"]
    for setting in dataclasses.fields(config.Settings):
        flag = "--" + setting.name.replace("_", "-")
        fixed = setting.default is not dataclasses.MISSING
        default = "" if setting.default is None or not fixed else f"`{setting.default}`"
        rows.append(f"| `{flag}` | `{config.variable(setting)}` | {default} | {setting.metadata['help']} |")
    return "\n".join(rows) + "\n"


def facts_page() -> str:
    """Every fact that can be announced, from facts/ and from triggers."""
    rows = ["# Facts\n", "What can happen here; a workflow or a webhook may listen to each.\n"]
    rows += ["| kind | what | carries |", "|---|---|---|"]
    for path, node in _classes("facts"):
        fact = getattr(importlib.import_module(f"comity.facts.{path.stem}"), node.name)
        if dataclasses.is_dataclass(fact) and hasattr(fact, "kind"):
            carries = ", ".join(f"`{field.name}`" for field in dataclasses.fields(fact))
            rows.append(f"| `{fact.kind}` | {_first(node)} ({path.stem}) | {carries} |")
    known = "\n".join(rows)
    for kind in sorted(_announced_by_triggers()):
        if f"`{kind}`" not in known:
            rows.append(f"| `{kind}` | announced by a trigger | |")
    return "\n".join(rows) + "\n"


def _announced_by_triggers() -> set[str]:
    text = "\n".join(path.read_text() for path in sorted((ROOT / "migrations").glob("*.sql")))
    return set(re.findall(r"app\.announce\(\s*'([a-z_]+\.[a-z_]+)'", text))


def ports_page() -> str:
    """Every kind of outside help."""
    rows = ["# Ports\n", "What we ask of the world; an integration offers one or more of them.\n"]
    for path, node in _classes("ports"):
        rows.append(f"- **{node.name}** ({path.stem}): {_first(node)}")
    return "\n".join(rows).strip() + "\n"


def packs_page() -> str:
    """Every door plate that app.py lists."""
    from comity import app

    rows = ["# Rooms\n", "What each room's door plate offers.\n", "| room | title | offers |", "|---|---|---|"]
    for pack in getattr(app, "PACKS", ()):
        offers = [
            f"{len(value)} {field.name.replace('_', ' ')}"
            for field in dataclasses.fields(pack)
            if (value := getattr(pack, field.name)) and not isinstance(value, str)
        ]
        rows.append(f"| `{pack.name}` | {pack.title} | {', '.join(offers)} |")
    return "\n".join(rows) + "\n"


def errors_page() -> str:
    """Every Problem the program can answer with, read from the source."""
    found: dict[str, tuple[str, str]] = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) == "Problem" and len(node.args) >= 3:
                code, status, sentence = (_text(argument) for argument in node.args[:3])
                if re.fullmatch(r"[A-Za-z0-9_]+", code):
                    found.setdefault(code, (status, sentence))
    rows = ["# Errors\n", "Codes of expected failures. The sentence is what people read, in their language.\n"]
    rows += ["| code | status | sentence |", "|---|---|---|"]
    rows += [f"| `{code}` | {status} | {sentence} |" for code, (status, sentence) in sorted(found.items())]
    return "\n".join(rows).replace("|  |", "| |") + "\n"


def _text(node: ast.expr) -> str:
    """A literal as it reads; what is filled in later as an ellipsis."""
    match node:
        case ast.Constant():
            return str(node.value).replace("|", "\\|").replace("\n", " ")
        case ast.JoinedStr():
            return "".join(_text(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
        case ast.Call(args=[first, *_]):
            return _text(first)
        case _:
            return "…"


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def sources() -> Iterator[Path]:
    """Every Python file of the program, tests aside."""
    for path in sorted((ROOT / "comity").rglob("*.py")):
        if not NOT_OURS & set(path.parts) and "tests" not in path.parts:
            yield path


def _classes(room: str) -> Iterator[tuple[Path, ast.ClassDef]]:
    for path in sources():
        if path.relative_to(ROOT / "comity").parts[0] == room:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    yield path, node


def _first(node: ast.ClassDef) -> str:
    return inspect.cleandoc(ast.get_docstring(node) or "").partition("\n")[0]


def schema(url: str, place: embedded.Place) -> str:
    """The database as one readable file; what the durable-work library brings is left out."""
    command = [str(place.binaries / "pg_dump"), "--schema-only", "--no-owner", "--exclude-schema=absurd", url]
    dumped = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    dropped = re.compile(
        r"^(\\(un)?restrict .*|SET .*|SELECT pg_catalog\.set_config.*|-- Dumped .*|--|-- PostgreSQL .*)$"
    )
    lines = [re.sub(r"; Owner: -", "", line) for line in dumped.splitlines() if not dropped.match(line)]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return f"-- The database at a glance. Written by `make docs` from migrations/; never run.\n\n{body}\n"


def main() -> None:
    """Writes every page."""
    for path, text in expected().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (ROOT / "schema.sql").write_text(_fresh_schema())


def _fresh_schema() -> str:
    from tests import server

    postgres = server.Postgres(server.start())
    url = postgres.create()
    try:
        return schema(url, postgres.server.place)
    finally:
        postgres.drop(url)
        postgres.server.stop()


if __name__ == "__main__":
    sys.exit(main())
