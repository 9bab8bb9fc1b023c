"""Finds the relationship an embed means (https://docs.postgrest.org/en/v14/references/api/resource_embedding.html)."""

from __future__ import annotations

from comity.platform.rest import errors
from comity.platform.rest.plan.nearest import nearest
from comity.platform.rest.schema.model import Name, Relationship, SchemaCache


def find(cache: SchemaCache, origin: Name, target: str, hint: str | None) -> Relationship:
    """The one relationship from `origin` that `target` and `hint` name; refuses none and several."""
    known = [rel for rel in cache.relationships.get(origin, ()) if rel.target.schema == origin.schema]
    found = [rel for rel in known if _matches(rel, target, hint)]
    if len(found) == 1:
        return found[0]
    if found:
        raise errors.ambiguous_relationship(
            origin.name, target, [_described(rel) for rel in found], [_hint(rel) for rel in found]
        )
    raise errors.no_relationship(origin.name, target, hint, origin.schema, _meant(cache, origin, known, target))


def _matches(rel: Relationship, target: str, hint: str | None) -> bool:
    if rel.function is not None:
        return target == rel.function.name
    if rel.is_self:
        return _matches_self(rel, target, hint)
    column = _only(rel, 0)
    if hint is None:
        return target == rel.target.name or (
            not rel.target_is_view and rel.kind != "m2m" and target in (rel.constraint, column)
        )
    if target != rel.target.name:
        return False
    if rel.junction is not None:
        return hint == rel.junction.table.name
    return hint in (rel.constraint, column, _only(rel, 1))


def _matches_self(rel: Relationship, target: str, hint: str | None) -> bool:
    """A table related to itself has one key and two relationships: its name means the many, the column the one."""
    many = target == rel.target.name and rel.kind == "o2m"
    if hint is None:
        return many or (rel.kind == "m2o" and target == _only(rel, 0))
    return many and hint == _only(rel, 1)


def _only(rel: Relationship, side: int) -> str | None:
    """The column of a one-column key, the organisation's part not counted."""
    visible = rel.visible
    return visible[0][side] if len(visible) == 1 else None


def _described(rel: Relationship) -> dict[str, str]:
    """What PGRST201 says of a candidate."""
    origin, target = rel.table.name, rel.target.name
    if rel.junction is not None:
        junction = rel.junction
        source = ", ".join(column for column, _ in junction.source)
        other = ", ".join(column for column, _ in junction.target)
        using = f"{junction.table.name} using {junction.constraint1}({source}) and {junction.constraint2}({other})"
    else:
        ours = ", ".join(column for column, _ in rel.columns)
        theirs = ", ".join(column for _, column in rel.columns)
        using = f"{rel.constraint} using {origin}({ours}) and {target}({theirs})"
    words = {"m2o": "many-to-one", "o2m": "one-to-many", "o2o": "one-to-one", "m2m": "many-to-many"}
    return {
        "cardinality": words.get(rel.kind, rel.kind),
        "embedding": f"{origin} with {target}",
        "relationship": using,
    }


def _hint(rel: Relationship) -> str:
    via = rel.junction.table.name if rel.junction is not None else rel.constraint
    return f"{rel.target.name}!{via}"


def _meant(cache: SchemaCache, origin: Name, known: list[Relationship], target: str) -> str | None:
    """The parent or child the client may have meant; nothing when both are right and only the hint is wrong."""
    if origin not in cache.relationships:
        parents = [name.name for name in cache.relationships if name.schema == origin.schema]
        parent = nearest(origin.name, parents)
        return f"Perhaps you meant '{parent}' instead of '{origin.name}'." if parent else None
    child = nearest(target, {rel.target.name for rel in known}, exact=False)
    return f"Perhaps you meant '{child}' instead of '{target}'." if child else None
