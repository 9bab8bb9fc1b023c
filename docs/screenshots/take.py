"""Takes the pictures of docs/screenshots from a running demo: `python docs/screenshots/take.py URL SIGN-IN-LINK`."""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PEOPLE = (
    ("Vorname", "Nachname", "E-Mail", "Telefon", "Firma", "Ort", "Land"),
    ("Elisabeth", "Aigner", "elisabeth@aigner.example", "+43 1 5129 333", "Aigner Kunsthandel", "Wien", "AT"),
    ("Moritz", "Brandner", "moritz@brandner.example", "+49 89 2300 112", "Brandner Immobilien", "München", "DE"),
    ("Giulia", "Ferrante", "giulia@ferrante.example", "+39 02 7600 118", "Ferrante Gioielli", "Milano", "IT"),
    ("Henri", "Castel", "henri(at)castel.example", "+33 1 42 60 12 11", "Castel & Fils", "Paris", "FR"),
    ("Giulia", "Ferrante", "giulia@ferrante.example", "+39 02 7600 118", "Ferrante Gioielli", "Milano", "IT"),
    ("", "", "", "", "", "Lugano", "CH"),
)


def main(url: str, link: str) -> None:
    """All of them."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        first = browser.new_context(base_url=url)
        first.new_page().goto(link)
        state = first.storage_state()
        wide = visitor(browser, url, state, WIDE, "light")
        call, lead = heard(wide)
        shoot(wide, "home", "/")
        shoot(wide, "list", "/contacts?city=in.(Paris,Milan)&order=sort_name.asc")
        shoot(wide, "board", "/board")
        shoot(wide, "lead", lead)
        shoot(wide, "call", call)
        shoot(wide, "health", "/deal-health")
        shoot(wide, "coaching", "/coaching")
        shoot(wide, "market", "/market?q=berths+over+30+metres")
        contract = linked(wide, "/contracts?title=like.*brokerage*", "/contracts/0")
        shoot(wide, "contract", contract)
        shoot(wide, "demo", linked(wide, "/demos", "/demos/0"))
        imported(wide)
        palette(wide)
        dark = visitor(browser, url, state, WIDE, "dark")
        shoot(dark, "dark", "/board")
        shoot(dark, "dark-lead", lead)
        small = visitor(browser, url, state, PHONE, "light", phone=True)
        shoot(small, "phone", "/")
        shoot(small, "phone-board", "/board")
        shoot(small, "phone-call", call)
        shoot(small, "phone-contract", contract)
        browser.close()
    for file in HERE.glob("*.png"):
        smaller(file)


def smaller(file: Path) -> None:
    """A picture of a page needs no more than 256 colours."""
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def visitor(
    browser: Browser, url: str, state: object, size: dict[str, int], theme: str, *, phone: bool = False
) -> BrowserContext:
    """Somebody signed in, with a window of a size and a theme."""
    return browser.new_context(
        base_url=url, storage_state=state, viewport=size, color_scheme=theme, device_scale_factor=2 if phone else 1,
        has_touch=phone, is_mobile=phone, locale="en-GB", timezone_id="Europe/Paris", reduced_motion="reduce",
    )  # type: ignore[arg-type]  # fmt: skip


def shoot(context: BrowserContext, name: str, path: str = "") -> None:
    """One picture of one page."""
    page = context.new_page()
    page.goto(path)
    settle(page)
    page.screenshot(path=HERE / f"{name}.png")
    page.close()


def settle(page: Page) -> None:
    """Fonts are there, the stream is open, what was to be fetched was."""
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(900)


def heard(context: BrowserContext) -> tuple[str, str]:
    """A call in English that was understood, and its deal."""
    page = context.new_page()
    page.goto("/calls?language=eq.en&order=started_at.desc")
    call = page.locator("td[data-main] a, main a[href^='/calls/0']").first.get_attribute("href") or "/calls"
    page.goto(call)
    lead = page.locator(".crumbs a[href^='/leads/']").first.get_attribute("href") or "/leads"
    page.close()
    return call.partition("?")[0], lead


def linked(context: BrowserContext, path: str, begins: str) -> str:
    """Where the first link of a page leads that begins so."""
    page = context.new_page()
    page.goto(path)
    found = page.locator(f"main a[href^='{begins}']").first.get_attribute("href") or path
    page.close()
    return found.partition("?")[0]


def imported(context: BrowserContext) -> None:
    """A small file from choosing it to its result."""
    page = context.new_page()
    page.goto("/imports/new")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kunden.csv"
        with file.open("w", newline="") as opened:
            csv.writer(opened, delimiter=";").writerows(PEOPLE)
        page.set_input_files("input[type=file]", file)
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_url("**/imports/*-*")
    settle(page)
    page.screenshot(path=HERE / "import-columns.png")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="Import").last.wait_for(timeout=30_000)
    settle(page)
    page.screenshot(path=HERE / "import-check.png")
    page.get_by_role("button", name="Import").last.click()
    page.get_by_text("Undo this import").wait_for(timeout=30_000)
    settle(page)
    page.screenshot(path=HERE / "import.png")
    page.close()


def palette(context: BrowserContext) -> None:
    """A typed question."""
    page = context.new_page()
    page.goto("/")
    settle(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("leads over 500k not contacted for 30 days")
    page.wait_for_timeout(900)
    page.screenshot(path=HERE / "palette.png")
    page.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
