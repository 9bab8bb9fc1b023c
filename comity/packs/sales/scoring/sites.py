"""A company's own web site is looked at: how good it is, and what facts stand there, for a person to take over.

The address is a stranger's: it never leads into this network, is read apart, and every look is noted.  seed: F16
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urljoin
from uuid import UUID

import orjson

from comity.core import apart, sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem
from comity.core.who import Who
from comity.packs.sales.scoring import rules, scores
from comity.packs.sales.scoring.rules import Site
from comity.people import companies
from comity.platform.outside import Forbidden, Outside, OutsideFailure
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
MOST_HOPS: Final = 4
MOVED: Final = (301, 302, 303, 307, 308)
HEADERS: Final = {"user-agent": "Comity/1 (looks at a company's home page once)", "accept": "text/html"}
FIELDS: Final = {
    "description": _("What they do"), "email": _("E-mail"), "phone": _("Phone"), "linkedin_url": _("LinkedIn page"),
}  # fmt: skip
NO_SITE: Final = Problem("company_no_site", 422, _("Write down this company's web site first."), field="website")
NOTHING: Final = Problem("finding_gone", 404, _("This does not stand on their page any more."))
OTHERWISE: Final = Problem("finding_known", 409, _("Somebody has filled this in meanwhile. Look at the page again."))


async def look(db: Database, who: Who, company_id: UUID) -> Row:
    """Looks at the site for somebody who may change the company; keeps what it showed, and scores its leads anew."""
    async with db.acting(who) as tx:
        company = await tx.found(q.company, id=company_id)
        if await tx.value(q.theirs, id=company_id) is None:
            raise NOT_ALLOWED()
    if not company["website"]:
        raise NO_SITE()
    seen = await fetch(db, who, company["website"])
    async with db.acting(Who.service(who.org_id, agent="scores")) as tx:  # leads are scored by what everybody knows
        await keep(tx, company_id, seen)
    async with db.acting(who) as tx:
        return await tx.found(q.of_company, id=company_id)


async def fetch(db: Database, who: Who, website: str) -> Row:
    """What the page shows now, as JSON; `problem` where it shows nothing."""
    given = website.strip()
    urls = [given] if re.match(r"(?i)[a-z][a-z0-9+.-]*://", given) else [f"https://{given}", f"http://{given}"]
    failure = ""
    for url in urls:
        try:
            return await _fetch(db, who, url)
        except OutsideFailure as error:
            failure = error.problem
    shown = urls[0] if urls[0].lower().startswith("http") else f"https://{given}"
    return {"url": shown[:2000], "answers": False, "problem": failure[:500]}


async def keep(tx: Tx, company_id: UUID, seen: Mapping[str, Any]) -> None:
    """Writes the look down; the company's open leads follow."""
    site, social = _site(seen), seen.get("social", ())
    points = sum(one["points"] for one in rules.of_website(site))
    row = {
        "company_id": str(company_id), "url": seen["url"], "website_exists": site.answers, "has_ssl": site.secure,
        "website_score": round(100 * points / rules.PART), "suits_phone": site.mobile,
        "page_speed_ms": round(1000 * site.seconds) if site.answers else None,
        **{f"has_{name}": name in social for name in ("facebook", "instagram", "linkedin")},
        "title": seen.get("title", ""), "company_summary": seen.get("summary", ""), "findings": _findings(seen),
        "problem": seen.get("problem"),
    }  # fmt: skip
    if await tx.value(q.put, row=orjson.dumps(row).decode()) is None:
        raise NOT_FOUND()
    await scores.reckon_all(tx, await tx.values(q.leads, id=company_id))


async def take(tx: Tx, company_id: UUID, field: str, value: str) -> None:
    """A fact that stands on their page, as it was shown, becomes the company's own where it has none."""
    row = await tx.found(q.of_company, id=company_id)
    if field not in FIELDS or not any(one["field"] == field and one["value"] == value for one in row["findings"]):
        raise NOTHING()
    await tx.value(q.theirs, id=company_id)  # nobody fills it in between
    if (await tx.found(q.company, id=company_id))[field]:
        raise OTHERWISE()
    await companies.update(tx, company_id, {field: value})


async def _fetch(db: Database, who: Who, url: str) -> Row:
    outside = Outside(db, who, "web sites", per_minute=120, seconds=4, theirs=True, tries=1)
    began = time.monotonic()
    answer = await outside.request("GET", url, headers=HEADERS)
    for _hop in range(MOST_HOPS):
        if answer.status_code not in MOVED:
            break
        url = _next(url, answer.headers.get("location", ""))
        answer = await outside.request("GET", url, headers=HEADERS)
    shown: Row = {"url": url[:2000], "answers": False, "seconds": round(time.monotonic() - began, 2)}
    if answer.status_code != 200:
        return {**shown, "problem": str(_("The page answered {status}.")).format(status=answer.status_code)}
    kind = answer.headers.get("content-type", "text/html")
    if not re.match(r"(?i)text/html|application/xhtml", kind):
        return {**shown, "problem": str(_("This address is no web page."))}
    letters = answer.encoding or "utf-8"
    try:
        head = await apart.run("comity.packs.sales.scoring.site_text", "read", answer.content, letters, seconds=5)
    except apart.Unread:
        return {**shown, "problem": str(_("What stands there cannot be read."))}
    return {**shown, "answers": True, **head}


def _next(url: str, location: str) -> str:
    """Where a page sends on to; what is no address is one nobody may call."""
    try:
        return urljoin(url, location)
    except ValueError:
        raise Forbidden("This is not a web address.") from None


def _site(seen: Mapping[str, Any]) -> Site:
    reachable = bool(seen.get("email") or seen.get("phone"))
    return Site(
        answers=bool(seen["answers"]), secure=str(seen["url"]).lower().startswith("https://"),
        mobile=bool(seen.get("suits_phone")), described=bool(seen.get("summary")), reachable=reachable,
        seconds=float(seen.get("seconds", 99)),
    )  # fmt: skip


def _findings(seen: Mapping[str, Any]) -> list[Row]:
    """Each fact with the words it rests on: they stand there as they are."""
    named = {"description": "summary", "email": "email", "phone": "phone", "linkedin_url": "linkedin"}
    found = [(field, seen.get(name, "")) for field, name in named.items()]
    return [{"field": field, "value": value, "quote": value} for field, value in found if value]
