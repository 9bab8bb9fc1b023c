"""A server that speaks the protocols of the model providers, and answers as it is told: for tests of whoever asks.

async with street(openai=lambda: openai('{"score": 7}')) as here:
    keyed(monkeypatch, here, "openai:gpt-5-mini")
    answer = await coordinator.run(...)
assert here.asked == ["openai"]
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from comity import config
from comity.ai import coordinator, standing, ways
from tests.app import free_port

SLOW: Final = PlainTextResponse("slow")
"""Said by a provider that hangs."""
ALL: Final = ("openai:gpt-5-mini", "anthropic:claude-haiku-4-5", "gemini:gemini-2.5-flash")
PIXEL: Final = base64.b64encode(b"\x89PNG\r\n\x1a\n not quite").decode()


@dataclass
class Street:
    """What was asked here, in order."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    say: dict[str, Callable[[], Response]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)


def openai(content: Any = None, tokens: tuple[int, int] = (100, 20)) -> Response:
    """An answer as OpenAI gives it; an object becomes JSON."""
    text = content if isinstance(content, str) else json.dumps(content or {})
    usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    choice = {"message": {"role": "assistant", "content": text}}
    return JSONResponse({"model": "gpt-5-mini", "choices": [choice], "usage": usage})


def anthropic(content: Any = None, tokens: tuple[int, int] = (200, 30)) -> Response:
    """An answer as Anthropic gives it: an object into the tool, words as a text block."""
    block = (
        {"type": "text", "text": content}
        if isinstance(content, str)
        else {"type": "tool_use", "id": "t", "name": "answer", "input": content or {}}
    )
    usage = {"input_tokens": tokens[0], "output_tokens": tokens[1]}
    return JSONResponse({"model": "claude-haiku-4-5", "content": [block], "usage": usage, "stop_reason": "tool_use"})


def gemini(content: Any = None, tokens: tuple[int, int] = (300, 40)) -> Response:
    """An answer as Gemini gives it, in fences."""
    text = content if isinstance(content, str) else "```json\n" + json.dumps(content or {}) + "\n```"
    usage = {"promptTokenCount": tokens[0], "candidatesTokenCount": tokens[1]}
    return JSONResponse({"candidates": [{"content": {"parts": [{"text": text}]}}], "usageMetadata": usage})


def streamed(name: str, *words: str, breaks: bool = False, pause: float = 0.0) -> Response:
    """Words one by one, in the events of a provider; `breaks` ends them in the middle with an error."""

    async def events() -> AsyncIterator[str]:
        for event in [*_opening(name), *(_delta(name, word) for word in words)]:
            yield f"data: {json.dumps(event)}\n\n"
            await asyncio.sleep(pause)
        for event in [{"type": "error", "error": {"message": "overloaded"}}] if breaks else _closing(name):
            yield f"data: {json.dumps(event)}\n\n"
        yield "data: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


def _opening(name: str) -> list[dict[str, Any]]:
    message = {"model": "claude-haiku-4-5", "usage": {"input_tokens": 11, "output_tokens": 1}}
    return [{"type": "message_start", "message": message}] if name == "anthropic" else []


def _delta(name: str, word: str) -> dict[str, Any]:
    if name == "anthropic":
        return {"type": "content_block_delta", "delta": {"type": "text_delta", "text": word}}
    if name == "gemini":
        return {"candidates": [{"content": {"parts": [{"text": word}]}}]}
    return {"choices": [{"delta": {"content": word}}]}


def _closing(name: str) -> list[dict[str, Any]]:
    if name == "anthropic":
        return [{"type": "message_delta", "delta": {}, "usage": {"output_tokens": 7}}, {"type": "message_stop"}]
    if name == "gemini":
        return [{"usageMetadata": {"promptTokenCount": 11, "candidatesTokenCount": 7}}]
    return [{"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 7}}]


def drawn() -> Response:
    """An image as OpenAI gives it."""
    return JSONResponse({"data": [{"b64_json": PIXEL}], "usage": {"input_tokens": 12, "output_tokens": 300}})


def embedded(count: int) -> Response:
    """Vectors as OpenAI gives them."""
    data = [{"index": number, "embedding": [0.1 * number, 1.0]} for number in range(count)]
    return JSONResponse({"data": data, "usage": {"prompt_tokens": 4}})


@asynccontextmanager
async def street(**say: Callable[[], Response]) -> AsyncIterator[Street]:
    """`openai`, `anthropic` and `gemini` answer questions, `image`, `embed`, `models` and `batch` the rest."""
    here = Street(say=say)

    async def serve(request: Request) -> Response:
        name = _asked(request)
        here.asked.append(name)
        here.paths.append(request.url.path)
        here.headers.append(dict(request.headers))
        body = await request.body()
        here.bodies.append(json.loads(body) if body[:1] == b"{" else {})
        if name == "models" and "models" not in here.say:
            here.asked.pop(), here.paths.pop(), here.headers.pop(), here.bodies.pop()
            return JSONResponse({"data": [{"id": "local-model"}], "models": []})
        answer = here.say[name]()
        if answer is SLOW or (isinstance(answer, PlainTextResponse) and answer.body == b"slow"):
            await asyncio.sleep(30)
        return answer

    app = Starlette(routes=[Route("/{path:path}", serve, methods=["GET", "POST"])])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", lifespan="off"))
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    here.url = f"http://127.0.0.1:{port}"
    try:
        yield here
    finally:
        await standing.close()
        await ways.close()
        standing.forget()
        server.force_exit = server.should_exit = True
        await serving


def _asked(request: Request) -> str:
    path = request.url.path
    for ending, name in (
        ("/chat/completions", "openai"), ("/messages", "anthropic"), ("/images/generations", "image"),
        ("/embeddings", "embed"), ("/models", "models"), ("batchEmbedContents", "embed"),
    ):  # fmt: skip
        if path.endswith(ending):
            return name
    return "batch" if "batches" in path or "/files" in path else "gemini"


def keyed(monkeypatch: pytest.MonkeyPatch, here: Street, *models: str) -> None:
    """Keys of all three providers, which are all this server; `models` is the order to ask in."""
    monkeypatch.setenv("ANTHROPIC_BASE_URL", here.url)
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", here.url)
    environ = {
        "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": f"{here.url}/v1", "ANTHROPIC_API_KEY": "ant-test",
        "GEMINI_API_KEY": "gem-test", "COMITY_AI_MODELS": ",".join(models),
    }  # fmt: skip
    monkeypatch.setattr(coordinator, "_settings", config.load({}, environ))
