"""A file or pasted text -> Transcript, or one clear sentence why not."""

from __future__ import annotations

import re
import unicodedata

from comity.ai.offline.transcript import jsons, plain, subtitles
from comity.ai.offline.transcript.model import Transcript, Unreadable, build
from comity.ai.offline.transcript.sides import with_sides

MAX_BYTES = 5_000_000
"""About eighty hours of speech; more is a mistake, not a call."""

SIGNATURES = (
    (b"PK\x03\x04", "a ZIP or Office document"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"ID3", "an MP3 recording"),
    (b"\xff\xfb", "an MP3 recording"),
    (b"\xff\xf3", "an MP3 recording"),
    (b"RIFF", "a WAV recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"\x1aE\xdf\xa3", "a WebM or Matroska recording"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")


def read(
    data: bytes | str, filename: str = "", *, us: tuple[str, ...] = (), customers: tuple[str, ...] = ()
) -> Transcript:
    """Understand the file. `us` and `customers` are names known to belong to each side.

    Raises Unreadable with a sentence for the person who brought the file.
    """
    text = clean(decode(data) if isinstance(data, bytes) else _limited(data))
    if not text.strip():
        raise Unreadable("empty", "This transcript is empty.")
    transcript = _parse(text, filename.lower())
    if not any(character.isalpha() for character in transcript.text):
        raise Unreadable("wordless", "This file holds no words, so it cannot be a transcript.")
    return with_sides(transcript, us, customers)


def decode(data: bytes) -> str:
    """Bytes of any common encoding -> text; binary files are named for what they are."""
    if len(data) > MAX_BYTES:
        raise _too_long(len(data))
    for magic, name in SIGNATURES:
        if data.startswith(magic):
            raise Unreadable("other", "This file is {kind}, not the text of a call.", kind=name)
    if data[4:8] == b"ftyp":
        raise Unreadable("other", "This file is {kind}, not the text of a call.", kind="an MP4 recording")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strict(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _guess(data)
    if "\x00" in text[:100_000] or _is_noise(text[:20_000]):
        raise Unreadable("binary", "This file is not text, so it cannot be a transcript.")
    return text


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(
            "damaged", "This file says it is Unicode text but is damaged; please save it as UTF-8."
        ) from None


def _guess(data: bytes) -> str:
    if data[1:200:2].count(0) > 60 or data[0:200:2].count(0) > 60:
        return _strict(data, "utf-16-le" if data[1:200:2].count(0) > 60 else "utf-16-be")
    from charset_normalizer import from_bytes

    best = from_bytes(
        data[:60_000], cp_isolation=["cp1252", "latin_1", "cp1250", "cp1251", "shift_jis", "gb18030", "mac_roman"]
    ).best()
    encoding = best.encoding if best else "cp1252"
    return data.decode(encoding, errors="replace")


def _is_noise(text: str) -> bool:
    if not text:
        return False
    bad = sum(1 for c in text if c == "\ufffd" or (unicodedata.category(c) == "Cc" and c not in "\n\r\t\x0b\x0c"))
    return bad > len(text) * 0.05


def _limited(text: str) -> str:
    if len(text) > MAX_BYTES:
        raise _too_long(len(text))
    return text


def _too_long(size: int) -> Unreadable:
    sentence = "This transcript is {size} MB; Comity reads up to {most} MB, about eighty hours of speech."
    return Unreadable("long", sentence, size=f"{size / 1e6:.1f}", most=f"{MAX_BYTES / 1e6:.0f}")


def clean(text: str) -> str:
    """Plain newlines, no control characters (Postgres keeps no NUL)."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))


def _parse(text: str, filename: str) -> Transcript:
    head = text.lstrip()[:200]
    if filename.endswith((".json", ".jsonl")) or head[:1] in "{[":
        said = jsons.read(text)
        if said is not None:
            return build(said, "json")
        if filename.endswith((".json", ".jsonl")):
            raise Unreadable("json", "This JSON file has no list of things people said, or it is cut off.")
    if head.upper().startswith("WEBVTT") or subtitles.TIMING.search(text[:5000]):
        return build(subtitles.read(text), "vtt" if head.upper().startswith("WEBVTT") else "srt")
    return build(plain.read(text), "text")
