"""Questions the rules cannot read, put to a model that answers in the query dialect; never in SQL.  seed: AG01, F01

The model sees the question, the columns and the names of the organisation's own things; no record. What it says is
checked column by column and planned like any other query before it runs, under the asker's own row security.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from comity.ai import coordinator, lifetimes, means
from comity.ai.agent import Agent, Checked, NoAnswer, PlanUsed
from comity.ai.fence import fence
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import P0
from comity.office.search import ask
from comity.office.search.ask import Answer
from comity.office.search.noun import Condition, Noun
from comity.office.search.question import Clause, Reading, Unknown
from comity.platform.rest import inprocess as rest
from comity.web.i18n import gettext as _

DEADLINE = 4.0
MOST_NAMES = 60
WORDS_OF_A_QUESTION = 3


class Filter(BaseModel):
    """One filter."""

    column: str = Field(max_length=60)
    op: Literal["eq", "neq", "gt", "gte", "lt", "lte", "ilike", "in", "is"]
    value: str = Field(max_length=200)


class Said(BaseModel):
    """A question as filters."""

    relation: str = Field(max_length=60)
    filters: list[Filter] = Field(default_factory=list, max_length=12)
    order: str | None = Field(default=None, max_length=60)
    descending: bool = True
    limit: int | None = Field(default=None, ge=1, le=100)
    left_out: list[str] = Field(default_factory=list, max_length=10)


@dataclass(frozen=True)
class Wish:
    """A question, and what it may be about: relation -> column -> what it holds; names -> ids of the organisation's."""

    question: str
    today: date
    currency: str
    relations: Mapping[str, Mapping[str, str]]
    names: Mapping[str, Mapping[str, str]]
    me: str = ""


def told(wish: Wish) -> str:
    """The question as a model reads it."""
    lines = [f"Today is {wish.today.isoformat()}; money is in {wish.currency}; the asker's id is {wish.me}.", ""]
    for relation, columns in wish.relations.items():
        lines.append(f"{relation}: " + ", ".join(f"{column} ({kind})" for column, kind in columns.items()))
    lines.append("")
    for what, names in wish.names.items():
        lines.append(f"{what}: " + "; ".join(f"{name} = {found}" for name, found in names.items()))
    return "\n".join([*lines, "", "The question:", fence(wish.question)])


def _offline(wish: Wish) -> Said:
    raise NoAnswer(str(_("The rules do not understand this question, and no model may be asked.")))


def _check(wish: Wish, said: Said) -> Checked[Said]:
    """Only columns there are, only ids that were given, only what plans as a query."""
    columns = wish.relations.get(said.relation)
    if columns is None:
        return Checked(said, 0, 1, 0.0)
    kept = [one for one in said.filters if one.column in columns and _fits(wish, columns[one.column], one)]
    order = said.order if said.order in columns else None
    true = said.model_copy(update={"filters": kept, "order": order})
    dropped = len(said.filters) - len(kept)
    if not (kept or order) or rest.check(said.relation, _reading(wish, true, "en").query):
        return Checked(true, 0, max(dropped, 1), 0.0)
    share = len(kept) / max(1, len(said.filters) + len(said.left_out))
    return Checked(true, max(1, len(kept)), dropped, round(share, 2))


def _fits(wish: Wish, kind: str, one: Filter) -> bool:
    if kind == "id" and one.op != "is":
        known = {wish.me, *(found for names in wish.names.values() for found in names.values())}
        return all(part.strip() in known for part in one.value.strip("()").split(","))
    return one.op != "is" or one.value.lower() in ("null", "true", "false")


READER: Agent[Wish, Said] = Agent(
    name="question",
    title=_("Typed questions"),
    output=Said,
    prompt=Path(__file__).with_suffix(".md"),
    ask=told,
    offline=_offline,
    check=_check,
    complexity="fast",
    keep_seconds=lifetimes.SEARCH,
    counts="searches",
)


def wanted(text: str, answer: Answer | None) -> bool:
    """Whether a model may know better: it is a question, and the rules did not read all of it."""
    many = len(text.split())
    if answer is None or not answer.reading.asks:
        return many >= WORDS_OF_A_QUESTION
    return bool(answer.reading.unknown) and many > WORDS_OF_A_QUESTION


async def available(db: Database, who: Who) -> bool:
    """Whether the organisation has a model to ask."""
    return bool((await means.of(db, who, coordinator.settings())).models(P0, READER.complexity))


async def read(db: Database, who: Who, kinds: Sequence[Noun], text: str, language: str) -> tuple[Answer, str] | None:
    """The question as a model reads it, and the model's name; None where none may be asked or none understood it.

    PlanUsed where the plan holds no more questions this month.
    """
    if not kinds or not await available(db, who):
        return None
    async with db.acting(who) as tx:
        known = await ask.vocabulary_of(tx, kinds, language)
    names = {
        what: dict(list({name: ids[0] for name, ids in found.items()}.items())[:MOST_NAMES])
        for what, found in known.names.items()
    }
    relations = {kind.name: _columns(kind) for kind in kinds if kind.brief}
    wish = Wish(text[:500], known.today, known.currency, relations, names, known.me)
    try:
        said = await coordinator.run(db, who, READER, wish, priority=P0, deadline=DEADLINE)
    except PlanUsed:
        raise
    except NoAnswer:
        return None
    noun = next(kind for kind in kinds if kind.name == said.output.relation)
    return Answer(_reading(wish, said.output, language), noun), said.model or said.engine


def _columns(kind: Noun) -> dict[str, str]:
    found = {field.column: field.kind for field in kind.fields.values() if field.column != "search"}
    states = {condition.column: "text" for conditions in kind.states.values() for condition in conditions}
    return {**states, **found}


def _reading(wish: Wish, said: Said, language: str) -> Reading:
    clauses = tuple(_clause(one) for one in said.filters)
    order: tuple[tuple[str, bool], ...] = ((said.order, said.descending),) if said.order else ()
    unknown = tuple(Unknown(words[:80], 0, 0) for words in said.left_out)
    return Reading(wish.question, language, said.relation, True, clauses, order, said.limit, unknown)


_SIGNS = {"eq": "=", "neq": "≠", "gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "ilike": "~", "in": "∈", "is": "="}


def _clause(one: Filter) -> Clause:
    value = " ".join(one.value.split())
    words = f"{one.column.replace('_', ' ')} {_SIGNS[one.op]} {value}"
    if one.op == "ilike":
        value = "*" + value.strip("*%") + "*"
    elif one.op == "in":
        value = "(" + ",".join(_member(part) for part in value.strip("()").split(",") if part.strip()) + ")"
    elif one.op == "is":
        value = value.lower()
    return Clause(words, 0, 0, all_of=(Condition(one.column, one.op, value),))


def _member(part: str) -> str:
    escaped = part.strip().strip('"').replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def plain(answer: Answer) -> dict[str, Any]:
    """A reading for functions and logs."""
    return {"relation": answer.noun.name, "query": answer.reading.query, "href": answer.href}
