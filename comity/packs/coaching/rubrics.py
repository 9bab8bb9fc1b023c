"""The rubric: what a call is judged by. One for each organisation, its own to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.web.i18n import gettext as _

q = sql.load(__file__)
NO_RUBRIC = Problem("no_rubric", 409, _("There is no rubric yet. A manager makes one in the settings."))
on_constraint(
    "rubric_criteria_name_length",
    Problem("criterion_name", 422, _("A criterion needs a name of at most 100 letters."), field="name"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said about a criterion: what good looks like, how much it counts, and how rules judge it."""

    name: str
    good: str = ""
    weight: int = 1
    measure: str | None = None
    phrases: tuple[str, ...] | list[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Facts):
    """One thing that is looked at."""

    id: UUID
    position: int


@dataclass(frozen=True, slots=True)
class Rubric:
    """What calls are judged by here."""

    id: UUID
    name: str
    automatic: bool
    criteria: tuple[Criterion, ...] = ()


async def current(tx: Tx) -> Rubric | None:
    """The organisation's rubric with its criteria."""
    row = await tx.row(q.current)
    if row is None:
        return None
    return Rubric(**row, criteria=tuple(await tx.into(Criterion, q.criteria, rubric=row["id"])))


async def begin(tx: Tx, name: str, criteria: Sequence[Facts]) -> None:
    """A rubric, where there is none."""
    rubric = await tx.value(q.create, name=name)
    for one in criteria if rubric else ():
        await tx.run(q.add, rubric=rubric, **_values(one))


async def add(tx: Tx, facts: Facts) -> UUID:
    """A new criterion at the end."""
    rubric = await current(tx)
    if rubric is None:
        raise NO_RUBRIC()
    made: UUID = await tx.value(q.add, rubric=rubric.id, **_values(facts))
    return made


async def change(tx: Tx, criterion_id: UUID, facts: Facts) -> None:
    """Says it anew; what was judged before keeps the words it was judged by."""
    await tx.touch(q.change, id=criterion_id, **_values(facts))


async def move(tx: Tx, criterion_id: UUID, *, gone: bool) -> None:
    """Not looked at from now on, or looked at again; what was judged by it stays."""
    await tx.touch(q.move, id=criterion_id, gone=gone)


async def rename(tx: Tx, rubric_id: UUID, name: str, *, automatic: bool) -> None:
    """Its name, and whether every call is judged once it is understood."""
    await tx.touch(q.rename, id=rubric_id, name=name, automatic=automatic)


def _values(facts: Facts) -> dict[str, object]:
    return asdict(facts) | {"phrases": list(facts.phrases)}
