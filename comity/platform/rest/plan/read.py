"""Plans the levels of an answer: what is selected, filtered, ordered and embedded where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.platform.rest import errors
from comity.platform.rest.parse import syntax
from comity.platform.rest.parse.params import Query
from comity.platform.rest.parse.syntax import Field, Filter, Order, Path, SelectEmbed, SelectField
from comity.platform.rest.plan import relate, spread
from comity.platform.rest.plan.nearest import nearest_column
from comity.platform.rest.plan.types import Compare, Condition, HasRows, Level, Ordered, Selected, Tree
from comity.platform.rest.request import Window
from comity.platform.rest.schema.model import DELETED, Column, Name, SchemaCache, Table
from comity.platform.rest.settings import RestSettings

STAR = Field("*")
COUNT = Field("count")


@dataclass(slots=True)
class Reading:
    """What the planning of one tree needs at hand."""

    cache: SchemaCache
    settings: RestSettings
    embeds: int = 0


def plan_levels(
    root: Level,
    query: Query,
    windows: dict[Path, Window],
    cache: SchemaCache,
    settings: RestSettings,
    *,
    mutates: bool = False,
) -> None:
    """Fills the root level and everything below it. For a mutation the root's filters belong to the writing."""
    reading = Reading(cache, settings)
    _select(reading, root, query.select)
    for path, condition in query.where:
        if path or not mutates:
            level = find_level(root, path)
            level.where.append(resolve(level, condition))
    for path, window in windows.items():
        find_level(root, path).window = window
    for path, terms in query.orders:
        level = find_level(root, path)
        level.order = [_order(level, term) for term in terms]
        _hide(level)
    spread.prepare(root)
    if settings.max_rows is not None and not mutates:
        _restrict(root, settings.max_rows)


def _select(reading: Reading, level: Level, items: Sequence[syntax.SelectItem]) -> None:
    level.children = [_embed(reading, level, item) for item in items if isinstance(item, SelectEmbed)]
    keys = [child.key for child in level.children]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise errors.twice_embedded(level.relation.name, twice, level.depth + 1)
    level.select = [_field(reading, level, item) for item in items if isinstance(item, SelectField)]
    if level.table is not None and not level.table.represented.keys().isdisjoint(level.table.columns):
        level.select = _spelt_out(level, level.table, items)


def _spelt_out(level: Level, table: Table, items: Sequence[syntax.SelectItem]) -> list[Selected]:
    """Where some columns are shown through functions, `*` is every column by its name."""
    every = [Selected(Field(name), column) for name, column in table.columns.items()]
    if not items:
        return every
    return [
        one for item in level.select for one in (every if item.field == STAR and item.aggregate is None else [item])
    ]


def _field(reading: Reading, level: Level, item: SelectField) -> Selected:
    if item.aggregate is not None and not reading.settings.aggregates:
        raise errors.no_aggregates()
    if item.field == COUNT and item.aggregate is None and not (level.table and level.table.knows("count")):
        # `comments(count)`: the way of counting from before aggregates had a syntax, always allowed
        return Selected(STAR, None, item.alias or "count", None, "count", item.cast)
    column = None if item.field.name == "*" else find_column(level, item.field)
    return Selected(item.field, column, item.alias, item.cast, item.aggregate, item.aggregate_cast)


def _embed(reading: Reading, parent: Level, item: SelectEmbed) -> Level:
    rel = relate.find(reading.cache, parent.relation, item.name, item.hint)
    level = Level(
        rel.target,
        reading.cache.tables.get(rel.target),
        item.name,
        item.alias,
        parent.depth + 1,
        relationship=rel,
        inner=item.inner,
        spread=item.spread,
        junction=reading.cache.tables.get(rel.junction.table) if rel.junction is not None else None,
    )
    _select(reading, level, item.items)
    return level


def find_level(root: Level, path: Path) -> Level:
    """The embedded level a dotted key leads to."""
    level = root
    for name in path:
        children = level.children
        found = next((child for child in children if child.key == name), None)
        found = found or next((child for child in children if child.name == name), None)
        if found is None:
            raise errors.not_embedded(name)
        level = found
    return level


def find_column(level: Level, field: Field) -> Column | None:
    """The column, when the level's columns are known; refuses what none of them is."""
    if level.table is None:
        return None
    return find_table_column(level.table, field, shown_name(level))


def shown_name(level: Level) -> str:
    """What the level is called in the statement, and so in messages about it."""
    return level.relation.name if level.depth == 0 else f"{level.relation.name}_{level.depth}"


def find_table_column(table: Table, field: Field, shown: str) -> Column | None:
    column = table.columns.get(field.name)
    if column is not None:
        return column
    computed = table.computed.get(field.name)
    if computed is None:
        raise errors.no_column(shown, field.name, nearest_column(field.name, table.columns))
    return Column(field.name, computed, computed, computed, represented=table.represented.get(field.name))


def resolve(level: Level, condition: syntax.Condition) -> Condition:
    """A condition with its columns found; one on the name of an embed asks whether that has rows."""
    if isinstance(condition, Filter):
        return _resolve_filter(level, condition)
    items = tuple(resolve(level, item) for item in condition.items)
    return Tree(condition.negated, condition.kind, items)


def _resolve_filter(level: Level, condition: Filter) -> Condition:
    field = condition.field
    if not field.path:
        place = next((i for i, child in enumerate(level.children) if child.key == field.name), -1)
        if place >= 0 and (level.table is None or not level.table.knows(field.name)):
            return _has_rows(level.children[place], place, condition)
        if place >= 0 and condition.op.name in ("is.null", "is.not_null"):
            return _has_rows(level.children[place], place, condition)
    if field.name == DELETED:
        level.with_deleted = True
    return Compare(condition, find_column(level, field))


def _has_rows(child: Level, place: int, condition: Filter) -> HasRows:
    if condition.op.name not in ("is.null", "is.not_null"):
        raise errors.embed_filter(child.key)
    return HasRows(place, (condition.op.name == "is.not_null") != condition.op.negated)


def resolve_for_table(table: Table, condition: syntax.Condition) -> tuple[Condition, bool]:
    """A condition of a mutation; and whether it speaks of deleted rows."""
    level = Level(table.name, table, table.name.name)
    return resolve(level, condition), level.with_deleted


def _order(level: Level, term: Order) -> Ordered:
    if term.relation is None:
        return Ordered(term.field, find_column(level, term.field), term.descending, term.nulls)
    place = next((i for i, child in enumerate(level.children) if child.key == term.relation), -1)
    if place < 0:
        raise errors.not_embedded(term.relation)
    child = level.children[place]
    if not child.to_one:
        raise errors.order_not_to_one(level.relation.name, child.key)
    shown = next((s for s in child.select if (s.name or s.field.name) == term.field.name), None)
    column = (
        shown.column if shown is not None else None if _lifts(child, term.field) else find_column(child, term.field)
    )
    return Ordered(term.field, column, term.descending, term.nulls, place)


def _lifts(level: Level, wanted: Field) -> bool:
    """Whether a spread within the level shows a column of that name."""
    return any(
        child.spread and (any((s.name or s.field.name) == wanted.name for s in child.select) or _lifts(child, wanted))
        for child in level.children
    )


def _hide(level: Level) -> None:
    """What is ordered by must be at hand above: columns not selected travel hidden."""
    for term in level.order:
        if term.child >= 0:
            child = level.children[term.child]
            if not _selects(child, term.field):
                child.hidden.append((f"pgrst_order_{len(child.hidden) + 1}", term._replace(child=-1)))
    if level.spread and not level.to_one:
        level.hidden += [(f"pgrst_order_{i}", term) for i, term in enumerate(level.order, len(level.hidden) + 1)]
        level.order = level.order if not level.window.whole else []


def _selects(level: Level, wanted: Field) -> bool:
    """Whether the level's rows carry the column under its own name."""
    if any(term.field == wanted for _, term in level.hidden):
        return True
    starred = not level.shown or any(s.field == STAR and not s.aggregate for s in level.select)
    if starred and level.table is not None and wanted.name in level.table.columns:
        return True
    return _lifts(level, wanted) or any((s.name or s.field.name) == wanted.name for s in level.select)


def _restrict(level: Level, rows: int) -> None:
    """`max-rows` holds at every level."""
    if level.window.limit is None and level.window.limit_slot < 0:
        level.window = level.window._replace(limit=rows)
    for child in level.children:
        _restrict(child, rows)


def root_level(name: Name, table: Table | None, *, source: bool = False) -> Level:
    """The level a request starts from."""
    return Level(name, table, name.name, source=source)
