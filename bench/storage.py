"""Storage beside `cp` and nginx: 1 GB in and out, resumed, and a folder of 100,000 objects.

In: HTTP to the socket, hashed, sealed, on the disk with fsync, row committed; beside `cp` then fsync (and `dd`, which
moves bytes as a program does). Out: beside nginx sending the same plain file (on the path, or NGINX=/where/it/is). The
client is one socket that sends by sendfile and receives into one buffer. Memory is the server's, at its highest, less
what it was before. SIZE (bytes, a megabyte at least), OBJECTS and ROUNDS say less than the published ones.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from bench.harness import Served, claim, empty_home, served

SIZE = int(os.environ.get("SIZE", 10**9))
OBJECTS = int(os.environ.get("OBJECTS", 100_000))
PIECE = 8 * 2**20
ROUNDS = int(os.environ.get("ROUNDS", 3))


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="comity-bench-") as folder,
        empty_home() as home,
        served(home, "--no-work") as house,
    ):
        source = Path(folder) / "source.bin"
        _fill(source)
        key = json.loads(house.comity("status", "--json"))["service_role_key"]
        headers = {"apikey": key, "authorization": f"Bearer {key}"}
        httpx.post(f"{house.url}/storage/v1/bucket", headers=headers, json={"name": "bench"}).raise_for_status()
        _in(house, headers, source, Path(folder))
        _out(house, headers, source)
        _folder(house, headers)


def _fill(path: Path) -> None:
    with path.open("wb") as file:
        left = SIZE
        while left:
            left -= file.write(os.urandom(min(left, PIECE)))
        file.flush()
        os.fsync(file.fileno())


def _in(house: Served, headers: dict[str, str], source: Path, folder: Path) -> None:
    """Ours and cp by turns, each into a new file that stays: memory the system has to find anew costs both the same."""
    count = iter(range(100))

    def copied() -> None:
        target = folder / f"copy-{next(count)}.bin"
        subprocess.run(["cp", str(source), str(target)], check=True)
        fd = os.open(target, os.O_RDONLY)
        os.fsync(fd)
        os.close(fd)

    def moved() -> None:
        """The same by a program that sees every byte; cp lets the kernel copy."""
        target = folder / f"copy-{next(count)}.bin"
        command = ["dd", f"if={source}", f"of={target}", "bs=1M", "conv=fsync"]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)

    ours, limit, bytewise, pieces = [], [], [], []
    with _memory(house) as peak:
        for turn in range(ROUNDS):
            ours.append(_seconds(lambda turn=turn: _put(house, headers, source, f"in-{turn}.bin")))
            limit.append(_seconds(copied))
            bytewise.append(_seconds(moved))
            pieces.append(_seconds(lambda turn=turn: _resume(house, headers, source, f"tus-{turn}.bin")))
    whole, beside, other, resumed = (SIZE / 1e6 / min(seconds) for seconds in (ours, limit, bytewise, pieces))
    claim("upload of 1 GB, beside cp and fsync", whole, beside, "MB/s", want=">= 0.70")
    claim("the same, beside dd of a megabyte at a time and fsync", whole, other, "MB/s", want="not promised")
    claim("the same in resumable pieces of 8 MB, beside one request", resumed, whole, "MB/s")
    claim("memory an upload of 1 GB takes", peak[0], None, "MB", want="flat")


def _out(house: Served, headers: dict[str, str], source: Path) -> None:
    with _memory(house) as peak:
        ours = _rate(lambda: _get(house.port, "/storage/v1/object/bench/in-0.bin", headers))
    claim("memory a download of 1 GB takes", peak[0], None, "MB", want="flat")
    with _nginx(source.parent) as port:
        limit = _rate(lambda: _get(port, f"/{source.name}", {})) if port else None
    claim("download of 1 GB, beside nginx" + ("" if limit else " (not installed)"), ours, limit, "MB/s", want=">= 0.80")
    plain = "/storage/v1/object/bench/in-0.bin"
    middle = f"bytes={SIZE // 2}-{SIZE // 2 + 65_535}"
    first = [_seconds(lambda: _get(house.port, plain, {**headers, "range": middle}))
             for _ in range(20)]  # fmt: skip
    claim("64 KB out of the middle of 1 GB", statistics.median(first) * 1000, None, "ms")


def _rate(act: Callable[[], None]) -> float:
    """MB/s of the best of some rounds: what others do to the machine only slows."""
    return max(SIZE / 1e6 / _seconds(act) for _ in range(ROUNDS))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _send(port: int, head: str, file: Path | None = None) -> tuple[int, int]:
    """One request on a socket of its own: status and bytes of its body."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head.encode())
        if file is not None:
            with file.open("rb") as source:
                connection.sendfile(source)
        buffer = bytearray(4 << 20)
        got = connection.recv_into(buffer)
        while b"\r\n\r\n" not in buffer[:got]:
            got += connection.recv_into(memoryview(buffer)[got:])
        start = bytes(buffer[:got])
        body = got - start.index(b"\r\n\r\n") - 4
        length = next(
            int(line.split(b":")[1]) for line in start.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        while body < length:
            body += connection.recv_into(buffer)
        return int(start.split(b" ", 2)[1]), body


def _head(method: str, path: str, headers: dict[str, str]) -> str:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\nhost: localhost\r\n{lines}\r\n"


def _put(house: Served, headers: dict[str, str], source: Path, name: str) -> None:
    said = {**headers, "content-length": str(SIZE), "content-type": "application/octet-stream"}
    status, _ = _send(house.port, _head("POST", f"/storage/v1/object/bench/{name}", said), source)
    assert status == 200, status


def _get(port: int, path: str, headers: dict[str, str]) -> None:
    status, _ = _send(port, _head("GET", path, headers))
    assert status in (200, 206), status


def _resume(house: Served, headers: dict[str, str], source: Path, name: str) -> None:
    pairs = {"bucketName": "bench", "objectName": name}
    said = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    tus = {**headers, "tus-resumable": "1.0.0"}
    with httpx.Client(timeout=120) as http, source.open("rb") as file:
        begun = http.post(
            f"{house.url}/storage/v1/upload/resumable",
            headers={**tus, "upload-length": str(SIZE), "upload-metadata": said},
        )
        at = 0
        while at < SIZE:
            body = {"upload-offset": str(at), "content-type": "application/offset+octet-stream"}
            answer = http.patch(begun.headers["location"], headers={**tus, **body}, content=file.read(PIECE))
            assert answer.status_code == 204, answer.text
            at = int(answer.headers["upload-offset"])


@contextmanager
def _memory(house: Served) -> Iterator[list[float]]:
    """The most the web process grows by meanwhile, in MB."""
    status = Path(f"/proc/{house.process.pid}/status")

    def resident() -> float:
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1000

    before, peak, done = resident(), [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], resident() - before)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield peak
    finally:
        done.set()
        watching.join()


@contextmanager
def _nginx(folder: Path) -> Iterator[int | None]:
    program = os.environ.get("NGINX") or shutil.which("nginx")
    if program is None:
        yield None
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "nginx.conf"
    paths = "".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; user root; worker_processes 1; events {{}}"
        f" http {{ {paths} access_log off; sendfile on; tcp_nopush on;"
        f" server {{ listen 127.0.0.1:{port}; root {folder}; }} }}"
    )
    folder.chmod(0o755)
    process = subprocess.Popen([program, "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            time.sleep(0.05)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port
    finally:
        process.terminate()
        process.wait()


def _folder(house: Served, headers: dict[str, str]) -> None:
    """100,000 rows as uploads write them, and lists of them over HTTP."""
    url = house.database_url
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into storage.objects (bucket_id, name, owner_id, version, metadata, size, blob, sha256)"
            " select 'bench', 'many/' || case when n %% 2 = 0 then 'deep/' else '' end || lpad(n::text, 7, '0'),"
            " 'x', n::text, jsonb_build_object('size', n, 'mimetype', 'image/jpeg', 'eTag', md5(n::text)), n, 'x', 'x'"
            " from generate_series(1, %s) as n",
            [2 * OBJECTS],
        )
        connection.execute("select count(*) from storage.objects")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze storage.objects")
    with httpx.Client(headers=headers) as http:

        def listed(body: dict[str, object], path: str = "list") -> float:
            def ask() -> None:
                answer = http.post(f"{house.url}/storage/v1/object/{path}/bench", json=body)
                assert answer.status_code == 200, answer.text
                assert answer.json()

            return statistics.median([_seconds(ask) for _ in range(15)]) * 1000

        first, half = {"prefix": "many", "limit": 100}, OBJECTS // 2
        claim(f"list: first 100 of a folder with {OBJECTS:,}", listed(first), None, "ms")
        claim(f"list: 100 after the first {half:,}", listed({**first, "offset": half}), None, "ms")
        claim(
            "list: 100 newest",
            listed({"prefix": "many", "sortBy": {"column": "created_at", "order": "desc"}}),
            None,
            "ms",
        )
        claim("list-v2: 1,000 with folders", listed({"prefix": "many/", "with_delimiter": True}, "list-v2"), None, "ms")


if __name__ == "__main__":
    main()
