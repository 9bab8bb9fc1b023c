"""An application on a socket, as it is served in earnest."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from comity.platform.gateway.http import WireProtocol


@asynccontextmanager
async def listening(app: Starlette, *, idle: int = 5) -> AsyncIterator[str]:
    """Serves it for the length of the block; its address. `idle` seconds a kept connection may lie unused."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=WireProtocol, log_level="warning", access_log=False, lifespan="on", timeout_keep_alive=idle
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve(sockets=[listener]))
    try:
        while not server.started:
            assert not task.done(), "the server ended before it was ready"
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
