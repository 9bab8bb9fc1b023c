"""Drafts: what was kept survives a kill at any point, and what was sealed shows every change."""

from __future__ import annotations

import hashlib
import itertools
import os
import secrets
import subprocess
import sys
import textwrap
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from comity.platform.storage import disk
from comity.platform.storage.drafts import BATCH, Draft
from comity.platform.storage.errors import Refusal
from comity.platform.storage.sealing import CHUNK, HEADER, RECORD, Cipher, Damaged, Keys, sealed_size

KEYS = Keys.of([b"k" * 32])


def opened(path: Path, size: int) -> bytes:
    """Everything in a sealed file."""
    data = path.read_bytes()
    assert len(data) == sealed_size(size)
    return b"".join(Cipher(data[:HEADER], KEYS).open_all(0, data[HEADER:]))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5, BATCH, 2 * BATCH + 5])
def test_what_goes_in_comes_out(tmp_path: Path, size: int) -> None:
    content = secrets.token_bytes(size)
    draft = Draft(tmp_path, uuid4(), KEYS)
    for at in range(0, size, 99_991):
        draft.write([content[at : at + 99_991]])
    whole = draft.finish()
    assert (whole.size, whole.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert whole.head == content[:4096]
    assert opened(whole.path, size) == content
    assert content[:64] not in whole.path.read_bytes() or size < 16
    assert draft.finish().sha256 == whole.sha256
    draft.close()


@pytest.mark.parametrize("first", [10, CHUNK + 10, 2 * CHUNK])
def test_what_was_kept_is_there_after_a_crash(tmp_path: Path, first: int) -> None:
    name, content = uuid4(), secrets.token_bytes(3 * CHUNK + 100)
    draft = Draft(tmp_path, name, KEYS)
    draft.write([content[:first]])
    draft.keep()
    draft.write([content[first : first + 50]])  # never kept
    os.close(draft._fd)
    again = Draft(tmp_path, name, KEYS)
    assert again.size == first
    again.write([content[first:]])
    again.keep()
    os.close(again._fd)
    whole = Draft(tmp_path, name, KEYS).finish()
    assert whole.sha256 == hashlib.sha256(content).hexdigest()


def test_chunks_that_were_not_kept_count_once_they_are_on_the_disk(tmp_path: Path) -> None:
    name, content = uuid4(), secrets.token_bytes(BATCH + CHUNK + 7)
    draft = Draft(tmp_path, name, KEYS)
    draft.write([content])
    os.close(draft._fd)
    again = Draft(tmp_path, name, KEYS)
    assert again.size >= BATCH - CHUNK  # the end of the last one fills no block yet
    again.write([content[again.size :]])
    assert again.finish().sha256 == hashlib.sha256(content).hexdigest()
    assert opened(again.path, len(content)) == content


@pytest.mark.parametrize("straight", [True, False])
def test_large_files_are_whole_past_the_page_cache_and_through_it(
    tmp_path: Path, straight: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not straight:
        monkeypatch.setattr(disk.Appender, "_open", lambda self: False)
    name, content = uuid4(), secrets.token_bytes(3 * BATCH + CHUNK + 7)
    steps = [0, 10, BATCH + 10, BATCH + 2 * CHUNK, 3 * BATCH - 1, len(content)]
    for start, end in itertools.pairwise(steps):  # each as another process that takes the upload up again
        draft = Draft(tmp_path, name, KEYS)
        assert draft.size == start
        draft.write([content[start:end]])
        draft.keep()
        draft.close()
    whole = Draft(tmp_path, name, KEYS).finish()
    assert whole.sha256 == hashlib.sha256(content).hexdigest()
    assert opened(whole.path, len(content)) == content


def test_a_torn_end_is_cut_off(tmp_path: Path) -> None:
    name = uuid4()
    draft = Draft(tmp_path, name, KEYS)
    draft.write([bytes(3 * CHUNK)])
    draft.keep()
    os.close(draft._fd)
    with (tmp_path / str(name)).open("r+b") as file:
        file.seek(HEADER + 2 * RECORD)
        file.write(bytes(RECORD))  # a size without its bytes, as a power cut leaves it
    assert Draft(tmp_path, name, KEYS).size == 2 * CHUNK


def test_what_is_placed_is_never_touched_again(tmp_path: Path) -> None:
    name, content = uuid4(), secrets.token_bytes(CHUNK + 9)
    draft = Draft(tmp_path, name, KEYS)
    draft.write([content])
    draft.keep()
    draft.finish()
    os.link(draft.path, tmp_path / "placed")
    os.close(draft._fd)
    before = (tmp_path / "placed").read_bytes()
    again = Draft(tmp_path, name, KEYS)  # the server died before the row: the client comes back
    assert again.size == len(content)
    again.finish()
    assert (tmp_path / "placed").read_bytes() == before
    assert opened(again.path, len(content)) == content


def test_every_change_shows(tmp_path: Path) -> None:
    draft = Draft(tmp_path, uuid4(), KEYS)
    draft.write([bytes(2 * CHUNK)])
    path = draft.finish().path
    data = path.read_bytes()
    cipher = Cipher(data[:HEADER], KEYS)
    first, second = data[HEADER : HEADER + RECORD], data[HEADER + RECORD :]
    flipped = bytearray(first)
    flipped[100] ^= 1
    for number, record in ((0, bytes(flipped)), (0, second), (1, first), (0, first[:-1]), (0, b"")):
        with pytest.raises(Damaged):
            cipher.open(number, record)
    with pytest.raises(Damaged):
        Cipher(data[:HEADER], Keys.of([b"x" * 32]))
    assert Cipher(data[:HEADER], Keys.of([b"x" * 32, b"k" * 32])).open(0, first) == bytes(CHUNK)


def test_a_full_disk_is_said_and_leaves_the_draft_usable(tmp_path: Path) -> None:
    """A limit on file sizes stands in for a full disk: the same error from the same call."""
    script = f"""
        import resource, signal, sys
        from pathlib import Path
        from uuid import UUID
        from comity.platform.storage.drafts import Draft
        from comity.platform.storage.errors import DISK_FULL
        from comity.platform.storage.sealing import CHUNK, Keys
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (CHUNK * 2, CHUNK * 2))
        draft = Draft(Path({str(tmp_path)!r}), UUID(int=7), Keys.of([b"k" * 32]))
        try:
            for _ in range(8):
                draft.write([bytes(CHUNK)])
        except type(DISK_FULL) as refusal:
            sys.exit(0 if refusal == DISK_FULL else 1)
        sys.exit(2)
    """
    ran = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert ran.returncode == 0
    assert Draft(tmp_path, UUID(int=7), KEYS).size == CHUNK


def test_the_error_of_a_full_disk_is_a_clean_one() -> None:
    from comity.platform.storage.errors import DISK_FULL

    assert isinstance(DISK_FULL, Refusal) and (DISK_FULL.status, DISK_FULL.http) == (507, 507)
