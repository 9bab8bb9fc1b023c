"""Recordings: kept whole or not at all, once however often they come, and only ever one's own organisation's."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest

from comity.comms import recordings
from comity.core.errors import Problem

OURS = UUID("01900001-0000-7000-8000-000000000001")
THEIRS = UUID("01900002-0000-7000-8000-000000000001")
SOUND = b"ID3\x04" + bytes(5000)


def files(home: Path) -> list[str]:
    return [path.name for path in (home / "files").rglob("*") if path.is_file()]


async def test_the_same_sound_is_kept_once(tmp_path: Path) -> None:
    first = await recordings.keep(tmp_path, OURS, "../../etc/Call\x07 one.MP3", BytesIO(SOUND))
    again = await recordings.keep(tmp_path, OURS, "other name.mp3", BytesIO(SOUND))
    assert first.file == again.file and first.size == len(SOUND) and first.media_type == "audio/mpeg"
    assert first.name == "Call_ one.MP3"
    assert files(tmp_path) == [f"{first.sha256}.mp3"]
    path = recordings.path_of(tmp_path, OURS, first.file)
    assert path is not None and path.read_bytes() == SOUND


@pytest.mark.parametrize(("most", "sound", "code"), [(100, SOUND, "recording_large"), (10**9, b"", "recording_empty")])
async def test_nothing_is_left_of_a_refused_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, sound: bytes, code: str
) -> None:
    monkeypatch.setattr(recordings, "MAX_BYTES", most)
    with pytest.raises(Problem) as refused:
        await recordings.keep(tmp_path, OURS, "a.mp3", BytesIO(sound))
    assert refused.value.code == code
    assert files(tmp_path) == []


async def test_another_organisations_file_is_not_ours(tmp_path: Path) -> None:
    kept = await recordings.keep(tmp_path, THEIRS, "a.mp3", BytesIO(SOUND))
    assert recordings.path_of(tmp_path, OURS, kept.file) is None
    assert recordings.path_of(tmp_path, OURS, kept.file.replace(str(THEIRS), str(OURS))) is None
    for odd in ("", "/etc/passwd", f"{OURS}/recordings/../../x.mp3", f"{OURS}/recordings/{'a' * 64}.mp3\n"):
        assert recordings.path_of(tmp_path, OURS, odd) is None


@pytest.mark.parametrize(
    ("name", "head", "is_sound"),
    [
        ("a.mp3", b"ID3\x04", True),
        ("a.m4a", b"\0\0\0\x20ftypM4A ", True),
        ("a.wav", b"RIFF....WAVE", True),
        ("a.mp3", b"Anna: Hello", False),
        ("a.txt", b"ID3\x04", False),
    ],
)
def test_sound_is_known_by_name_and_first_bytes(name: str, head: bytes, is_sound: bool) -> None:
    assert recordings.looks_like_sound(name, head) is is_sound
