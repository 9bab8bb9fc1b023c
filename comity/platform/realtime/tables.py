"""Tables as realtime must know them: keys, types, and who may read what; remembered for a second.

Most policies of ours have one of four forms that app.protect() writes. Of those it is known without asking who sees a
row; every other policy is asked, once for each row and set of claims (tests/wire/realtime proves both say the same).
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from comity.core import sql
from comity.core.db import Database
from comity.core.roles import SEE_ALL
from comity.core.who import Who

q = sql.load(__file__)
FRESH: Final = 1.0
Rule = Literal["everyone", "nobody", "members", "owned", "roles", "ask"]
Row = Mapping[str, str | None]
_SERVICE: Final = Who.service(agent="realtime")
_MEMBERS: Final = "(org_id = auth.org_id())"
_OWNED: Final = (
    "((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)))"
    " OR (team_id = auth.sees_team())))"
)
_ROLES: Final = re.compile(
    r"\(\(org_id = auth\.org_id\(\)\) AND \(auth\.org_role\(\) = ANY \('\{([a-z_,]*)\}'::text\[\]\)\)\)"
)
_HAS_ROLE: Final = re.compile(
    r"\(\(org_id = auth\.org_id\(\)\) AND auth\.has_role\(VARIADIC ARRAY\[((?:'[a-z_]+'::text(?:, )?)+)\]\)\)"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type by name, and the roles that may read it."""

    name: str
    type: str
    category: str
    element: str | None
    readers: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What realtime knows of a table."""

    schema: str
    name: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    locked: bool
    walled: bool
    """Every row belongs to one organisation, and only its members see it."""
    rules: Mapping[str, tuple[Rule, tuple[str, ...]]]
    until: float

    def readable(self, role: str) -> tuple[str, ...]:
        """The columns a role may read."""
        return tuple(name for name, column in self.columns.items() if role in column.readers)

    def sees(self, who: Who, row: Row) -> bool | None:
        """Whether somebody sees a row; None when only the database knows."""
        rule, roles = self.rules[who.role]
        if rule == "ask":
            return None
        if rule in ("everyone", "nobody"):
            return rule == "everyone"
        if who.org_id is None or row.get("org_id") != str(who.org_id):
            return False
        if rule == "members":
            return True
        if rule == "roles":
            return who.org_role in roles
        return _owned(who, row)


def _owned(who: Who, row: Row) -> bool:
    """app.protect()'s rule for records that belong to people, as auth.set_claims() prepares it."""
    if who.org_role in SEE_ALL or (who.visibility == "all-read" and who.org_role):
        return True
    person = str(who.user_id) if who.user_id else None
    if person and (row.get("owner_id") == person or person in (row.get("assignee_ids") or "")):
        return True
    return who.visibility == "team" and who.team_id is not None and row.get("team_id") == str(who.team_id)


@dataclass
class Tables:
    """The tables that changed lately."""

    db: Database
    _known: dict[tuple[str, str], Table | None] = field(default_factory=dict)
    _asked: dict[tuple[str, str], float] = field(default_factory=dict)
    _told: dict[tuple[str, str], object] = field(default_factory=dict)

    async def get(self, schema: str, name: str, told: object = None) -> Table | None:
        """The table, at most a second old and never older than how the log `told` of it; None when there is none."""
        named = (schema, name)
        now = time.monotonic()
        if self._asked.get(named, 0.0) > now and (told is None or self._told.get(named) is told):
            return self._known[named]
        self._told[named] = told
        rows = await self.db.once(_SERVICE, q.describe, schema=schema, name=name)
        table = _table(schema, name, rows[0], now + FRESH) if rows else None
        self._known[named], self._asked[named] = table, now + FRESH
        return table

    async def canonical(self, kind: str, value: str) -> str | None:
        """A filter's value as the database writes it; raises DatabaseError or Problem when it is none of that type."""
        rows = await self.db.once(_SERVICE, q.canonical, kind=kind, value=value)
        return rows[0]["value"] if rows else None


def _table(schema: str, name: str, row: Mapping[str, Any], until: float) -> Table:
    columns = {
        one["name"]: Column(one["name"], one["type"], one["category"], one["element"], frozenset(one["readers"]))
        for one in row["columns"] or []
    }
    policies = row["policies"]
    texts = [policy["rule"] or "true" for policy in policies if policy["permissive"]]
    walled = row["locked"] and bool(texts) and "org_id" in columns and any(_inside(text) for text in texts)
    rules = {role: _rule(row["locked"], policies, role) for role in ("anon", "authenticated")}
    rules["service_role"] = ("everyone", ())
    return Table(schema, name, tuple(row["key"]), columns, row["locked"], walled, rules, until)


def _inside(text: str) -> bool:
    return text == _MEMBERS or text.startswith("((org_id = auth.org_id()) AND ")


def _rule(locked: bool, policies: list[dict[str, Any]], role: str) -> tuple[Rule, tuple[str, ...]]:
    if not locked:
        return "everyone", ()
    mine = [policy for policy in policies if role in policy["roles"] or "public" in policy["roles"]]
    if not any(policy["permissive"] for policy in mine):
        return "nobody", ()
    if len(mine) > 1:
        return "ask", ()
    text = mine[0]["rule"]
    if text in (None, "true"):
        return "everyone", ()
    if text == _MEMBERS:
        return "members", ()
    if text == _OWNED:
        return "owned", ()
    if found := _ROLES.fullmatch(text):
        return "roles", tuple(found[1].split(","))
    if found := _HAS_ROLE.fullmatch(text):
        return "roles", tuple(re.findall(r"'([a-z_]+)'::text", found[1]))
    return "ask", ()
