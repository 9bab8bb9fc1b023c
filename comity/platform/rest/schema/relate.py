"""Relationships from keys: many-to-one, one-to-one, one-to-many, many-to-many; through views; computed ones.

Rules of https://docs.postgrest.org/en/v14/references/api/resource_embedding.html#relationships
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from comity.platform.rest.schema.model import TENANT, Junction, Name, Relationship, Table

Pairs = tuple[tuple[str, str], ...]
_ORDER = {"o2m": 0, "m2o": 1, "o2o": 2, "m2m": 3, "computed": 4}


class ForeignKey(NamedTuple):
    """One foreign key; `one_to_one` when its columns are themselves unique."""

    constraint: str
    table: Name
    target: Name
    columns: Pairs
    one_to_one: bool


class ViewColumns(NamedTuple):
    """A view that shows columns of a table: table column -> the view columns that show it."""

    view: Name
    shows: dict[str, list[str]]


def relate(
    keys: Iterable[ForeignKey],
    views: dict[Name, list[ViewColumns]],
    primary_keys: dict[Name, tuple[str, ...]],
    computed: Iterable[Relationship],
) -> dict[Name, tuple[Relationship, ...]]:
    """All relationships by the relation they start from."""
    to_one = [rel for key in keys for rel in _of_key(key, views)]
    found = [*to_one, *(_inverse(rel) for rel in to_one), *_junctions(to_one, primary_keys)]
    overriding = list(computed)
    overridden = {(rel.table, rel.function) for rel in overriding}
    kept = [rel for rel in found if (rel.table, rel.target) not in overridden]
    by_table: dict[Name, list[Relationship]] = defaultdict(list)
    for rel in [*kept, *overriding]:
        by_table[rel.table].append(rel)
    return {table: tuple(sorted(rels, key=_rank)) for table, rels in by_table.items()}


def _rank(rel: Relationship) -> tuple[object, ...]:
    return rel.target, _ORDER[rel.kind], rel.constraint, rel.columns, rel.junction or (), rel.function or ()


def _of_key(key: ForeignKey, views: dict[Name, list[ViewColumns]]) -> list[Relationship]:
    """The relationship of a foreign key, and those of the views that show its columns on either side."""
    starts = [(key.table, False, tuple(c for c, _ in key.columns))]
    starts += _shown(views.get(key.table, []), [c for c, _ in key.columns])
    ends = [(key.target, False, tuple(c for _, c in key.columns))]
    ends += _shown(views.get(key.target, []), [c for _, c in key.columns])
    return [
        Relationship(
            table,
            target,
            "o2o" if key.one_to_one else "m2o",
            key.constraint,
            tuple(zip(columns, target_columns, strict=True)),
            table_is_view=table_is_view,
            target_is_view=target_is_view,
        )
        for (table, table_is_view, columns), (target, target_is_view, target_columns) in product(starts, ends)
    ]


def _shown(views: list[ViewColumns], columns: list[str]) -> list[tuple[Name, bool, tuple[str, ...]]]:
    """Every way a view shows all columns of a key."""
    return [
        (view.view, True, combination)
        for view in views
        if all(column in view.shows for column in columns)
        for combination in product(*(view.shows[column] for column in columns))
    ]


def _inverse(rel: Relationship) -> Relationship:
    return rel._replace(
        table=rel.target,
        target=rel.table,
        kind="o2o" if rel.kind == "o2o" else "o2m",
        columns=tuple((b, a) for a, b in rel.columns),
        table_is_view=rel.target_is_view,
        target_is_view=rel.table_is_view,
        is_parent=rel.kind == "o2o",
    )


def _junctions(to_one: list[Relationship], primary_keys: dict[Name, tuple[str, ...]]) -> list[Relationship]:
    """Two foreign keys whose columns are part of a table's primary key make it a junction.

    A key on the organisation alone is no side of a junction: it would make every table one.
    """
    by_table: dict[Name, list[Relationship]] = defaultdict(list)
    for rel in to_one:
        if rel.kind == "m2o" and {c for c, _ in rel.columns} != {TENANT}:
            by_table[rel.table].append(rel)
    found = []
    for table, rels in by_table.items():
        key = set(primary_keys.get(table, ()))
        for one, other in product(rels, rels):
            if one.constraint != other.constraint and {c for c, _ in (*one.columns, *other.columns)} <= key:
                junction = Junction(table, one.constraint, other.constraint, one.columns, other.columns)
                found.append(
                    Relationship(
                        one.target,
                        other.target,
                        "m2m",
                        junction=junction,
                        table_is_view=one.target_is_view,
                        target_is_view=other.target_is_view,
                    )
                )
    return found


def exposed(
    relationships: dict[Name, tuple[Relationship, ...]], tables: dict[Name, Table]
) -> dict[Name, tuple[Relationship, ...]]:
    """Without those that lead to, or through, tables nobody may name; a table that loses all of them stays known."""
    return {
        name: tuple(
            rel for rel in rels if rel.target in tables and (rel.junction is None or rel.junction.table in tables)
        )
        for name, rels in relationships.items()
        if name in tables
    }
