"""/settings/audit: the audit log, for owners and admins.  seed: B14, AU12, B21"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import ADMINS
from comity.office import audit, members, named
from comity.office.audit import Wanted
from comity.office.named import Named
from comity.office.search import find
from comity.office.settings import Groups, groups
from comity.web import http, render
from comity.web.i18n import gettext as _
from comity.web.shell import plates

HERE = "/settings/audit"
MOST = 100
_NAME = re.compile(r"[a-z_]{1,63}")


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries and the filter they came by."""

    groups: Groups
    entries: Sequence[dict[str, Any]]
    seal: dict[str, Any] | None
    filters: dict[str, str]
    people: Sequence[tuple[str, str]]
    actions: Sequence[tuple[str, str]]
    tables: Sequence[tuple[str, str]]
    action_names: dict[str, str]
    older: str
    names: Named
    records: Mapping[UUID, tuple[str, str]]
    """What records are called and where they are shown, by id"""

    @property
    def told(self) -> Callable[[str, Any], str]:
        """A stored value as people read it."""
        people = dict(self.people)
        return lambda column, value: named.value(column, value, people)


async def show(request: Request) -> Response:
    """The log, newest first."""
    http.only(request, ADMINS)
    query = dict(request.query_params)
    wanted = Wanted(
        person=http.uuid(query.get("person")),
        action=query.get("action") if query.get("action") in audit.ACTIONS else None,
        relation=query["table"] if _NAME.fullmatch(query.get("table", "")) else None,
        record=http.uuid(query.get("record")),
        since=_day(query.get("since")),
        until=_after(_day(query.get("until"))),
        before=http.uuid(query.get("before")),
    )
    async with http.tx(request) as tx:
        entries = await audit.entries(tx, wanted, most=MOST)
        everyone = await members.everyone(tx)
        seal = await audit.last_seal(tx)
        tables = await audit.tables(tx)
        records = await audit.records(tx, entries, find.nouns(plates(request)))
    names, called = action_names(), named.of(plates(request))
    context = AuditPage(
        groups=groups(request),
        entries=entries,
        seal=seal,
        filters={key: query.get(key, "") for key in ("person", "action", "table", "record", "since", "until")},
        people=[(str(member["user_id"]), member["name"] or member["email"]) for member in everyone],
        actions=list(names.items()),
        tables=called.choices(tables),
        action_names=names,
        older=http.older(request, entries, MOST),
        names=called,
        records=records,
    )
    return render.page(request, "office/audit.html", context, block="log")


def action_names() -> dict[str, str]:
    """What happened, as people say it."""
    return {
        "insert": str(_("created")),
        "update": str(_("changed")),
        "delete": str(_("deleted")),
        "sign_in": str(_("signed in")),
        "sign_in_failed": str(_("failed to sign in")),
        "sign_out": str(_("signed out")),
        "export": str(_("exported")),
        "access": str(_("changed access")),
    }


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _after(day: date | None) -> date | None:
    try:
        return day + timedelta(days=1) if day else None
    except OverflowError:
        return None


ROUTES = [Route(HERE, show, methods=["GET"])]
