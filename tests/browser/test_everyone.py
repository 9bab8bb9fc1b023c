"""Every newer room with something in it, by axe: in both themes, on a screen and on a phone.  seed: U09"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest

from comity.journeys.demo.papers import word_file
from tests.app import PATIENCE, App
from tests.browser import steps
from tests.browser.steps import expect, go

playwright = pytest.importorskip("playwright.sync_api")
Browser, Page = playwright.Browser, playwright.Page

ROOMS = (
    "/", "/board", "/leads", "/forecast", "/forecast/accuracy", "/deal-health", "/deal-health/signs",
    "/deal-health/back-test", "/plans", "/ghosts", "/revivals", "/customer-health", "/selling", "/contracts",
    "/contracts/new", "/playbooks", "/playbooks/new", "/battle-cards", "/demos", "/coaching", "/coaching/roleplays",
    "/library", "/library?q=hour", "/library/progress", "/market", "/campaigns", "/proposals", "/tasks", "/imports",
    "/exports", "/duplicates", "/notifications", "/feedback", "/status", "/companies/new", "/search?q=villa",
)  # fmt: skip
SETTINGS = (
    "/settings/connections", "/settings/contracts", "/settings/qualifier", "/settings/rubric", "/settings/automations",
    "/settings/automations/new?example=silent", "/settings/ai", "/settings/ai/models", "/settings/ai/budget",
    "/settings/work", "/settings/webhooks", "/settings/services", "/settings/sessions", "/settings/members",
    "/settings/tags", "/settings/audit", "/settings/feedback", "/settings/keys",
)  # fmt: skip
PAPER = ["SERVICE AGREEMENT", "1. Term", "This Agreement renews automatically for one year unless notice is given.",
         "2. Liability", "The liability of the Supplier shall be unlimited.", "3. Law",
         "This Agreement shall be governed by the laws of France."]  # fmt: skip


@pytest.fixture(scope="module")
def furnished(browser: Browser, app_server: App) -> Iterator[tuple[str, list[str]]]:
    """Somebody whose rooms hold something: their address, and the pages of what is in them."""
    with steps.visitor(browser, app_server.url) as page:
        email = steps.sign_up(page, organization="Furnished")
        lead = steps.lead(page, "Villa for everyone", amount="900000")
        pages = [lead, contract(page, lead), demo(page, lead), card(page), material(page)]
        go(page, "/campaigns")
        page.fill("#campaign-form [name=name]", "Autumn letter")
        page.click("#campaign-form button[type=submit]")
        expect(page.locator("#campaigns")).to_contain_text("Autumn letter")
        go(page, "/playbooks")
        pages.append(page.locator(".tiles .card a").first.get_attribute("href") or "/playbooks")
        yield email, pages


def contract(page: Page, lead: str) -> str:
    """Brings a contract and waits until it is read."""
    go(page, f"/contracts/new?lead_id={lead.rsplit('/', 1)[1]}")
    data = word_file(PAPER)
    assert BytesIO(data).read(2) == b"PK"
    page.set_input_files("input[type=file]", {"name": "agreement.docx", "mimeType": "application/zip", "buffer": data})
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#contract-findings .badge").first).to_be_visible(timeout=PATIENCE)
    return page.url


def demo(page: Page, lead: str) -> str:
    """Begins a demo for the lead."""
    go(page, lead)
    page.locator("#demos-panel button[type=submit]").click()
    expect(page.locator("#demo-preview")).to_be_visible()
    return page.url


def card(page: Page) -> str:
    """Writes a battle card."""
    go(page, "/battle-cards/new")
    page.fill("[name=name]", "Harcourt & Vale")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("h1")).to_have_text("Harcourt & Vale")
    return page.url


def material(page: Page) -> str:
    """Writes something to learn from."""
    go(page, "/library")
    page.fill("#material-form [name=title]", "How we answer")
    page.fill("#material-form [name=body]", "Within the hour, by name.")
    page.locator("#material-form button[type=submit]").click()
    expect(page.locator("#material")).to_contain_text("Within the hour")
    return page.url


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_every_room_is_for_everyone(
    browser: Browser, app_server: App, furnished: tuple[str, list[str]], width: int, theme: str
) -> None:
    email, pages = furnished
    size = {"width": width, "height": 844}
    with steps.visitor(browser, app_server.url, viewport=size, color_scheme=theme, has_touch=width < 600) as page:
        steps.sign_in(page, email, steps.PASSWORD)
        mine = slice(0 if width > 600 else 1, None, 2)  # each room in one of the two, records in both
        for path in (*ROOMS[mine], *SETTINGS[mine], *pages):
            go(page, path)
            steps.accessible(page, width)
