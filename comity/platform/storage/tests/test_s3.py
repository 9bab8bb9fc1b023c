"""Files in a store that speaks S3: a small server of our own hears what moto was seen to hear too."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.config import Misconfigured, Settings
from comity.platform.storage import store as storage
from comity.platform.storage.backends import s3
from comity.platform.storage.backends.base import Gone
from comity.platform.storage.errors import STORE_DOWN, Refusal


class Bucket:
    """What the store holds, and who asked without a signature."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.unsigned = 0
        self.broken = False

    async def answer(self, request: Request) -> Response:
        key, said = request.path_params.get("key", ""), request.query_params
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 Credential=us/"):
            self.unsigned += 1
        if self.broken:
            return Response(status_code=403)
        body = await request.body()
        if request.method == "GET" and "list-type" in said:
            return self._list(said.get("prefix", ""))
        if request.method == "POST" and "uploads" in said:
            self.parts["u1"] = {}
            return _xml("<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>")
        if request.method == "PUT" and "partNumber" in said:
            self.parts[said["uploadId"]][int(said["partNumber"])] = body
            return Response(headers={"etag": f'"{said["partNumber"]}"'})
        if request.method == "POST" and "delete" in said:
            gone = re.findall(r"<Key>(.*?)</Key>", body.decode())
            for name in gone:
                self.files.pop(name, None)
            told = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in gone)
            return _xml(f"<DeleteResult>{told}</DeleteResult>")
        if request.method == "POST":
            parts = self.parts.pop(said["uploadId"])
            self.files[key] = b"".join(parts[n] for n in sorted(parts))
            return _xml("<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>")
        if request.method == "PUT":
            self.files[key] = body
            return Response(headers={"etag": '"x"'})
        return self._read(request, key)

    def _read(self, request: Request, key: str) -> Response:
        if key not in self.files:
            return Response(status_code=404)
        content = self.files[key]
        headers = {"etag": '"x"', "last-modified": format_datetime(datetime.now(UTC), usegmt=True)}
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("range", ""))
        if found:
            first, last = int(found[1]), int(found[2])
            headers["content-range"] = f"bytes {first}-{last}/{len(content)}"
            return Response(content[first : last + 1], 206, headers=headers)
        return Response(content if request.method == "GET" else b"", headers=headers | {
            "content-length": str(len(content))})  # fmt: skip

    def _list(self, prefix: str) -> Response:
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f"<ETag>x</ETag><Size>{len(content)}</Size></Contents>"
            for key, content in self.files.items()
            if key.startswith(prefix)
        )
        return _xml(f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>")


def _xml(text: str) -> Response:
    return Response(f'<?xml version="1.0"?>{text}', media_type="application/xml")


@pytest.fixture
async def bucket() -> AsyncIterator[tuple[Bucket, str]]:
    """The store and its URL."""
    held = Bucket()
    methods = ["GET", "HEAD", "PUT", "POST", "DELETE"]
    app = Starlette(routes=[Route("/files/{key:path}", held.answer, methods=methods),
                            Route("/files", held.answer, methods=methods)])  # fmt: skip
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
    yield held, f"s3://us:secret@files/comity?region=eu-central-1&endpoint={endpoint}"
    server.should_exit = True
    await serving


async def test_files_go_there_sealed_and_come_back(
    bucket: tuple[Bucket, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, url = bucket
    monkeypatch.setattr(s3, "PART", 5 << 20)
    kept = storage.setup(Settings(home=tmp_path, storage_url=url))
    content = secrets.token_bytes(6 << 20) * 2  # three parts

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(content), 1 << 20):
            yield content[at : at + (1 << 20)]

    whole = await kept.take(pieces())
    blob = await kept.place(whole, None)
    await kept.forget(whole)
    assert whole.sha256 == hashlib.sha256(content).hexdigest()
    (key,) = held.files
    assert key == f"comity/{blob}" and content[:100] not in held.files[key]
    async with kept.open(blob) as opened:
        assert b"".join([piece async for piece in opened.read(700_000, 5_000_001)]) == content[700_000:5_000_001]
    assert await kept.bytes_of(blob, len(content)) == content
    assert await kept.backend.touch(blob) and not await kept.backend.touch("no/no/no")
    assert [one.key for batch in [b async for b in kept.backend.every()] for one in batch] == [blob]
    await kept.backend.remove(blob)
    assert held.files == {} and held.unsigned == 0
    with pytest.raises(Gone):
        async with kept.backend.open(blob):
            pass


async def test_a_store_that_refuses_is_said_so(bucket: tuple[Bucket, str], tmp_path: Path) -> None:
    held, url = bucket
    kept = storage.setup(Settings(home=tmp_path, storage_url=url))
    held.broken = True

    async def pieces() -> AsyncIterator[bytes]:
        yield b"x"

    whole = await kept.take(pieces())
    with pytest.raises(Refusal) as refused:
        await kept.place(whole, None)
    assert refused.value == STORE_DOWN


def test_an_address_that_is_none_is_said_at_the_start(tmp_path: Path) -> None:
    for settings in (
        Settings(home=tmp_path, storage_url="ftp://somewhere"),
        Settings(home=tmp_path, storage_key="short"),
    ):
        with pytest.raises(Misconfigured):
            storage.setup(settings)
