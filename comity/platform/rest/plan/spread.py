"""Aggregates and spread levels: what is grouped where.

Aggregates of a to-one spread are hoisted to the nearest level that is an object of its own, for only there grouping
means what the client wrote (https://docs.postgrest.org/en/v14/references/api/aggregate_functions.html).
"""

from __future__ import annotations

from comity.platform.rest import errors
from comity.platform.rest.parse.syntax import Field
from comity.platform.rest.plan.types import Level, Selected, Spread


def prepare(root: Level) -> None:
    """Spells out stars where grouping needs it, fills `spreads`; refuses aggregates of to-many spreads."""
    _check(root)
    _expand(root, grouped=False)
    _hoist(root)


def _check(level: Level) -> None:
    if level.spread and not level.to_one and _has_aggregate(level):
        raise errors.not_implemented("Aggregates are not implemented for one-to-many or many-to-many spreads.")
    for child in level.children:
        _check(child)


def _has_aggregate(level: Level) -> bool:
    return any(s.aggregate for s in level.select) or any(
        _has_aggregate(child) for child in level.children if child.spread
    )


def _expand(level: Level, *, grouped: bool) -> None:
    """A star beside an aggregate, or in a to-many spread, becomes the columns it stands for."""
    grouped = grouped or any(s.aggregate for s in level.select) or (level.spread and not level.to_one)
    if grouped and level.table is not None:
        expanded: list[Selected] = []
        for item in level.select:
            if item.field.name == "*" and item.aggregate is None:
                columns = level.table.columns.values()
                expanded += [Selected(Field(column.name), column) for column in columns]
            else:
                expanded.append(item)
        level.select = expanded
    for child in level.children:
        _expand(child, grouped=grouped)


def _hoist(level: Level) -> None:
    for child in level.children:
        _hoist(child)
    if level.spread:
        level.spreads = [*(_lift(level, i) for i in range(len(level.select))), *_lifted(level)]


def _lift(level: Level, place: int) -> Spread:
    """What the parent takes of a selected column; of a to-one spread's aggregate, the aggregate itself."""
    item = level.select[place]
    if item.aggregate is None or not level.to_one:
        return Spread(item.name or item.field.name)
    name = item.alias or item.aggregate
    level.select[place] = item._replace(
        aggregate=None, aggregate_cast=None, alias=name, whole_row=item.field.name == "*"
    )
    return Spread(name, name, item.aggregate, item.aggregate_cast)


def _lifted(level: Level) -> list[Spread]:
    """What reaches the parent from below: names of embeds, and columns of spreads within the spread."""
    lifted: list[Spread] = []
    for child in level.children:
        if not child.spread:
            lifted += [Spread(child.key)] if child.shown else []
        elif level.to_one:
            lifted += child.spreads
            child.spreads = [s._replace(aggregate=None, cast=None, alias=None) for s in child.spreads]
        else:
            lifted += [s._replace(name=s.alias or s.name, alias=None, aggregate=None, cast=None) for s in child.spreads]
    return lifted
