"""From request to plan."""

from __future__ import annotations

from collections.abc import Sequence

from comity.platform.rest import errors
from comity.platform.rest.parse.syntax import SelectEmbed, SelectItem
from comity.platform.rest.plan.call import find_function, plan_call, result_table
from comity.platform.rest.plan.nearest import nearest
from comity.platform.rest.plan.negotiate import negotiate
from comity.platform.rest.plan.read import plan_levels, root_level
from comity.platform.rest.plan.types import Level, Plan
from comity.platform.rest.plan.write import plan_mutation
from comity.platform.rest.request import Action, Request
from comity.platform.rest.schema.model import Name, SchemaCache, Table
from comity.platform.rest.settings import RestSettings


def make(request: Request, cache: SchemaCache, settings: RestSettings) -> Plan:
    """The plan of a request that reads, writes or calls."""
    if request.prefer.strict and request.prefer.invalid:
        raise errors.strict_preferences(request.prefer.invalid)
    if request.action is Action.CALL:
        return _call(request, cache, settings)
    _within(request.query.select, settings)
    table = find_table(cache, request.schema, request.target)
    level = root_level(table.name, table, source=request.action.mutates)
    plan_levels(level, request.query, request.windows, cache, settings, mutates=request.action.mutates)
    kind, handler = negotiate(request, settings, cache, table.name)
    plan = Plan(request.action, level, kind, handler=handler, count=request.prefer.counting)
    if request.action.mutates:
        plan.mutation = plan_mutation(request, table, level)
        plan.body = request.prefer.returning == "representation"
    else:
        plan.body = not request.headers_only
        plan.read_only = _runs_functions(level)
    return plan


def _within(select: Sequence[SelectItem], settings: RestSettings) -> None:
    """Refuses more embeds, or more of them inside each other, than the role may ask for."""
    level, embeds, depth = [item for item in select if isinstance(item, SelectEmbed)], 0, 0
    while level:
        embeds, depth = embeds + len(level), depth + 1
        if embeds > settings.max_embeds:
            raise errors.too_much("select parameter", settings.max_embeds)
        if depth > settings.max_depth:
            raise errors.too_deep("select parameter", settings.max_depth)
        level = [child for item in level for child in item.items if isinstance(child, SelectEmbed)]


def _runs_functions(level: Level) -> bool:
    """Whether code of somebody's making may run, which a GET must keep from writing; a plain table has none."""
    table, rel = level.table, level.relationship
    if table is None or table.is_view or (rel is not None and rel.function is not None):
        return True
    named = [s.field.name for s in level.select] + [term.field.name for term in level.order]
    if table.computed and (not table.computed.keys().isdisjoint(named) or level.where):
        return True
    return any(_runs_functions(child) for child in level.children)


def find_table(cache: SchemaCache, schema: str, name: str) -> Table:
    """The table or view; refuses unknown ones with the nearest name."""
    table = cache.tables.get(Name(schema, name))
    if table is None:
        known = [other.name for other in cache.tables if other.schema == schema]
        raise errors.no_relation(schema, name, nearest(name, known, 0.75))
    return table


def _call(request: Request, cache: SchemaCache, settings: RestSettings) -> Plan:
    _within(request.query.select, settings)
    function = find_function(request, cache)
    name, table = result_table(function, cache)
    level = root_level(name, table, source=True)
    plan_levels(level, request.query, request.windows, cache, settings)
    if request.prefer.strict and request.prefer.max_affected is not None and not function.returns_set:
        raise errors.max_affected_rpc()
    kind, handler = negotiate(request, settings, cache, function.name if function.returns_scalar else name)
    return Plan(
        request.action,
        level,
        kind,
        handler=handler,
        call=plan_call(request, function),
        body=not request.headers_only,
        count=request.prefer.counting,
        read_only=request.safe or not function.writes,
    )
