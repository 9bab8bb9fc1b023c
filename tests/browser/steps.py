"""What people do in a browser, told once: going somewhere, signing up and in, a contact, a lead, a call.

Two races end here. `go` and `again` leave a page only when nothing it sent is still on its way, and every step that
comes to a page waits until the page's scripts listen, so that no key press is lost on a slow machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import pytest

from tests.app import PATIENCE
from tests.world import PASSWORD, WORLD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Response

expect = pytest.importorskip("playwright.sync_api").expect
WORDS = """Ada Hart: Good morning Claire, how can I help?
Claire Fontaine: Our budget is approved, about $40,000. But honestly the price seems too high.
Ada Hart: I'll send you a revised proposal by Friday. Shall we meet next Tuesday at 10 AM?
Claire Fontaine: That works for me, let's go ahead."""


@dataclass
class Watch:
    """What a visitor has sent and not been answered yet."""

    scripts: bool = True
    sent: set[Request] = field(default_factory=set)
    leaving: bool = False
    """An answer sends the page elsewhere, which it has not asked for yet."""

    def asks(self, request: Request) -> None:
        if request.is_navigation_request():
            self.leaving = False
        if request.is_navigation_request() or request.method != "GET":
            self.sent.add(request)

    def answered(self, answer: Response) -> None:
        self.leaving = self.leaving or "hx-redirect" in answer.headers


WATCHED: WeakKeyDictionary[BrowserContext, Watch] = WeakKeyDictionary()


def watched(context: BrowserContext, *, scripts: bool = True) -> Watch:
    """Begins to follow what this visitor sends; once is enough."""
    known = WATCHED.get(context)
    if known is not None:
        return known
    watch = WATCHED[context] = Watch(scripts)
    context.on("request", lambda request: watch.asks(request))
    context.on("response", lambda answer: watch.answered(answer))
    context.on("requestfinished", lambda request: watch.sent.discard(request))
    context.on("requestfailed", lambda request: watch.sent.discard(request))
    return watch


@contextmanager
def visitor(browser: Browser, base_url: str, *, scripts: bool = True, **options: Any) -> Iterator[Page]:
    """Somebody else with a browser of their own, gone at the end."""
    context = browser.new_context(base_url=base_url, java_script_enabled=scripts, reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    watched(context, scripts=scripts)
    yield context.new_page()
    context.close()


def ready(page: Page) -> None:
    """Waits until the page's scripts listen; on a board, until its cards can be moved."""
    if not watched(page.context).scripts:
        return
    page.locator("html[data-js]").wait_for(state="attached")
    if page.locator("[data-board] [data-cards]").count():
        page.locator("[data-board] [data-sortable]").first.wait_for(state="attached")


def settled(page: Page) -> None:
    """Waits until everything the page sent has been answered, also where an answer leads."""
    watch = watched(page.context)
    deadline = time.monotonic() + PATIENCE / 1000
    page.wait_for_timeout(20)  # what was just clicked sends in a moment
    while (watch.sent or watch.leaving) and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    assert not watch.sent, f"unanswered: {[request.url for request in watch.sent]}"


def go(page: Page, address: str) -> None:
    """To a page by its address, once nothing is on its way any more."""
    settled(page)
    page.goto(address)
    ready(page)


def again(page: Page) -> None:
    """The same page from the server, once nothing is on its way any more."""
    settled(page)
    page.reload()
    ready(page)


def sign_up(page: Page, name: str = "Ada Hart", organization: str = "Hart") -> str:
    """Somebody new with an organisation of their own, seeds and all; the address they sign in with."""
    email = f"{uuid4().hex[:8]}@new.example"
    go(page, "/sign-up")
    for label, value in {"name": name, "organization": organization, "email": email, "password": PASSWORD}.items():
        page.fill(f"input[name={label}]", value)
    page.click("form button[type=submit]")
    page.wait_for_url(lambda url: "/sign-up" not in url)
    ready(page)
    return email


def sign_in(page: Page, email: str | None = None, password: str = WORLD.password) -> None:
    """As the cast's owner, unless somebody else is named; then home. What the form sends, without drawing the form."""
    typed = {"email": email or str(WORLD.owner.email), "password": password}
    answer = page.context.request.post("/sign-in", form=typed, max_redirects=0)
    assert answer.status == 303, answer.text()
    go(page, "/")


def toast(page: Page, text: str = "") -> Locator:
    """The newest short note at the foot of the page, once it says this."""
    note = page.locator(".toast").last
    expect(note).to_contain_text(text)
    return note


def undo(page: Page) -> None:
    """Takes back what the newest note tells of; waits for the answer, and for the page it may lead to."""
    button = page.locator(".toast").last.get_by_role("button", name="Undo")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button.click()
    settled(page)
    ready(page)


def contact(page: Page, **fields: str) -> str:
    """A contact made by the form; the path of its page."""
    go(page, "/contacts/new")
    for name, value in fields.items():
        page.fill(f"#record-form [name={name}]", value)
    page.click("#record-form button[type=submit]:has-text('Save')")
    expect(page.locator("#suspects, .record-head h1").first).to_be_visible()
    if page.locator("#suspects").count():
        page.click("button[name=anyway]")
    expect(page.locator(".record-head h1")).to_be_visible()
    ready(page)
    return "/" + page.url.split("/", 3)[3]


def lead(page: Page, title: str, **fields: str) -> str:
    """A lead made by the form; the address of its page."""
    go(page, "/leads/new")
    page.fill("input[name=title]", title)
    for name, value in fields.items():
        page.fill(f"#lead-form [name={name}]", value)
    page.click("#lead-form button[type=submit]")
    expect(page.locator(".record-head h1")).to_have_text(title)
    ready(page)
    return page.url


def call(page: Page, lead_url: str, words: str = WORDS, title: str = "First visit") -> str:
    """Pastes a call for the lead of that page; the call's page, which goes on understanding it."""
    go(page, f"/calls/new?lead_id={lead_url.rsplit('/', 1)[1]}")
    page.fill("textarea[name=transcript]", words)
    page.fill("input[name=title]", title)
    page.click("#call-form button[type=submit]")
    expect(page.locator("#call-head h1")).to_have_text(title)
    ready(page)
    return page.url.partition("#")[0]


def column(page: Page, name: str) -> Locator:
    """A column of the board."""
    return page.locator(f"[data-column][aria-label='{name}']")


def card(page: Page, title: str) -> Locator:
    """A card of the board."""
    return page.locator(".deal", has_text=title)


def over(page: Page, title: str, name: str, stir: Callable[[int], object]) -> None:
    """Waits until a card that is dragged lies in the column it is held over; a hand is never quite still."""
    there = column(page, name).locator(".deal", has_text=title)
    deadline = time.monotonic() + PATIENCE / 1000
    while not there.count() and time.monotonic() < deadline:
        stir(1)
        page.wait_for_timeout(60)
        stir(0)
        page.wait_for_timeout(60)
    expect(there).to_have_count(1)


def move(page: Page, title: str, *keys: str) -> None:
    """Lifts a card, presses the keys and drops it; returns when the server has answered."""
    deal = card(page, title)
    deal.press("Space")
    for key in keys:
        deal.press(key)
    with page.expect_response(lambda answer: "/stage" in answer.url and answer.request.method == "POST"):
        deal.press("Space")


def accessible(page: Page, width: int) -> None:
    """Fails with every rule of WCAG 2.2 AA the page breaks, and when it is wider than the window."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag22aa"]}})
    wrong = [f"{v['id']}: {n['target']}" for v in found.response["violations"] for n in v["nodes"]]
    assert not wrong, f"{page.url} at {width}: {wrong}"
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url} is {wide} wide at {width}"
