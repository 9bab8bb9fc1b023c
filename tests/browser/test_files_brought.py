"""Every way a file comes to a record in a browser: dropped, pasted, slowly; sound with its wave and its words."""

from __future__ import annotations

import math
import struct
import wave
from base64 import b64encode
from io import BytesIO
from threading import Event
from typing import TYPE_CHECKING

from tests.app import App
from tests.browser import steps
from tests.browser.steps import expect, go

if TYPE_CHECKING:
    from playwright.sync_api import JSHandle, Page, Route

WORDS = """WEBVTT

00:00:00.000 --> 00:00:02.000
<v Ada Hart>Good morning Claire, how can I help?

00:00:02.000 --> 00:00:04.000
<v Claire Fontaine>Our budget is approved, about $40,000.

00:00:04.000 --> 00:00:06.000
<v Ada Hart>I'll send you a revised proposal by Friday.
"""
HOLD = """([name, type, data]) => {
  const held = new DataTransfer(), bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  held.items.add(new File([bytes], name, { type }));
  return held;
}"""


def sound(seconds: float = 6) -> bytes:
    """A tone that grows, as a WAV of 8 kHz."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        count = int(8000 * seconds)
        tones = (int(32000 * n / count * math.sin(n / 3)) for n in range(count))
        file.writeframes(b"".join(struct.pack("<h", tone) for tone in tones))
    return out.getvalue()


def held(page: Page, name: str, kind: str, content: bytes) -> JSHandle:
    """What a hand or a clipboard holds."""
    return page.evaluate_handle(HOLD, [name, kind, b64encode(content).decode()])


def test_files_are_dropped_and_pasted(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    steps.contact(page, last_name="Dropper")
    names = page.locator("#record-files .file-name")
    drop = page.locator("[data-files] [data-drop]")
    carried = held(page, "dropped.txt", "text/plain", b"from the hand")
    drop.dispatch_event("dragover", {"dataTransfer": carried})
    expect(drop).to_have_attribute("data-over", "")
    drop.dispatch_event("drop", {"dataTransfer": carried})
    expect(drop).not_to_have_attribute("data-over", "")
    expect(names).to_have_text(["dropped.txt"])
    copied = held(page, "pasted.txt", "text/plain", b"from the clipboard")
    page.evaluate(
        "(held) => document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true }))",
        copied,
    )
    expect(names).to_have_count(2)
    expect(page.locator("#record-files")).to_contain_text("pasted.txt")


def test_progress_is_shown_and_an_upload_can_be_called_off(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    steps.contact(page, last_name="Patient")
    pieces: list[Route] = []
    second = Event()

    def slowly(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0" and not second.is_set():
            pieces.append(route)  # the second piece is on its way until we say so
        else:
            route.continue_()

    page.route("**/upload/resumable/*", slowly)
    field = page.locator("[data-files] input[type=file]")
    long = {"name": "long.bin", "mimeType": "application/octet-stream", "buffer": bytes(12 << 20)}
    field.set_input_files(long)
    row = page.locator(".upload", has_text="long.bin")
    expect(row.locator("progress")).to_have_js_property("value", 8 / 12)
    expect(row.locator(".number")).to_contain_text("12.6")
    row.get_by_role("button").click()
    expect(row).to_have_count(0)
    expect(page.locator("#record-files .file-name")).to_have_count(0)
    second.set()
    field.set_input_files(long)
    expect(page.locator("#record-files .file-name")).to_have_text(["long.bin"])


def test_a_sound_has_its_wave(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    steps.contact(page, last_name="Listener")
    page.locator("[data-files] input[type=file]").set_input_files(
        {"name": "tone.wav", "mimeType": "audio/wav", "buffer": sound(2)}
    )
    page.locator("#record-files .file-name", has_text="tone.wav").click()
    expect(page.locator(".player canvas.wave")).to_be_visible()
    drawn = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((one) => one > 0)"
    assert page.locator("canvas.wave").evaluate(drawn)


def test_a_calls_words_go_in_step_with_its_sound(page: Page, app_server: App) -> None:
    steps.sign_up(page)
    lead = steps.lead(page, "Sounding")
    go(page, f"/calls/new?lead_id={lead.rsplit('/', 1)[1]}")
    page.fill("input[name=title]", "Heard")
    page.set_input_files("#call-form input[name=file]", {"name": "c.wav", "mimeType": "audio/wav", "buffer": sound()})
    page.click("#call-form button[type=submit]")
    expect(page.locator("#call-head h1")).to_have_text("Heard")
    here = page.url.partition("?")[0]
    go(page, f"{here}/transcript")
    page.set_input_files(
        "#call-form input[name=file]", {"name": "c.vtt", "mimeType": "text/vtt", "buffer": WORDS.encode()}
    )
    page.click("#call-form button[type=submit]")
    turns = page.locator(".transcript .turn")
    expect(turns).to_have_count(3)
    steps.again(page)
    slow = "(audio) => { audio.defaultPlaybackRate = audio.playbackRate = 0.1; }"
    page.locator("audio").evaluate(slow)  # twenty seconds for two: time enough to look
    turns.nth(1).locator(".at").click()
    expect(turns.nth(1)).to_have_attribute("aria-current", "true")
    wave_drawn = page.locator("canvas.wave")
    expect(wave_drawn).to_be_visible()
    wave_drawn.evaluate("canvas => canvas.remove()")  # as a live redraw of the page does
    page.locator("audio").evaluate("(audio) => { audio.pause(); audio.currentTime = 4.5; }")
    expect(turns.nth(2)).to_have_attribute("aria-current", "true")
    expect(turns.nth(1)).not_to_have_attribute("aria-current", "true")
    expect(wave_drawn).to_be_visible()
