"""Battle cards: the verbs. Lines found on a page carry its address and words, and wait for a person's yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem, on_constraint
from comity.core.roles import LEADERS
from comity.platform.outside import Forbidden, guard_url
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
Section = Literal["strengths", "weaknesses", "how_to_win", "objections"]
SECTIONS: Final[dict[Section, str]] = {
    "how_to_win": _("How to win"),
    "objections": _("What they say, and our answer"),
    "strengths": _("Their strengths"),
    "weaknesses": _("Their weaknesses"),
}
MOST_PAGES: Final = 20
MANY: Final = Problem("competitor_pages_many", 422, _("At most 20 pages are read for a competitor."), field="url")
for _name, _sentence in (
    ("competitors_name_length", _("A competitor needs a name of at most 120 characters.")),
    ("competitors_name_unique", _("There is a card of this competitor already.")),
):
    on_constraint(_name, Problem("competitor_name", 422, _sentence, field="name"))
on_constraint("battle_points_text_length", Problem("point_text", 422, _("Write one line."), field="text"))
on_constraint("battle_points_once", Problem("point_twice", 409, _("The card says this already."), field="text"))
on_constraint("competitor_pages_url_form", Problem("bad_url", 422, _("Please enter a full web address."), field="url"))
on_constraint("competitor_pages_competitor", NOT_FOUND)
on_constraint("battle_points_competitor", NOT_FOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a person says of a competitor."""

    name: str
    aliases: Sequence[str] = ()
    website: str | None = None
    summary: str = ""

    def kept(self) -> dict[str, Any]:
        """As the table holds it."""
        aliases = list(dict.fromkeys(alias.strip()[:120] for alias in self.aliases if alias.strip()))[:20]
        return {"name": self.name.strip(), "aliases": aliases, "website": self.website, "summary": self.summary}


async def find(tx: Tx, competitor_id: UUID) -> Row:
    """One competitor."""
    return await tx.found(q.find, id=competitor_id)


async def create(tx: Tx, facts: Facts) -> UUID:
    """A new card."""
    made: UUID = await tx.value(q.create, **facts.kept())
    return made


async def change(tx: Tx, competitor_id: UUID, facts: Facts) -> None:
    """Its head."""
    await _done(tx, competitor_id, await tx.value(q.change, id=competitor_id, **facts.kept()))


async def trash(tx: Tx, competitor_id: UUID) -> None:
    """Away with it."""
    await _done(tx, competitor_id, await tx.value(q.trash, id=competitor_id))


async def restore(tx: Tx, competitor_id: UUID) -> None:
    """Back again."""
    await tx.touch(q.restore, id=competitor_id)


async def add_point(tx: Tx, competitor_id: UUID, section: Section, text: str, answer: str = "") -> None:
    """A line written by hand."""
    await find(tx, competitor_id)
    await tx.value(q.add_point, competitor=competitor_id, section=section, text=text.strip(), answer=answer.strip())


async def change_point(
    tx: Tx, competitor_id: UUID, point_id: UUID, *, text: str | None = None, answer: str | None = None,
    state: Literal["kept", "refused"] | None = None,
) -> None:  # fmt: skip
    """A line in other words, kept or refused."""
    said = {"text": text.strip() if text else None, "answer": answer, "state": state}
    await _done(tx, competitor_id, await tx.value(q.change_point, competitor=competitor_id, id=point_id, **said))


async def drop_point(tx: Tx, competitor_id: UUID, point_id: UUID) -> None:
    """Away with a line."""
    await _done(tx, competitor_id, await tx.value(q.drop_point, competitor=competitor_id, id=point_id))


async def add_page(tx: Tx, competitor_id: UUID, url: str) -> UUID | None:
    """Another page to read once a week; None when it is among them already."""
    await find(tx, competitor_id)
    try:
        guard_url(url.strip())
    except Forbidden as refused:
        raise Problem("bad_url", 422, refused.problem, field="url") from None
    if await tx.value(q.count_pages, competitor=competitor_id) >= MOST_PAGES:
        raise MANY()
    made: UUID | None = await tx.value(q.add_page, competitor=competitor_id, url=url.strip())
    return made


async def drop_page(tx: Tx, competitor_id: UUID, page_id: UUID) -> None:
    """Read no more."""
    await _done(tx, competitor_id, await tx.value(q.drop_page, competitor=competitor_id, id=page_id))


def names(row: Row) -> list[str]:
    """What calls may call them."""
    return [name.lower() for name in (row["name"], *row["aliases"])]


async def _done(tx: Tx, competitor_id: UUID, changed: Any) -> None:
    """Nothing changed: there is no such thing, or this person may not change it."""
    if changed is None:
        await find(tx, competitor_id)
        raise NOT_FOUND() if tx.who.org_role in LEADERS else NOT_ALLOWED()
