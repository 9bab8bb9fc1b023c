"""Calls over HTTP, as a browser without scripts sends them: every kind of file, every wrong file, and strangers."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from uuid import uuid4

import httpx
import pytest

from tests.visits import browser_of

SAID = [
    ("Remy Duval", "Good morning Claire, how can I help?"),
    ("Claire Fontaine", "Our budget is approved, about 40,000 euros, but the price seems high."),
    ("Remy Duval", "I'll send you a revised proposal by Friday."),
]


def txt(mark: str) -> bytes:
    return "\n".join([*(f"{who}: {words}" for who, words in SAID), f"Claire Fontaine: {mark}"]).encode()


def vtt(mark: str) -> bytes:
    cues = [
        f"00:00:{n * 5:02}.000 --> 00:00:{n * 5 + 4:02}.000\n<v {who}>{words}" for n, (who, words) in enumerate(SAID)
    ]
    return ("WEBVTT\n\n" + "\n\n".join([*cues, f"00:01:00.000 --> 00:01:02.000\n<v Claire Fontaine>{mark}"])).encode()


def srt(mark: str) -> bytes:
    said = [*SAID, ("Claire Fontaine", mark)]
    cues = [f"{n + 1}\n00:00:{n * 5:02},000 --> 00:00:{n * 5 + 4:02},000\n{w}: {t}" for n, (w, t) in enumerate(said)]
    return "\n\n".join(cues).encode("utf-16")


def as_json(mark: str) -> bytes:
    return json.dumps([{"speaker": who, "text": words} for who, words in [*SAID, ("Claire Fontaine", mark)]]).encode()


rep = browser_of(lambda world: world.rep)
stranger = browser_of(lambda world: world.stranger)


def bring(browser: httpx.Client, *, words: str = "", file: tuple[str, bytes] | None = None, **form: str) -> str:
    """Brings a call; the path of its page."""
    files = {"file": file} if file else None
    answer = browser.post("/calls", data={"transcript": words, **form}, files=files)
    assert answer.status_code == 303, unescape(answer.text)[-2000:]
    return answer.headers["location"]


def understood(browser: httpx.Client, path: str, seconds: float = 180) -> str:
    """The page once Comity is done with the call."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        page = browser.get(path)
        assert page.status_code == 200
        if "How far Comity is" not in page.text:
            return unescape(page.text)
        time.sleep(0.1)
    raise AssertionError("not understood in time:\n" + unescape(page.text)[-3000:])


@pytest.mark.parametrize(
    ("name", "make"), [("call.txt", txt), ("call.vtt", vtt), ("call.srt", srt), ("call.json", as_json), ("", txt)]
)
def test_every_form_of_words_is_understood(rep: httpx.Client, name: str, make: object) -> None:
    assert callable(make)
    data = make(f"My number is {uuid4().int % 10**8}.")
    path = bring(rep, file=(name, data)) if name else bring(rep, words=data.decode(), title="Pasted")
    page = understood(rep, path)
    assert "Budget is there" in page
    assert "a revised proposal by Friday" in page
    pointed, there = set(re.findall(r'href="#(e-\d+)"', page)), set(re.findall(r'id="(e-\d+)"', page))
    assert pointed and pointed <= there


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("spaces.txt", b" \n\t ", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, ""),
        ("program.mp3", b"MZ" + bytes(range(256)) * 40, ""),
        ("broken.json", b'[{"speaker": "A", "text": ', ""),
        ("long.txt", b"A: hello there\n" * 800_000, "MB"),
    ],
)
def test_bad_files_are_refused_in_a_sentence(rep: httpx.Client, name: str, data: bytes, says: str) -> None:
    before = rep.get("/calls").text.count("/calls/")
    answer = rep.post("/calls", data={"title": "Bad"}, files={"file": (name, data)})
    page = unescape(answer.text)
    assert answer.status_code == 422, page[-1500:]
    notice = re.search(r'(?s)class="notice[^>]*data-tone="danger".*?</div>|class="error".*?</', page)
    assert notice is not None and says in notice[0], page[-3000:]
    assert rep.get("/calls").text.count("/calls/") == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings_are_seen_through(rep: httpx.Client, encoding: str) -> None:
    words = f"Remy: Bonjour, écoutez.\nÉlodie Fürst: Le prix est trop élevé pour nous. {uuid4().int % 10**8}"
    page = understood(rep, bring(rep, file=("call.txt", words.encode(encoding))))
    assert "Élodie Fürst" in page and "trop élevé" in page


def test_words_are_words_and_never_markup(rep: httpx.Client) -> None:
    odd = "'; drop table calls; -- <script>alert(1)</script> {{ 7*7 }} <b>price</b> is too high"
    path = bring(rep, words=f"Remy: Hello.\n<img src=x onerror=alert(1)>: {odd} {uuid4()}", title="<i>Odd</i>")
    understood(rep, path)
    raw = rep.get(path).text
    assert "<script>alert(1)" not in raw and "<img src=x" not in raw and "<i>Odd</i>" not in raw and "49 " not in raw
    assert "drop table calls" in raw


def test_a_recording_is_kept_and_its_words_brought_later(rep: httpx.Client, stranger: httpx.Client) -> None:
    sound = b"ID3\x04" + uuid4().bytes * 100
    path = bring(rep, file=("visit.mp3", sound))
    assert bring(rep, file=("visit again.mp3", sound)) == path
    page = understood(rep, path)
    assert "No transcriber is configured" in page and "Bring the transcript" in page
    heard = rep.get(f"{path}/recording")
    assert heard.content == sound and heard.headers["content-type"] == "audio/mpeg"
    assert stranger.get(f"{path}/recording").status_code == 404
    brought = rep.post(f"{path}/transcript", data={"transcript": txt(str(uuid4())).decode()})
    assert brought.status_code == 303
    assert "Budget is there" in understood(rep, path)


def test_items_feedback_and_the_trash_work_without_scripts(rep: httpx.Client) -> None:
    path = bring(rep, words=txt(f"Let us meet at {uuid4()}.").decode(), title="Visit")
    page = understood(rep, path)
    done = re.search(rf'action="({path}/items/[0-9a-f-]+)/completion"', page)
    assert done is not None
    assert rep.post(f"{done[1]}/completion").status_code == 303
    assert f'action="{done[1]}/reopening"' in rep.get(path).text
    assert rep.post(f"{done[1]}/reopening").status_code == 303
    assert rep.post(f"{done[1]}/task").status_code == 303
    assert f'action="{done[1]}/task"' not in rep.get(path).text
    assert rep.post(f"{path}/items", data={"text": "Polish the clasp", "due": "2026-12-01"}).status_code == 303
    assert "Polish the clasp" in rep.get(path).text
    subject = re.search(r'name="table" value="call_signals"><input type="hidden" name="id" value="([0-9a-f-]+)"', page)
    assert subject is not None
    verdict = {"table": "call_signals", "id": subject[1], "verdict": "wrong"}
    assert rep.post(f"{path}/feedback", data=verdict).status_code == 303
    assert 'value="wrong" aria-pressed="true"' in rep.get(path).text
    assert rep.post(f"{path}/trash").status_code == 303
    assert rep.get(path).status_code == 404
    assert rep.post(f"{path}/restoration").status_code == 303
    assert rep.get(path).status_code == 200


def test_the_stranger_finds_no_call(rep: httpx.Client, stranger: httpx.Client) -> None:
    path = bring(rep, words=txt(str(uuid4())).decode(), title="Ours alone")
    page = understood(rep, path)
    item = re.search(rf'action="({path}/items/[0-9a-f-]+)/completion"', page)
    assert item is not None
    for address in (path, f"{path}/transcript", f"{path}/recording"):
        assert stranger.get(address).status_code == 404
    for address in ("", "/processing", "/items", "/transcript", "/trash", "/restoration", "/feedback"):
        form = {
            "text": "x",
            "title": "x",
            "transcript": "A: x",
            "table": "call_signals",
            "id": str(uuid4()),
            "verdict": "wrong",
        }
        assert stranger.post(path + address, data=form).status_code == 404, address
    for verb in ("completion", "reopening", "trash", "restoration", "task"):
        assert stranger.post(f"{item[1]}/{verb}").status_code == 404, verb
    assert rep.get(path).status_code == 200 and "Ours alone" not in stranger.get("/calls").text
