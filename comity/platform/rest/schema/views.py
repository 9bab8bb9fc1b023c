"""Which table column a view column is: read from the view's stored query.

Postgres notes in every target entry of a rule where its value comes from (`resorigtbl`, `resorigcol`); views over views
are followed down to tables. This is how keys, and so relationships, reach through views.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKENS = re.compile(
    r"\\."  # an escaped character of a name
    r"|[{}]"
    r"|:targetList\b"
    r"|:override\b"
    r"|:resno (?P<resno>\d+)"
    r"|:resorigtbl (?P<table>\d+)"
    r"|:resorigcol (?P<column>\d+)"
    r"|:resjunk (?P<junk>true|false)",
    re.DOTALL,
)


class Origin(NamedTuple):
    """A column by the number of its relation and its position."""

    relation: int
    position: int


def origins(rule: str) -> dict[int, Origin]:
    """Position of each column of a view, and where it comes from; columns that are computed are left out."""
    found: dict[int, Origin] = {}
    depth = 0
    inside = False
    resno = table = column = 0
    for token in _TOKENS.finditer(rule):
        text = token[0]
        if text == "{":
            depth += 1
        elif text == "}":
            depth -= 1
        elif text == ":targetList":
            inside = inside or depth == 1
        elif text == ":override":
            if depth == 1:
                break
        elif not inside or depth != 2:
            continue
        elif token["resno"]:
            resno = int(token["resno"])
        elif token["table"]:
            table = int(token["table"])
        elif token["column"]:
            column = int(token["column"])
        elif token["junk"] == "false" and table and column:
            found[resno] = Origin(table, column)
    return found


def trace(views: dict[int, dict[int, Origin]]) -> dict[int, dict[int, list[Origin]]]:
    """For each view and position, every column it stands for, through views down to tables, nearest first."""
    return {
        view: {position: _down(origin, views) for position, origin in columns.items()}
        for view, columns in views.items()
    }


def _down(origin: Origin, views: dict[int, dict[int, Origin]]) -> list[Origin]:
    path = [origin]
    while True:
        deeper = views.get(path[-1].relation, {}).get(path[-1].position)
        if deeper is None or deeper in path:
            return path
        path.append(deeper)
