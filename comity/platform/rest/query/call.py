"""Function calls, as the common table expression the answer reads from (wire.md 1.6)."""

from __future__ import annotations

from comity.platform.rest.plan.call import argument_source
from comity.platform.rest.plan.types import Call, Compare, Condition, Level, Tree
from comity.platform.rest.plan.write import needed_columns
from comity.platform.rest.query.compiler import BODY, Compiler
from comity.platform.rest.query.text import ident, qualified
from comity.platform.rest.query.write import ROWS, body_sql
from comity.platform.rest.schema.model import Argument

SCALAR = "pgrst_scalar"


def call_sql(c: Compiler, call: Call, level: Level, slots: dict[str, int]) -> str:
    """The call; `slots` say where arguments of the query string or form travel among the values."""
    function = call.function
    if call.positional:
        kind = function.arguments[0].type
        invoked, source = f"{qualified(function.name)}({c.param(BODY)}::{kind})", ""
    elif not call.arguments:
        invoked, source = f"{qualified(function.name)}()", ""
    elif call.direct is not None:
        passed = ", ".join(_direct(c, argument, slots) for argument in call.arguments)
        invoked, source = f"{qualified(function.name)}({passed})", ""
    else:
        passed = ", ".join(_named(argument) for argument in call.arguments)
        invoked = f"{qualified(function.name)}({passed})"
        columns = [argument_source(argument) for argument in call.arguments]
        source = body_sql(c, columns, call.single, one=True) + ", lateral "
    if function.returns_scalar or function.returns_set_of_scalars:
        return f"select pgrst_call.{SCALAR} from {source}(select {invoked} as {SCALAR}) as pgrst_call"
    return f"select {_columns(level)} from {source}{invoked} as pgrst_call"


def _direct(c: Compiler, argument: Argument, slots: dict[str, int]) -> str:
    variadic = "variadic " if argument.variadic else ""
    return f"{variadic}{ident(argument.name)} := {c.param(slots[argument.name])}::{argument.loose}"


def _named(argument: Argument) -> str:
    variadic = "variadic " if argument.variadic else ""
    return f"{variadic}{ident(argument.name)} := {ROWS}.{ident(argument.name)}"


def _columns(level: Level) -> str:
    """Only what the answer needs of the result: a function may be inlined, and columns may be computed."""
    needed = [*needed_columns(level), *(name for item in level.where for name in named_columns(item))]
    if "*" not in needed:
        return ", ".join(f"pgrst_call.{ident(name)}" for name in dict.fromkeys(needed))
    computed = level.table.computed if level.table is not None else {}
    extra = [name for name in dict.fromkeys(needed) if name in computed]
    return ", ".join(["pgrst_call.*", *(f"pgrst_call.{ident(name)}" for name in extra)])


def named_columns(condition: Condition) -> list[str]:
    """The columns a condition speaks of."""
    if isinstance(condition, Compare):
        return [condition.filter.field.name]
    if not isinstance(condition, Tree):
        return []
    return [name for item in condition.items for name in named_columns(item)]
