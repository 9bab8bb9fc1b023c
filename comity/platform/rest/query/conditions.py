"""Fields and conditions (wire.md 1.2)."""

from __future__ import annotations

from collections.abc import Callable

from comity.platform.rest.parse.operators import IS, PLAIN, QUANTIFIED, SEARCH
from comity.platform.rest.parse.syntax import Field, JsonStep
from comity.platform.rest.plan.types import After, Compare, Condition, HasRows, Mark, Ordered
from comity.platform.rest.query.compiler import Compiler
from comity.platform.rest.query.text import ident, literal, qualified
from comity.platform.rest.schema.model import Column

_WORDED = (*SEARCH, "like", "ilike")  # what is typed for them is a pattern, no value of the column's
Exists = Callable[[HasRows], str]


def field_sql(table: str, field: Field, column: Column | None) -> str:
    """A column of the (quoted) table, or a place inside it; what is not JSON is made JSON to look inside."""
    if field.name == "*":
        return f"{table}.*"
    plain = f"{table}.{ident(field.name)}"
    if not field.path:
        return plain
    is_json = column is not None and column.nominal in ("json", "jsonb")
    return (plain if is_json else f"to_jsonb({plain})") + json_path(field.path)


def json_path(path: tuple[JsonStep, ...]) -> str:
    """Keys are literals, so that indexes on expressions are found."""
    return "".join(
        ("->>" if step.text else "->") + literal(step.key) + ("::int" if step.is_index else "") for step in path
    )


def condition_sql(c: Compiler, table: str, condition: Condition, exists: Exists) -> str:
    """A condition over the columns of the (quoted) table."""
    if isinstance(condition, Compare):
        return _compare(c, table, condition)
    if isinstance(condition, HasRows):
        return exists(condition)
    if isinstance(condition, After):
        return after_sql(c, table, condition.marks)
    word = f" {condition.kind} "
    inner = word.join(condition_sql(c, table, item, exists) for item in condition.items)
    return f"{'not ' if condition.negated else ''}({inner})"


def _compare(c: Compiler, table: str, compare: Compare) -> str:
    op, column = compare.filter.op, compare.column
    left = field_sql(table, compare.filter.field, column)
    negation = "not " if op.negated else ""
    if op.name.startswith("is."):
        return f"{negation}{left} is {IS[op.name[3:]]}"
    value = c.param(compare.filter.slot)
    typed = column.represented.typed if column is not None and column.represented else None
    if typed is not None and not compare.filter.field.path and op.name not in _WORDED and not op.quantifier:
        if op.name == "in":
            return f"{negation}{left} = any (array(select {qualified(typed)}(v) from unnest({value}::text[]) as v))"
        value = f"{qualified(typed)}({value}::text)"
    if op.name == "in":
        return f"{negation}{left} = any ({value})"
    if op.name == "isdistinct":
        return f"{negation}{left} is distinct from {value}"
    if op.name in SEARCH:
        language = f"{literal(op.language)}, " if op.language else ""
        if column is None or column.base != "tsvector" or compare.filter.field.path:
            left = f"to_tsvector({language}{left})"
        return f"{negation}{left} @@ {SEARCH[op.name]}({language}{value})"
    if op.quantifier:
        return f"{negation}{left} {QUANTIFIED[op.name]} {op.quantifier}({value})"
    return f"{negation}{left} {PLAIN.get(op.name) or QUANTIFIED[op.name]} {value}"


def order_sql(expression: str, term: Ordered) -> str:
    """One order term; where nulls go is said only when it is not where they go anyway, so that plain indexes serve."""
    direction = {None: "", True: " desc", False: " asc"}[term.descending]
    usual = "first" if term.descending else "last"
    certain = term.column is not None and not term.column.nullable and not term.field.path and term.child < 0
    nulls = f" nulls {term.nulls}" if term.nulls and term.nulls != usual and not certain else ""
    return expression + direction + nulls


def after_sql(c: Compiler, table: str, marks: tuple[Mark, ...]) -> str:
    """`(a > x) or (a = x and (b > y or ...))`; the leading `a >= x` is what an index can start from."""
    first, rest = marks[0], marks[1:]
    beyond = _beyond(c, table, first)
    if not rest:
        return beyond
    same = _same(c, table, first)
    further = after_sql(c, table, rest)
    either = f"({beyond} or ({same} and {further}))" if beyond != "false" else f"({same} and {further})"
    start = _not_before(c, table, first)
    return f"({start} and {either})" if start else either


def _beyond(c: Compiler, table: str, mark: Mark) -> str:
    """Strictly after in this term alone; nulls are where the term puts them."""
    column = field_sql(table, mark.term.field, mark.term.column)
    last = nulls_last(mark.term)
    if mark.slot < 0:
        return "false" if last else f"{column} is not null"
    sign = "<" if mark.term.descending else ">"
    further = f"{column} {sign} {c.param(mark.slot)}"
    return f"({further} or {column} is null)" if last and _nullable(mark) else further


def _not_before(c: Compiler, table: str, mark: Mark) -> str:
    if mark.slot < 0 or (nulls_last(mark.term) and _nullable(mark)):
        return ""
    sign = "<=" if mark.term.descending else ">="
    return f"{field_sql(table, mark.term.field, mark.term.column)} {sign} {c.param(mark.slot)}"


def _same(c: Compiler, table: str, mark: Mark) -> str:
    column = field_sql(table, mark.term.field, mark.term.column)
    return f"{column} is null" if mark.slot < 0 else f"{column} = {c.param(mark.slot)}"


def nulls_last(term: Ordered) -> bool:
    return term.nulls == "last" if term.nulls else not term.descending


def _nullable(mark: Mark) -> bool:
    return mark.term.column is None or mark.term.column.nullable or bool(mark.term.field.path)
