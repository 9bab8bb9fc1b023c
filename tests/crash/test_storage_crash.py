"""Files and their rows agree whenever the server is killed; an upload goes on where it was, and ends whole."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.app import App, free_port, serve
from tests.server import Postgres
from tests.world import WORLD, enter

PIECE = 1 << 20
TUS = {"tus-resumable": "1.0.0"}


@dataclass
class House:
    """A server that can be killed and started again at its place."""

    home: Path
    url: str
    port: int
    app: App
    headers: dict[str, str]

    def kill(self) -> None:
        """As a power cut to the process: no goodbye."""
        self.app.process.kill()
        self.app.process.wait()

    def again(self) -> None:
        self.app = serve(self.home, self.url, "--no-work", port=self.port)


@pytest.fixture
def house(postgres: Postgres) -> Iterator[House]:
    home = Path(tempfile.mkdtemp(prefix="comity-files-"))
    url, port = postgres.create(), free_port()
    enter(url, WORLD)
    app = serve(home, url, "--no-work", port=port)
    key = json.loads(app.comity("status", "--json").stdout)["service_role_key"]
    made = House(home, url, port, app, {"apikey": key, "authorization": f"Bearer {key}"})
    yield made
    made.kill()
    postgres.drop(url)
    shutil.rmtree(home)


def start(house: House, name: str, size: int) -> str:
    pairs = {"bucketName": "b", "objectName": name, "contentType": "application/octet-stream"}
    said = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    headers = {**house.headers, **TUS, "upload-length": str(size), "upload-metadata": said}
    answer = httpx.post(f"{house.app.url}/storage/v1/upload/resumable", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def bring(house: House, upload: str, source: Path, size: int, kills: list[int]) -> int:
    """Sends the file as a client does that asks again after every failure; how often it was cut off."""
    cuts, piece = 0, 8 * PIECE if size > 10**9 else PIECE
    killing: list[threading.Timer] = []
    with source.open("rb") as file, httpx.Client(timeout=60) as http:
        while True:
            try:
                head = http.head(upload, headers={**house.headers, **TUS})
                assert head.status_code == 200
                at = int(head.headers["upload-offset"])
                if at == size:
                    if not killing:
                        return cuts
                    killing.pop().join()  # what is whole must be so after the kill as well
                    continue
                if kills and at >= kills[0]:
                    kills.pop(0)
                    killing.append(threading.Timer(random.uniform(0, 0.05), house.kill))
                    killing[-1].start()
                file.seek(at)
                body = {"upload-offset": str(at), "content-type": "application/offset+octet-stream"}
                answer = http.patch(upload, headers={**house.headers, **TUS, **body}, content=file.read(piece))
                assert answer.status_code == 204, answer.text
                assert int(answer.headers["upload-offset"]) == min(size, at + piece)
            except httpx.TransportError:
                cuts += 1
                house.app.process.wait()
                house.again()


def survives(house: House, size: int, kills: int) -> None:
    key = {**house.headers}
    httpx.post(f"{house.app.url}/storage/v1/bucket", headers=key, json={"name": "b"}).raise_for_status()
    source = house.home / "source.bin"
    digest = hashlib.sha256()
    with source.open("wb") as file:
        for _ in range(size // PIECE):
            piece = secrets.token_bytes(PIECE)
            digest.update(piece)
            file.write(piece)
    upload = start(house, "long.bin", size)
    points = [size * (n + 1) // (kills + 1) for n in range(kills)]
    bring(house, upload, source, size, points)
    assert not points, "the server was to be killed more often"
    got = hashlib.sha256()
    with httpx.stream("GET", f"{house.app.url}/storage/v1/object/b/long.bin", headers=key) as answer:
        assert int(answer.headers["content-length"]) == size
        for piece in answer.iter_bytes(PIECE):
            got.update(piece)
    assert got.hexdigest() == digest.hexdigest()
    agree(house)


def agree(house: House) -> None:
    """Every row has its bytes, of the size it says."""
    with psycopg.connect(house.url) as connection:
        rows = connection.execute("select blob, size from storage.objects").fetchall()
    for blob, size in rows:
        kept = house.home / "storage" / "blobs" / blob
        chunks = -(-size // (1 << 18))
        assert kept.stat().st_size == 48 + size + 28 * chunks


def test_a_resumable_upload_survives_kills_of_the_server(house: House) -> None:
    survives(house, 12 * PIECE, 3)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_two_gigabytes_survive_three_kills(house: House) -> None:
    survives(house, int(os.environ.get("COMITY_SOAK_UPLOAD", 2 * 2**30)), 3)


def test_rows_and_bytes_agree_after_kills_amid_uploads(house: House) -> None:
    key = house.headers
    httpx.post(f"{house.app.url}/storage/v1/bucket", headers=key, json={"name": "b"}).raise_for_status()
    done: dict[str, str] = {}
    stop = threading.Event()

    def uploads(worker: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            name, content = f"{worker}/{number}.bin", secrets.token_bytes(random.choice([10, 300_000, 1_500_000]))
            try:
                url = f"{house.app.url}/storage/v1/object/b/{name}"
                answer = httpx.post(url, headers=key, content=content)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if answer.status_code == 200:
                done[name] = hashlib.sha256(content).hexdigest()

    threads = [threading.Thread(target=uploads, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        seen = len(done)
        deadline = time.monotonic() + 120
        while len(done) < seen + 5 and time.monotonic() < deadline:
            time.sleep(0.01)
        house.kill()
        house.again()
    stop.set()
    for thread in threads:
        thread.join()
    assert len(done) >= 15
    agree(house)
    for name, sha256 in done.items():
        got = httpx.get(f"{house.app.url}/storage/v1/object/b/{name}", headers=key)
        assert hashlib.sha256(got.content).hexdigest() == sha256, name
