"""The library: documents are read and found, videos come by ranges and are gone on with, leaders see who finished.

seed: D39, AG18
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from comity.ai import coordinator
from comity.config import Settings
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.work import Permanent
from comity.packs.library import document_text, materials, pictures, reading
from comity.platform.storage import buckets, objects
from comity.platform.storage import store as storage
from tests.app import App
from tests.listening import listening
from tests.street import PIXEL, keyed, street
from tests.visits import browser_of, visit
from tests.working import Working
from tests.world import World

rep = browser_of(lambda world: world.rep)
stranger = browser_of(lambda world: world.stranger)


def bring(browser: httpx.Client, name: str, data: bytes, kind: str, **more: str) -> str:
    answer = browser.post("/library", data=more, files={"file": (name, data, kind)})
    assert answer.status_code == 303, answer.text[-1500:]
    return str(answer.headers["location"])


def read(browser: httpx.Client, path: str, seconds: float = 180) -> str:
    """The page once the file was read."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        page = browser.get(path).text
        if "It is being read" not in page:
            return page
        time.sleep(0.1)
    raise AssertionError("not read in time")


def word(*paragraphs: str) -> bytes:
    from docx import Document

    document, out = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def test_documents_are_found_by_what_stands_in_them(rep: httpx.Client, stranger: httpx.Client) -> None:
    mark = f"pergola{uuid4().hex[:8]}"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    path = bring(rep, "How we quote.docx", word("First we measure.", f"A {mark} needs four posts."), kind)
    assert mark in read(rep, path)
    found = rep.get("/library", params={"q": mark}).text
    assert path in found and f"<mark>{mark}</mark>" in found
    assert mark not in stranger.get("/library", params={"q": mark}).text.replace(f'value="{mark}"', "").replace(
        f"“{mark}”", ""
    )
    assert stranger.get(path).status_code == 404 and stranger.get(f"{path}/content").status_code == 404
    for verb in ("", "/trash", "/restoration", "/progress", "/progress/reopening", "/reading"):
        assert stranger.post(path + verb, data={"title": "Mine", "done": "true"}).status_code == 404, verb
    assert rep.post(f"{path}/trash").status_code == 303
    assert rep.get(path).status_code == 404
    assert rep.post(f"{path}/restoration").status_code == 303


def test_a_video_comes_by_ranges_and_remembers_where_one_was(rep: httpx.Client, app_server: App) -> None:
    film = b"\0\0\0\x18ftypmp42" + uuid4().bytes * 4000
    path = bring(rep, "Opening a talk.mp4", film, "video/mp4", title="Opening a talk")
    part = rep.get(f"{path}/content", headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, film[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(film)}"
    assert rep.post(f"{path}/progress", data={"at": "30.5", "of": "100"}).status_code == 204
    page = read(rep, path)
    assert 'data-from="30.5"' in page and "No transcriber is configured" in page and "I have finished it" in page
    assert rep.post(f"{path}/progress", data={"at": "95", "of": "100"}).status_code == 204
    assert "Not done after all" in rep.get(path).text
    with (
        visit(app_server, app_server.world.ours.manager) as manager,
        visit(app_server, app_server.world.ours.other_rep) as other,
    ):
        assert "Remy Duval" in manager.get("/library/progress").text
        assert other.get("/library/progress").status_code == 403
        assert "I have finished it" in other.get(path).text


def test_courses_words_and_addresses(rep: httpx.Client, app_server: App) -> None:
    assert rep.post("/library/courses", data={"name": "Not mine to make"}).status_code == 403
    with visit(app_server, app_server.world.ours.manager) as manager:
        made = manager.post("/library/courses", data={"name": "First week"})
        course = made.headers["location"].rpartition("=")[2]
    said = {"title": "House rules", "body": "We call back <b>within</b> a day.", "collection": course}
    path = rep.post("/library", data=said).headers["location"]
    assert "&lt;b&gt;within" in rep.get(path).text
    assert path in rep.get("/library", params={"course": course}).text
    assert rep.post(f"{path}/progress", data={"done": "true"}).status_code == 303
    assert re.search(r"First week · 1/1", rep.get("/library").text)
    empty = rep.post("/library", data={"title": "Nothing"})
    assert empty.status_code == 422 and "Choose a file" in empty.text
    evil = rep.post("/library", data={"title": "Link", "url": "javascript:alert(1)"})
    assert evil.status_code == 422


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.4 broken", "x.pdf", "application/pdf"),
        (b"PK\x03\x04 broken", "x.docx", document_text.WORD),
        (b"\x00\x01", "x.bin", "application/octet-stream"),
    ],
)
@pytest.mark.anyio
async def test_what_cannot_be_read_says_so(data: bytes, name: str, kind: str) -> None:
    with pytest.raises(Permanent):
        await reading.text_of(data, name, kind)


def _bomb() -> bytes:
    """A Word file of a few hundred kilobytes that unfolds to 400 MB."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(400):
            part.write(bytes(1_000_000))
    return kept.getvalue()


def _laughing() -> bytes:
    """A Word file whose entities unfold to billions of letters, and read a file of this machine."""
    nested = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY l0 "ha">{nested}]><x>&l11;&f;</x>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", xml)
        archive.writestr("word/document.xml", xml)
    return kept.getvalue()


@pytest.mark.anyio
@pytest.mark.parametrize("made", [_bomb, _laughing])
async def test_a_file_made_to_do_harm_harms_nobody(made: Callable[[], bytes]) -> None:
    began = time.monotonic()
    with pytest.raises(Permanent) as refused:
        await reading.text_of(made(), "x.docx", document_text.WORD)
    assert "root:" not in str(refused.value) and time.monotonic() - began < 120


@pytest.mark.anyio
async def test_a_picture_is_made_kept_and_priced(
    db: Database, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.setup(Settings(home=tmp_path))
    with pytest.raises(Problem) as nobody:
        await pictures.draw(db, world.rep, "A pavilion", "1024x1024")
    assert nobody.value.code == coordinator.NO_IMAGES.code
    inline = {"inlineData": {"mimeType": "image/png", "data": PIXEL}}
    made_there = {"candidates": [{"content": {"parts": [inline]}}]}
    async with street(gemini=lambda: JSONResponse(made_there)) as here:
        keyed(monkeypatch, here)
        made = await pictures.draw(db, world.ours.admin, "A pavilion at dusk", "1024x1024")
    async with db.acting(world.rep) as tx:
        row = await materials.find(tx, made.material_id)
    assert (row["kind"], row["title"], row["model"]) == ("image", "A pavilion at dusk", made.model)
    assert row["cost_usd"] is not None and here.asked == ["gemini"]
    with pytest.raises(Problem):
        async with db.acting(world.stranger) as tx:
            await materials.find(tx, made.material_id)


@pytest.mark.anyio
async def test_a_recording_nobody_could_listen_to_in_the_last_attempt_says_so_and_is_read_again(
    db: Database, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.setup(Settings(home=tmp_path))
    sound = await storage.store().take(_pieces(b"ID3" + uuid4().bytes))
    async with db.acting(world.service(world.ours)) as tx:
        path = materials.path(world.ours.id, uuid4(), "talk.mp3")
        bucket = await buckets.known(tx, materials.BUCKET)
        place = objects.Place(bucket, path, str(world.rep.user_id), world.ours.id, mime="audio/mpeg")
        await objects.put(tx, storage.store(), place, sound, await storage.store().place(sound, world.ours.id))
    facts = materials.Facts(title="A talk", kind="audio", path=path, file_name="talk.mp3", reading="waiting")
    async with db.acting(world.rep) as tx:
        material = await materials.add(tx, facts)
    monkeypatch.setattr("comity.core.work.STEP_PAUSES", ())
    said, words = [503], {"text": "Ask first, and listen.", "segments": []}
    server = Starlette(
        routes=[Route("/{rest:path}", lambda _: JSONResponse(words, status_code=said[-1]), methods=["POST"])]
    )
    last = replace(reading.read_material, attempts=1)
    async with listening(server) as url, Working(db, last) as worker:
        monkeypatch.setattr(coordinator, "_settings", Settings(home=tmp_path, transcriber_url=url))
        await worker.done(last, world.rep, material_id=material)
        async with db.acting(world.rep) as tx:
            row = await materials.find(tx, material)
        assert (row["reading"], row["problem"]) == ("unreadable", "The transcriber answered 503.")
        with pytest.raises(Problem):
            async with db.acting(world.stranger) as tx:
                await tx.touch(materials.q.again, id=material)
        async with db.acting(world.rep) as tx:
            await tx.touch(materials.q.again, id=material)
        said.append(200)
        await worker.done(last, world.rep, material_id=material)
    async with db.acting(world.rep) as tx:
        row = await materials.find(tx, material)
    assert (row["reading"], row["problem"]) == ("ready", None) and "listen" in row["body"]


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    yield data
