"""Inserts, updates, upserts and deletes, as the common table expression the answer reads from (wire.md 1.5)."""

from __future__ import annotations

from comity.platform.rest.plan.types import HasRows, Mutation
from comity.platform.rest.query.compiler import BODY, Compiler
from comity.platform.rest.query.conditions import condition_sql
from comity.platform.rest.query.levels import keeping_sql
from comity.platform.rest.query.text import ident, literal, qualified
from comity.platform.rest.request import Action
from comity.platform.rest.schema.model import DELETED, Column, Name

ROWS = ident("pgrst_body")
_INSERTED = "nullif(current_setting('pgrst.inserted', true), '')::int"


def write_sql(c: Compiler, mutation: Mutation) -> str:
    """The writing statement, `returning` what the answer needs."""
    match mutation.action:
        case Action.CREATE | Action.REPLACE:
            return _insert(c, mutation)
        case Action.UPDATE:
            return _update(c, mutation)
        case _:
            return _delete(c, mutation)


def inserted_sql(mutation: Mutation) -> str:
    """How many rows an upsert really inserted, told by `_counting`."""
    return _INSERTED if mutation.merge else "null::int"


def _name(mutation: Mutation) -> str:
    return ident(mutation.table.name.name)


def _insert(c: Compiler, mutation: Mutation) -> str:
    columns = ", ".join(ident(column.name) for column in mutation.columns)
    selected = ", ".join(f"{ROWS}.{ident(column.name)}" for column in mutation.columns)
    sql = f"insert into {qualified(mutation.table.name)} as {_name(mutation)}"
    sql += f"({columns})" if columns else ""
    sql += f" select {selected} from {body_sql(c, mutation.columns, mutation.single, mutation.defaults)}"
    where = [_counting("+ 1", "0")] if mutation.merge else []
    if mutation.action is Action.REPLACE:
        where += [condition_sql(c, ROWS, condition, _no_embeds) for condition in mutation.where]
    if where:
        sql += " where " + " and ".join(where)
    return sql + _on_conflict(mutation) + _returning(mutation)


def _on_conflict(mutation: Mutation) -> str:
    if not mutation.conflict:
        return ""
    target = f"({', '.join(ident(column) for column in mutation.conflict)})"
    if mutation.conflict_where:
        target += f" where {mutation.conflict_where}"
    if not mutation.merge or not mutation.columns:
        return f" on conflict {target} do nothing"
    updates = ", ".join(f"{ident(column.name)} = excluded.{ident(column.name)}" for column in mutation.columns)
    return f" on conflict {target} do update set {updates} where {_counting('- 1', '-1')}"


def _counting(step: str, never: str) -> str:
    """Counts in a setting as rows go by: an upsert's answer says 201 only if something was new."""
    counted = f"(coalesce({_INSERTED}, 0) {step})::text"
    return f"set_config('pgrst.inserted', {counted}, true) <> '{never}'"


def _update(c: Compiler, mutation: Mutation) -> str:
    name = _name(mutation)
    if not mutation.columns:  # nothing to set, so nothing is updated
        columns = _returned(mutation) or "1"
        return f"select {columns} from {qualified(mutation.table.name)} as {name} where false"
    sets = ", ".join(f"{ident(column.name)} = {ROWS}.{ident(column.name)}" for column in mutation.columns)
    sql = f"update {qualified(mutation.table.name)} as {name} set {sets}"
    sql += f" from {body_sql(c, mutation.columns, mutation.single, mutation.defaults)}"
    return sql + _where(c, mutation) + _returning(mutation)


def _delete(c: Compiler, mutation: Mutation) -> str:
    """Where there is a trash, deleting moves there; the row keeps what it was."""
    name, table = _name(mutation), mutation.table
    if table.soft:
        sql = f"update {qualified(table.name)} as {name} set {ident(DELETED)} = now()"
    else:
        sql = f"delete from {qualified(table.name)} as {name}"
    return sql + _where(c, mutation) + _returning(mutation)


def _where(c: Compiler, mutation: Mutation) -> str:
    name = _name(mutation)
    conditions = keeping_sql(c, name, mutation.table, with_deleted=mutation.with_deleted)
    conditions += [condition_sql(c, name, condition, _no_embeds) for condition in mutation.where]
    return " where " + " and ".join(conditions) if conditions else ""


def _no_embeds(condition: HasRows) -> str:
    raise AssertionError(f"a mutation's own filter has no embeds: {condition}")


def _returning(mutation: Mutation) -> str:
    return " returning " + (_returned(mutation) or "1")


def _returned(mutation: Mutation) -> str:
    name = _name(mutation)
    columns = [f"{name}.*"] if mutation.returning_all else []
    return ", ".join(columns + [f"{name}.{ident(column)}" for column in mutation.returning])


def body_sql(c: Compiler, columns: list[Column], single: bool, defaults: bool = False, *, one: bool = False) -> str:
    """The rows of a JSON body as the relation `pgrst_body`; Postgres itself converts every value."""
    kind = "jsonb" if defaults else "json"
    payload = f"(select {c.param(BODY)}::{kind} as json_data) as pgrst_payload, "
    data = "pgrst_payload.json_data"
    if defaults:
        payload += _defaults(columns, single)
        data = "pgrst_defaults.val"
    if not columns:
        rows = "(values (1)) as _" if single else f"{kind}_array_elements({data}) as _"
        return f"{payload}lateral (select from {rows}) as {ROWS}"
    names = ", ".join(_read(column) for column in columns)
    typed = ", ".join(f"{ident(column.name)} {'json' if _sent(column) else column.nominal}" for column in columns)
    reader = f"{kind}_to_record" if single else f"{kind}_to_recordset"
    limit = " limit 1" if one else ""
    return f"{payload}lateral (select {names} from {reader}({data}) as _({typed}){limit}) as {ROWS}"


def _sent(column: Column) -> Name | None:
    return column.represented.sent if column.represented else None


def _read(column: Column) -> str:
    """A value of the body, through its domain's own function where there is one."""
    sent, name = _sent(column), ident(column.name)
    return f"{qualified(sent)}({name}) as {name}" if sent else name


def _defaults(columns: list[Column], single: bool) -> str:
    """`missing=default`: what an object leaves out is its column's default."""
    known = ", ".join(f"{literal(column.name)}, {column.default}" for column in columns if column.default)
    made = f"jsonb_build_object({known})"
    if single:
        return f"lateral (select {made} || pgrst_payload.json_data as val) as pgrst_defaults, "
    elements = "jsonb_array_elements(pgrst_payload.json_data) as elem"
    return f"lateral (select jsonb_agg({made} || elem) as val from {elements}) as pgrst_defaults, "
