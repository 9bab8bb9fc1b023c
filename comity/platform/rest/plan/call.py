"""Finds the function a call means, by name and names of arguments (wire.md 1.6)."""

from __future__ import annotations

from comity.platform.rest import errors, media
from comity.platform.rest.plan.nearest import nearest
from comity.platform.rest.plan.types import Call
from comity.platform.rest.request import Request
from comity.platform.rest.schema.model import Argument, Column, Function, Name, SchemaCache, Table

_WHOLE_BODY = {
    media.JSON: ("json", "jsonb"),
    media.TEXT: ("text",),
    media.XML: ("xml",),
    media.OCTETS: ("bytea",),
}
_RAW = (media.TEXT, media.XML, media.OCTETS)


def find_function(request: Request, cache: SchemaCache) -> Function:
    """The one overload that takes exactly these arguments."""
    name = Name(request.schema, request.target)
    overloads = cache.functions.get(name, ())
    given = frozenset(_given(request))
    matching = [function for function in overloads if _takes(function, given, request)]
    if not matching:
        matching = [function for function in overloads if _takes_body(function, request)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise errors.ambiguous_function(_signature(function) for function in matching)
    raise _no_function(request, cache, name, overloads, sorted(given))


def named_functions(request: Request, cache: SchemaCache) -> tuple[Function, ...]:
    """Every overload of the name, whatever it takes."""
    overloads = cache.functions.get(Name(request.schema, request.target), ())
    return overloads or (find_function(request, cache),)


def plan_call(request: Request, function: Function) -> Call:
    """How the arguments reach the function."""
    given = _given(request)
    if len(function.arguments) == 1 and not function.arguments[0].name:
        return Call(function, list(function.arguments), positional=True)
    arguments = [argument for argument in function.arguments if argument.name in given]
    direct = None
    if request.method != "POST" or (request.payload is not None and request.payload.form is not None):
        direct = tuple((argument.name, argument.variadic) for argument in arguments)
    single = request.payload is None or request.payload.single
    return Call(function, arguments, direct=direct, single=single)


def _given(request: Request) -> tuple[str, ...]:
    if request.method != "POST":
        return tuple(name for name, _ in request.query.arguments)
    return request.payload.keys if request.payload is not None else ()


def _takes(function: Function, given: frozenset[str], request: Request) -> bool:
    arguments = function.arguments
    if not arguments:
        return not given and not (request.method == "POST" and request.content.name in _RAW)
    required = {argument.name for argument in arguments if argument.required}
    return required <= given <= {argument.name for argument in arguments}


def _takes_body(function: Function, request: Request) -> bool:
    """A function of one unnamed argument takes the body as it is."""
    if request.method != "POST" or len(function.arguments) != 1 or function.arguments[0].name:
        return False
    return function.arguments[0].type in _WHOLE_BODY.get(request.content.name, ())


def _signature(function: Function) -> str:
    arguments = ", ".join(f"{argument.name} => {argument.type}" for argument in function.arguments)
    return f"{function.name.schema}.{function.name.name}({arguments})"


def _no_function(
    request: Request, cache: SchemaCache, name: Name, overloads: tuple[Function, ...], given: list[str]
) -> errors.RestError:
    function = f"{name.schema}.{name.name}"
    listed = ", ".join(given)
    posts = request.method == "POST"
    raw = posts and request.content.name in _RAW
    shown = "" if raw else f"({listed})" if given else " without parameters"
    searched = f" with parameter{'s' if len(given) > 1 else ''} {listed}" if given else " without parameters"
    if raw:
        searched = f" with a single unnamed {_WHOLE_BODY[request.content.name][0]} parameter"
    elif posts and request.content.name == media.JSON:
        searched += " or with a single unnamed json/jsonb parameter"
    return errors.no_function(
        f"Could not find the function {function}{shown} in the schema cache",
        f"Searched for the function {function}{searched}, but no matches were found in the schema cache.",
        None if raw else _hint(cache, name, overloads, given),
    )


def _hint(cache: SchemaCache, name: Name, overloads: tuple[Function, ...], given: list[str]) -> str | None:
    def listed(names: list[str]) -> str:
        return "(" + ", ".join(sorted(names)) + ")"

    if overloads:
        known = [listed([argument.name for argument in function.arguments]) for function in overloads]
        meant = nearest(listed(given), known)
        meant = name.name + meant if meant else None
    else:
        others = [other.name for other in cache.functions if other.schema == name.schema]
        meant = nearest(name.name, others, 0.75)
    return f"Perhaps you meant to call the function {name.schema}.{meant}" if meant else None


def result_table(function: Function, cache: SchemaCache) -> tuple[Name, Table | None]:
    """The relation a function's rows are of, so that they can be filtered and embedded like a table's."""
    if not function.returns_composite:
        return function.name, None
    name = Name(function.name.schema, function.result.name)
    if function.outputs:
        columns = {column: _output(column, kind) for column, kind in function.outputs}
        return name, Table(name, True, False, False, False, None, (), columns)
    table = cache.tables.get(function.result)
    return name, table


def _output(name: str, kind: str) -> Column:
    return Column(name, kind, kind, kind)


def argument_source(argument: Argument) -> Column:
    """An argument as a column of the body's record."""
    return Column(argument.name, argument.type, argument.loose, argument.type)
