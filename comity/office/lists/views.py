"""Saved views: a list's state under a name, private or shared; one may be the list's default for its owner."""

from __future__ import annotations

from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.office.lists.state import state_of
from comity.platform.rest import inprocess as rest
from comity.web import query as dialect

q = sql.load(__file__)

on_constraint("saved_views_name_unique", Problem("view_exists", 409, "You already have a view of that name."))
on_constraint("saved_views_name_length", Problem("bad_view_name", 422, "Give the view a name of at most 100 letters."))
on_constraint("saved_views_query_length", Problem("view_too_long", 422, "These conditions are too many for one view."))


async def save(
    tx: Tx, relation: str, name: str, query: str, columns: list[str], *, shared: bool, default: bool
) -> UUID:
    """A new view of the caller's. Refused when its query cannot run."""
    text = _checked(relation, query)
    if default:
        await tx.run(q.undefault, relation=relation)
    view_id: UUID = await tx.value(
        q.save, relation=relation, name=name.strip(), query=text, columns=columns, shared=shared, default=default
    )
    return view_id


async def update(tx: Tx, view_id: UUID, relation: str, query: str, columns: list[str]) -> None:
    """The view keeps its name and takes the present state."""
    await tx.touch(q.update, id=view_id, query=_checked(relation, query), columns=columns)


async def remove(tx: Tx, view_id: UUID) -> None:
    """The view is gone; the records it showed are not touched."""
    await tx.touch(q.remove, id=view_id)


def _checked(relation: str, query: str) -> str:
    text = dialect.join(state_of(query))
    for problem in rest.check(relation, text):
        raise Problem("bad_query", 422, problem.message, hint=problem.hint)
    return text
