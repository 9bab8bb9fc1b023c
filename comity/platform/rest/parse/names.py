"""Fields with their JSON paths, and the dotted keys of filters: `embed.column->path`."""

from __future__ import annotations

from functools import lru_cache

from comity.platform.rest.parse.scanner import Scanner
from comity.platform.rest.parse.syntax import Field, JsonStep, Path


def read_json_path(scan: Scanner) -> tuple[JsonStep, ...]:
    """`->a->>b->0`."""
    steps: list[JsonStep] = []
    while scan.take("->"):
        text = scan.take(">")
        index = scan.json_index()
        if index is not None:
            steps.append(JsonStep(index, True, text))
            continue
        if scan.peek("-"):
            at = scan.at + 1
            while at < len(scan.text) and scan.text[at].isdigit():
                at += 1
            scan.fail("digit", at=at)
        key = scan.quoted() if scan.peek('"') else scan.json_key()
        if key is None:
            scan.fail('"-", digit or any non reserved character different from: .,>()')
        steps.append(JsonStep(key, False, text))
    return tuple(steps)


def read_field(scan: Scanner) -> Field:
    """A column with an optional JSON path, blanks around it ignored."""
    scan.blank()
    field = Field(scan.name(), read_json_path(scan))
    scan.blank()
    return field


@lru_cache(maxsize=4096)
def read_key(key: str) -> tuple[Path, Field]:
    """The key of a filter: the embeds it goes through, then the field."""
    scan = Scanner(key, "tree path")
    names = [scan.name()]
    while scan.take("."):
        names.append(scan.name())
    return tuple(names[:-1]), Field(names[-1], read_json_path(scan))


@lru_cache(maxsize=1024)
def read_path(key: str) -> Path:
    """The embeds before `.order`, `.limit` and `.offset`."""
    return () if "." not in key else (*read_key(key)[0],)


@lru_cache(maxsize=1024)
def read_logic_key(key: str) -> tuple[Path, bool, str]:
    """`embed.not.or`: the embeds, whether it is negated, and `and` or `or`."""
    scan = Scanner(key, "logic path")
    names = [scan.name()]
    while scan.take("."):
        names.append(scan.name())
    return tuple(name for name in names[:-1] if name != "not"), "not" in names, names[-1]


@lru_cache(maxsize=1024)
def read_columns(text: str, what: str) -> tuple[str, ...]:
    """`columns=a,b` and `on_conflict=a,b`."""
    scan = Scanner(text, what)
    names = [scan.name()]
    while True:
        scan.blank()
        if not scan.take(","):
            return tuple(names)
        scan.blank()
        names.append(scan.name())
