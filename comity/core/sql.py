"""Named queries: the `.sql` file beside a module becomes attributes to call.

    -- name: close
    -- Closes a lead as won or lost.
    update leads set ... where org_id = :org_id and id = :id returning id;

`:name` is a parameter (never inside quotes, comments or after another colon). Every loaded query is kept in
`registry`, prepared once at boot, and prepared by a test against the migrated schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HEAD = re.compile(r"^-- name: ([a-z_][a-z0-9_]*)[ \t]*$", re.MULTILINE)
_TOKEN = re.compile(
    r"'(?:[^']|'')*'"  # a string
    r"|\"(?:[^\"]|\"\")*\""  # a quoted name
    r"|\$(?P<tag>[a-z_]*)\$.*?\$(?P=tag)\$"  # a dollar-quoted body
    r"|--[^\n]*"  # a comment
    r"|::"  # a cast
    r"|:(?P<name>[a-z_][a-z0-9_]*)",
    re.DOTALL,
)

registry: dict[str, Query] = {}


@dataclass(frozen=True, slots=True)
class Query:
    """One named statement. `text` has `$1..$n`; `params` are their names in order."""

    name: str
    description: str
    text: str
    params: tuple[str, ...]


class Queries:
    """The queries of one `.sql` file, as attributes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queries = {query.name: query for query in parse(path.read_text(), str(path))}

    def __getattr__(self, name: str) -> Query:
        try:
            return self._queries[name]
        except KeyError:
            raise AttributeError(f"{self._path} has no query named {name}") from None

    def __iter__(self) -> Iterator[Query]:
        return iter(self._queries.values())


def load(module_file: str) -> Queries:
    """The queries of the `.sql` file that shares the module's stem."""
    path = Path(module_file).with_suffix(".sql")
    queries = Queries(path)
    for query in queries:
        registry[f"{path}:{query.name}"] = query
    return queries


def parse(text: str, source: str = "<text>") -> Iterator[Query]:
    """Splits a file into its named queries."""
    heads = list(_HEAD.finditer(text))
    if not heads:
        raise ValueError(f"{source} has no '-- name:' line")
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        body = text[head.end() : following.start() if following else len(text)].strip()
        lines = body.splitlines()
        count = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
        description = " ".join(line[2:].strip() for line in lines[:count])
        statement = "\n".join(lines[count:]).strip().removesuffix(";")
        if not description or not statement:
            raise ValueError(f"{source}: query {head[1]} needs a description and a statement")
        yield compile_named(head[1], description, statement)


def compile_named(name: str, description: str, statement: str) -> Query:
    """Replaces `:name` by `$n`."""
    params: list[str] = []

    def replace(match: re.Match[str]) -> str:
        param = match["name"]
        if param is None:
            return match[0]
        if param not in params:
            params.append(param)
        return f"${params.index(param) + 1}"

    return Query(name, description, _TOKEN.sub(replace, statement), tuple(params))
