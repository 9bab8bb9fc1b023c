"""Writing recordings down: the documented protocol against a server of our own, and every way it can fail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import HTTP
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from comity.comms import transcribing
from comity.config import Settings
from comity.core.work import Permanent
from tests.app import free_port
from tests.listening import listening

SPOKEN = {
    "text": "Good morning. The budget is approved.",
    "language": "english",
    "segments": [
        {"start": 0.0, "end": 1.5, "text": " Good morning.", "speaker": 0},
        {"start": 1.5, "end": 4.0, "text": " The budget is approved.", "speaker": 1},
    ],
}


def parts(content_type: str, body: bytes) -> dict[str, tuple[str | None, bytes]]:
    """(file name, bytes) of each field of a form; in memory, for a temporary file has to be closed by somebody."""
    form = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): (part.get_filename(), part.get_payload(decode=True))
        for part in form.iter_parts()
    }


@asynccontextmanager
async def listener(answer: Response, asked: list[dict[str, Any]]) -> AsyncIterator[Settings]:
    """A server that speaks OpenAI's /audio/transcriptions; settings that name it."""

    async def serve(request: Request) -> Response:
        fields = parts(request.headers["content-type"], await request.body())
        name, sound = fields["file"]
        key = request.headers.get("authorization")
        asked.append({"model": fields["model"][1].decode(), "key": key, "name": name, "size": len(sound)})
        return answer

    app = Starlette(routes=[Route("/v1/audio/transcriptions", serve, methods=["POST"])])
    async with listening(app) as url:
        yield Settings(
            home=Path("/nowhere"), transcriber_url=f"{url}/v1", transcriber_key="k", transcriber_model="whisper-1"
        )


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "call.mp3"
    path.write_bytes(b"ID3\x04" + bytes(2000))
    return path


async def test_words_come_back_with_their_times_and_voices(sound: Path) -> None:
    asked: list[dict[str, Any]] = []
    async with listener(JSONResponse(SPOKEN), asked) as settings:
        assert transcribing.configured(settings)
        heard = await transcribing.transcribe(settings, sound, "call.mp3")
    assert asked == [{"model": "whisper-1", "key": "Bearer k", "name": "call.mp3", "size": 2004}]
    assert [(turn.speaker, heard.text[turn.start : turn.end]) for turn in heard.turns] == [
        ("Speaker 0", "Good morning."),
        ("Speaker 1", "The budget is approved."),
    ]
    assert heard.turns[1].at == 1.5


async def test_a_plain_answer_is_words_too(sound: Path) -> None:
    async with listener(JSONResponse({"text": "The budget is approved."}), []) as settings:
        heard = await transcribing.transcribe(settings, sound, "call.mp3")
    assert "The budget is approved." in heard.text


@pytest.mark.parametrize("answer", [PlainTextResponse("", 429), PlainTextResponse("", 503), PlainTextResponse("no")])
async def test_what_may_pass_is_tried_again(sound: Path, answer: Response) -> None:
    async with listener(answer, []) as settings:
        with pytest.raises(transcribing.Failed):
            await transcribing.transcribe(settings, sound, "call.mp3")


@pytest.mark.parametrize("answer", [JSONResponse({"error": "no"}, 400), JSONResponse({"text": " "})])
async def test_what_stays_is_said_at_once(sound: Path, answer: Response) -> None:
    async with listener(answer, []) as settings:
        with pytest.raises(Permanent):
            await transcribing.transcribe(settings, sound, "call.mp3")


async def test_nobody_there_may_pass(sound: Path) -> None:
    settings = Settings(home=Path("/nowhere"), transcriber_url=f"http://127.0.0.1:{free_port()}/v1")
    with pytest.raises(transcribing.Failed):
        await transcribing.transcribe(settings, sound, "call.mp3")
