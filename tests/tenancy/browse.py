"""A browser without a screen that walks the whole app: every page it can reach, every form on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import httpx
from starlette.routing import Route

from comity import config
from comity.served import routes
from tests.world import PASSWORD

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Form:
    """A form as a page shows it: where it goes, what is filled in, what a person types."""

    action: str
    method: str = "get"
    hidden: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    @property
    def shape(self) -> str:
        """The same for the same form about another record."""
        return f"{_UUID.sub('{}', urlsplit(self.action).path)} {sorted([*self.hidden, *self.typed])}"


class _Reader(HTMLParser):
    """Forms, links and cells that can be edited, of one page."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base, self.forms, self.links = base, list[Form](), list[str]()
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {key: value or "" for key, value in attrs}
        if tag == "a" and at.get("href", "").startswith(("/", "?")):
            self.links.append(urljoin(self.base, at["href"]))
        if at.get("data-edit"):
            self.forms.append(Form(at["data-edit"], "post", {"was": at.get("data-value", "")}, ["value"]))
        if tag == "form":
            self._open = Form(urljoin(self.base, at.get("action", "")), at.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None and at.get("name"):
            if tag == "input" and at.get("type") in ("hidden", "checkbox", "radio"):
                self._open.hidden[at["name"]] = at.get("value", "")
            elif tag in ("input", "textarea", "select"):
                self._open.typed.append(at["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def read(page: httpx.Response) -> _Reader:
    """What there is to press on a page."""
    reader = _Reader(page.url.path)
    reader.feed(page.text)
    return reader


def newcomer(client: httpx.Client) -> str:
    """Signs up somebody new, with an organisation and its seeds; the address."""
    email = f"{uuid4().hex[:10]}@odd.example"
    said = {"name": "Odd Hart", "organization": f"Odd {uuid4().hex[:6]}", "email": email, "password": PASSWORD}
    answer = client.post("/sign-up", data=said)
    assert answer.status_code == 303, answer.text[:300]
    return email


def made(client: httpx.Client, path: str, **form: str) -> str:
    """Creates something by its form; the address of its page."""
    answer = client.post(path, data=form)
    assert answer.status_code == 303, (path, answer.status_code, answer.text[-500:])
    return str(answer.headers["location"])


def furnish(client: httpx.Client) -> dict[str, str]:
    """Something in every room: a record each, by the forms people use. The addresses of their pages."""
    contact = made(client, "/contacts", last_name="Fontaine", email="claire@fontaine.example")
    company = made(client, "/companies", name="Fontaine & Fils")
    lead = made(client, "/leads", title="Villa", amount="40000")
    said = "Ann: Good morning.\nClaire: Our budget is approved, about $40,000.\nAnn: I'll send a proposal by Friday."
    call = made(client, "/calls", transcript=said, title="First", lead_id=lead.rsplit("/", 1)[1])
    made(client, "/tasks", subject="Call back")
    made(client, f"{contact}/entries", kind="note", body="Met at the opera")
    made(client, "/settings/tags", name="VIP", color="gray")
    made(client, "/settings/fields", relation="contacts", label="Size", type="text")
    made(client, "/settings/teams", name="Paris")
    made(client, "/contacts/views", name="Mine", query="city=eq.Paris")
    made(client, "/imports", text="Name\tE-mail\nPasted\tpasted@odd.example\n")
    made(client, "/exports", relation="contacts", query="", columns="name,email", format="csv")
    return {"contacts": contact, "companies": company, "leads": lead, "calls": call}


def walk(client: httpx.Client, start: list[str], most: int = 400) -> Iterator[httpx.Response]:
    """Every page that can be reached, one of each kind: pages that differ only in ids or queries are opened once."""
    waiting, seen = list(start), set[str]()
    while waiting and most:
        address = waiting.pop(0)
        kind = _UUID.sub("{}", urlsplit(address).path) + ("?" if "tab=" in address else "")
        if kind in seen or kind.startswith(("/static", "/sign-out", "/dev", "/verify")):
            continue
        seen.add(kind)
        most -= 1
        page = client.get(address)
        yield page
        if "text/html" in page.headers.get("content-type", ""):
            waiting += read(page).links


def app_routes() -> list[Route]:
    """The pages' routes of the whole house, without the wire's."""
    wire = ("/rest/", "/auth/", "/storage/", "/realtime/", "/functions/", "/api/")
    found = [route for route in routes(config.load({}, {})) if isinstance(route, Route)]
    return [route for route in found if not f"{route.path}/".startswith(wire)]
