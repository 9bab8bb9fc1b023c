"""Files of a record in a browser: brought, looked at, trashed; without scripts; when a connection breaks."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from tests.app import App
from tests.browser import steps
from tests.browser.steps import expect, go, toast

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route


def picture() -> bytes:
    out = BytesIO()
    Image.radial_gradient("L").convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_files_are_brought_looked_at_and_trashed(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    path = steps.contact(page, last_name="Filer")
    files = page.locator("#record-files .file")
    page.locator("[data-files] input[type=file]").set_input_files(
        [
            {"name": "Vertrag ä.png", "mimeType": "image/png", "buffer": picture()},
            {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Bring the ring."},
        ]
    )
    expect(files).to_have_count(2)
    face = files.filter(has_text="Vertrag ä.png").locator("img")
    expect(face).to_have_js_property("naturalWidth", 96)
    page.locator(".file-name", has_text="Vertrag ä.png").click()
    expect(page.locator("h1")).to_have_text("Vertrag ä.png")
    expect(page.locator(".file-view img")).to_have_js_property("naturalWidth", 256)
    go(page, path)
    with page.expect_download() as saved:
        files.filter(has_text="notes.txt").get_by_role("link", name="Download").click()
    assert saved.value.suggested_filename == "notes.txt"
    files.filter(has_text="notes.txt").get_by_role("button", name="Move to the trash").click()
    toast(page, "Moved to the trash")
    expect(files).to_have_count(1)
    steps.undo(page)
    expect(files).to_have_count(2)


def test_files_chosen_before_their_script_came_are_brought(browser: Browser, app_server: App) -> None:
    waiting: list[Route] = []
    with steps.visitor(browser, app_server.url, service_workers="block") as page:
        page.route("**/js/files.js", lambda route: waiting.append(route))
        steps.sign_in(page)
        steps.contact(page, last_name="Early")
        early = {"name": "early.txt", "mimeType": "text/plain", "buffer": b"Bring the ring."}
        page.locator("[data-files] input[type=file]").set_input_files([early])  # type: ignore[list-item]
        while not waiting:
            page.wait_for_timeout(20)
        waiting[0].continue_()
        expect(page.locator("#record-files .file")).to_have_count(1)


def test_an_upload_goes_on_after_a_lost_connection(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    steps.contact(page, last_name="Resumer")
    lost: list[str] = []

    def breaks(route: Route) -> None:
        if len(lost) < 2 and route.request.method == "PATCH":
            lost.append(route.request.headers["upload-offset"])
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/upload/resumable/*", breaks)
    content = bytes(range(256)) * 4 * 10_000  # more than one piece
    page.locator("[data-files] input[type=file]").set_input_files(
        {"name": "long.bin", "mimeType": "application/octet-stream", "buffer": content}
    )
    name = page.locator("#record-files .file-name", has_text="long.bin")
    expect(name).to_be_visible()
    assert lost == ["0", "0"]
    with page.expect_download() as saved:
        name.click()
    assert saved.value.path().read_bytes() == content


def test_files_without_scripts(browser: Browser, app_server: App) -> None:
    with steps.visitor(browser, app_server.url, scripts=False) as page:
        steps.sign_in(page)
        steps.contact(page, last_name="Plain")
        page.set_input_files(
            "[data-files] input[type=file]",
            [
                {"name": "one.txt", "mimeType": "text/plain", "buffer": b"one"},
                {"name": "two.html", "mimeType": "text/html", "buffer": b"<script>1</script>"},
            ],
        )
        page.click("[data-plain]")
        names = page.locator("#record-files .file-name")
        expect(names).to_have_count(2)
        answer = page.request.get(names.filter(has_text="two.html").get_attribute("href") or "")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.text() == "<script>1</script>"
