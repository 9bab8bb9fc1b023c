"""What assistants can do: ask in the query dialect, search, read a timeline, propose changes, call functions.

Everything happens by the rights of the person who let the assistant in. Whether it may only read, propose, or act is
the organisation's setting.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError

from comity.ai.means import Assistants
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office import proposals
from comity.office.proposals import Wish
from comity.office.search import find
from comity.platform.functions import Function, inside
from comity.platform.rest import inprocess as rest
from comity.web.i18n import gettext as _

MOST: Final = 100
LONGEST: Final = 4000
"""Characters of one value; the rest is to be read on the record's page."""
ABOUT: Final = {"contacts": "contact_id", "companies": "company_id", "leads": "lead_id", "calls": "call_id"}
NO_TOOL = Problem("no_tool", 404, "There is no such tool, or your organisation does not let assistants use it.")


class NoInput(BaseModel):
    """Nothing to say."""


class Which(BaseModel):
    """A relation, or none for the list of all."""

    relation: str | None = Field(default=None, description="A name from the list; leave out to get the list.")


class Ask(BaseModel):
    """A question in the query dialect (PostgREST's)."""

    relation: str = Field(description="Which records, such as leads or contacts.")
    query: str = Field(
        default="",
        description="select=id,name,company:companies(name)&stage=eq.won&order=created_at.desc; columns by `describe`.",
        max_length=4000,
    )
    limit: int = Field(default=20, ge=1, le=MOST)
    after: str | None = Field(default=None, description="`next` of the page before.")


class Words(BaseModel):
    """Words to look for in records of every kind."""

    words: str = Field(min_length=1, max_length=200)
    limit: int = Field(default=5, ge=1, le=20, description="How many of each kind.")


class Record(BaseModel):
    """One record."""

    relation: str = Field(description="contacts, companies, leads or calls.")
    id: UUID
    limit: int = Field(default=30, ge=1, le=MOST)


class Change(BaseModel):
    """A change a person is to decide on."""

    relation: str
    record_id: UUID | None = Field(default=None, description="Leave out to propose a new record.")
    changes: dict[str, Any] = Field(min_length=1, description="Columns and the values they should have.")
    title: str = Field(min_length=1, max_length=300, description="The change in one sentence, for who decides.")
    reason: str = Field(default="", max_length=4000, description="Why, with the words it rests on.")


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf, and what they may."""

    db: Database
    who: Who
    mode: Assistants
    plates: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing to do."""

    name: str
    title: str
    purpose: str
    schema: Mapping[str, Any]
    run: Callable[[Asker, dict[str, Any]], Awaitable[Any]]
    reads: bool = True


def tools(mode: Assistants, who: Who) -> dict[str, Tool]:
    """Every tool this asker has, by name."""
    found = [
        _tool(
            "describe", "What there is", "Lists the kinds of records, or one kind's columns and filters.", Which, _what
        ),
        _tool("query", "Query records", "Reads records by a query; rows and the total.", Ask, _query),
        _tool("search", "Search", "Finds records of any kind by words in them.", Words, _search),
        _tool("timeline", "Timeline", "What happened around a record, newest first.", Record, _timeline),
    ]
    if mode in ("propose", "act"):
        purpose = "Proposes to change or add a record. Nothing happens until a person agrees."
        found.append(_tool("propose_change", "Propose a change", purpose, Change, _propose, reads=False))
        found.append(_tool("proposals", "My proposals", "What became of earlier proposals.", NoInput, _proposals))
    found += [
        _of_function(function, mode)
        for function in inside.known().values()
        if (function.reads or mode in ("propose", "act")) and _may(function, who)
    ]
    return {tool.name: tool for tool in found}


async def use(asker: Asker, name: str, given: dict[str, Any]) -> Any:
    """Does it; a Problem where it cannot be."""
    tool = tools(asker.mode, asker.who).get(name)
    if tool is None:
        raise NO_TOOL()
    return await tool.run(asker, given)


def _tool(
    name: str,
    title: str,
    purpose: str,
    takes: type[BaseModel],
    act: Callable[[Asker, Any], Awaitable[Any]],
    *,
    reads: bool = True,
) -> Tool:
    async def run(asker: Asker, given: dict[str, Any]) -> Any:
        try:
            said = takes.model_validate(given)
        except ValidationError as wrong:
            first = wrong.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise Problem("invalid_input", 422, f"{place}: {first['msg']}") from None
        return await act(asker, said)

    return Tool(name, title, purpose, takes.model_json_schema(), run, reads)


def _may(function: Function, who: Who) -> bool:
    return not function.broken and (not function.roles or who.org_role in function.roles)


def _of_function(function: Function, mode: Assistants) -> Tool:
    """A function as a tool: called where it only reads or assistants may act, else proposed."""
    direct = function.reads or mode == "act"

    async def run(asker: Asker, given: dict[str, Any]) -> Any:
        if direct:
            return await inside.call_inside(asker.db, asker.who, function.name, given)
        title = str(_("Call “{name}”.")).format(name=function.name)
        async with asker.db.acting(asker.who) as tx:
            wish = Wish("", None, given, title, asker.who.agent or "assistant", function=function.name)
            return {"proposal": str(await proposals.propose(tx, wish)), "state": "waiting"}

    purpose = function.purpose if direct else f"{function.purpose} A person has to agree first."
    schema = function.takes.json_schema() if function.takes else NoInput.model_json_schema()
    if schema.get("type") != "object":
        schema = {"type": "object", **schema}
    return Tool(function.name, function.name.replace("-", " ").capitalize(), purpose, schema, run, function.reads)


async def _what(asker: Asker, given: Which) -> Any:
    if given.relation is None:
        return {"relations": rest.relations()}
    return asdict(rest.describe(given.relation))


async def _query(asker: Asker, given: Ask) -> Any:
    page = await rest.select(
        asker.db, asker.who, given.relation, given.query, limit=given.limit, after=given.after, count=True
    )
    return {"rows": [_short(row) for row in page.rows], "total": page.total, "next": page.next}


async def _search(asker: Asker, given: Words) -> Any:
    async with asker.db.acting(asker.who) as tx:
        found = await find.find(tx, find.nouns(asker.plates), given.words, limit=given.limit)
    hits = [
        {"kind": group.noun.name, "id": str(hit.id), "title": hit.title, "subtitle": hit.subtitle, "page": hit.href}
        for group in found.groups
        for hit in group.hits
    ]
    return {"found": hits, "guessed": found.guessed}


async def _timeline(asker: Asker, given: Record) -> Any:
    column = ABOUT.get(given.relation)
    if column is None:
        raise Problem("no_timeline", 422, f"Timelines are kept of {', '.join(ABOUT)}.", field="relation")
    columns = "id,kind,subject,preview,direction,status,due_at,occurred_at,actor_kind,actor_name"
    query = f"select={columns}&{column}=eq.{quote(str(given.id))}&order=occurred_at.desc"
    page = await rest.select(asker.db, asker.who, "activities", query, limit=given.limit)
    return {"entries": [_short(row) for row in page.rows]}


async def _propose(asker: Asker, given: Change) -> Any:
    wish = Wish(
        given.relation, given.record_id, given.changes, given.title, asker.who.agent or "assistant", given.reason
    )
    async with asker.db.acting(asker.who) as tx:
        made = await proposals.propose(tx, wish)
    return {"proposal": str(made), "state": "waiting", "page": "/proposals"}


async def _proposals(asker: Asker, given: NoInput) -> Any:
    async with asker.db.acting(asker.who) as tx:
        rows = await proposals.shown(tx, most=MOST)
    kept = ("id", "title", "relation", "record_id", "changes", "state", "note", "created_at", "decided_at")
    return {"proposals": [{name: row[name] for name in kept} for row in rows if row["owner_id"] == asker.who.user_id]}


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]} … ({len(value)} characters)"
    if isinstance(value, dict):
        return {key: _short(item) for key, item in value.items() if key not in ("org_id", "search")}
    if isinstance(value, list):
        return [_short(item) for item in value]
    return value
