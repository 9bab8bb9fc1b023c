"""A client of our own that says exactly what it is told to: for what official clients never say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.network import PATIENCE


class Raw:
    """A socket of version 2.0.0 that keeps all it hears."""

    def __init__(self, line: ClientConnection, version: str) -> None:
        self.line = line
        self.version = version
        self.heard: list[list[Any]] = []
        self.bytes: list[bytes] = []
        self._ref = 0
        self._news = asyncio.Condition()
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for data in self.line:
            if isinstance(data, bytes):
                self.bytes.append(data)
            else:
                said = json.loads(data)
                if isinstance(said, dict):
                    said = [said["join_ref"], said["ref"], said["topic"], said["event"], said["payload"]]
                self.heard.append(said)
            async with self._news:
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    async def send(self, topic: str, event: str, payload: Any, join_ref: str | None = None) -> str:
        self._ref += 1
        ref = str(self._ref)
        join_ref = join_ref or (ref if event == "phx_join" else None)
        if self.version == "2.0.0":
            await self.line.send(json.dumps([join_ref, ref, topic, event, payload]))
        else:
            said = {"topic": topic, "event": event, "payload": payload, "ref": ref, "join_ref": join_ref}
            await self.line.send(json.dumps(said))
        return ref

    def flood(self, topic: str, event: str, payload: Any, times: int) -> None:
        """Says the same so many times in one go, as fast as the line takes it: frames with a mask of noughts."""
        said = json.dumps(["1", "0", topic, event, payload]).encode()
        assert self.version == "2.0.0" and len(said) < 126
        self.line.transport.write((bytes([0x81, 0x80 | len(said), 0, 0, 0, 0]) + said) * times)

    async def reply(self, ref: str, patience: float = PATIENCE) -> dict[str, Any]:
        said = await self.wait(lambda said: said[3] == "phx_reply" and said[1] == ref, patience)
        return dict(said[4])

    async def join(self, topic: str, token: str | None = None, **config: Any) -> dict[str, Any]:
        """Joins; the reply's payload."""
        payload: dict[str, Any] = {"config": config}
        if token:
            payload["access_token"] = token
        return await self.reply(await self.send(f"realtime:{topic}", "phx_join", payload))

    async def follow(self, topic: str, token: str | None, *wishes: dict[str, Any], **config: Any) -> list[int]:
        """Joins with wishes for changes and waits until they are followed; their numbers."""
        answer = await self.join(topic, token, postgres_changes=list(wishes), **config)
        assert answer["status"] == "ok", answer
        await self.wait(lambda said: said[3] == "system" and said[2] == f"realtime:{topic}")
        return [wish["id"] for wish in answer["response"]["postgres_changes"]]

    async def wait(self, wanted: Callable[[list[Any]], bool], patience: float = PATIENCE) -> list[Any]:
        """The first thing heard that is wanted."""
        async with asyncio.timeout(patience), self._news:
            while True:
                found = next((said for said in self.heard if wanted(said)), None)
                if found is not None:
                    return found
                if self._task.done():
                    raise AssertionError(f"the socket closed: {self.line.close_code} {self.line.close_reason}")
                await self._news.wait()

    async def event(self, event: str, patience: float = PATIENCE) -> Any:
        return (await self.wait(lambda said: said[3] == event, patience))[4]

    def events(self, event: str) -> list[Any]:
        return [said[4] for said in self.heard if said[3] == event]

    async def calm(self) -> None:
        """Everything said to us before now has been heard: an answer comes after it."""
        await self.reply(await self.send("phoenix", "heartbeat", {}))

    async def closed(self, patience: float = PATIENCE) -> tuple[int | None, str | None]:
        async with asyncio.timeout(patience):
            await self.line.wait_closed()
        return self.line.close_code, self.line.close_reason

    async def close(self) -> None:
        await self.line.close()
        await self._task


async def dial(url: str, key: str, version: str = "2.0.0", **more: Any) -> Raw:
    """Opens a socket."""
    address = url.replace("http", "ws", 1) + f"/realtime/v1/websocket?apikey={key}&vsn={version}"
    return Raw(await connect(address, max_size=None, **more), version)
