"""Types are judged by content: claims that agree stay, lies do not."""

from __future__ import annotations

import pytest

from comity.platform.storage import names, sniff

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("head", "claim", "name", "kept"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png", "a.png", "image/png"),
        (b"\x89PNG\r\n\x1a\n....", "text/plain", "a.txt", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpg", "a.jpg", "image/jpg"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/x-wav", "a.wav", "audio/x-wav"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/png", "a.png", "image/webp"),
        (b"\0\0\0\x20ftypM4A ", "video/mp4", "a.m4a", "video/mp4"),
        (b"\0\0\0\x20ftypavif", "", "a", "image/avif"),
        (b"\x1aE\xdf\xa3....webm", "audio/webm", "a", "audio/webm"),
        (b"ID3\x04", "audio/mpeg", "a.mp3", "audio/mpeg"),
        (b"\xff\xfb\x90", "image/png", "a.png", "audio/mpeg"),
        (b"PK\x03\x04", DOCX, "a.docx", DOCX),
        (b"PK\x03\x04", "application/octet-stream", "a.docx", DOCX),
        (b"PK\x03\x04", "image/png", "a.png", "application/zip"),
        (b"%PDF-1.7", "text/plain", "a", "application/pdf"),
        (b"MZ\x90", "image/png", "a.png", "application/vnd.microsoft.portable-executable"),
        (b"\x7fELF", "audio/mpeg", "a.mp3", "application/x-elf"),
        (b"<!DOCTYPE html><p>", "text/plain", "a.txt", "text/html"),
        (b"\xef\xbb\xbf\n<!-- x --> <HTML>", "image/png", "a.png", "text/html"),
        (b"<?xml version='1.0'?><svg xmlns='x'>", "image/png", "a.png", "image/svg+xml"),
        (b"<?xml version='1.0'?><rss>", "application/rss+xml", "a.xml", "application/rss+xml"),
        (b"name;amount\nx;1", "text/csv", "a.csv", "text/csv"),
        (b"a < b and c > d", "text/plain", "a.txt", "text/plain"),
        (b"", "image/png", "a.png", "image/png"),
    ],
)
def test_a_type(head: bytes, claim: str, name: str, kept: str) -> None:
    assert sniff.judge(head, claim, name) == kept


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/atom+xml", "text/xml", "text/javascript"])
def test_what_could_run_is_active(mime: str) -> None:
    assert sniff.is_active(mime) and sniff.is_active(mime + "; charset=utf-8")


@pytest.mark.parametrize(
    ("own", "fit", "shown"),
    [
        ("Angebot für Müller.pdf", "Angebot fur Muller.pdf", "Angebot für Müller.pdf"),
        ("..\\..\\evil.exe", "evil.exe", "evil.exe"),
        ("/etc/passwd", "passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe", "agpj.exe"),
        ("🎉", "file", "🎉"),
        ("  ", "file", "file"),
        ("x" * 500, "x" * 180, "x" * 300),
    ],
)
def test_files_keep_names_people_can_read(own: str, fit: str, shown: str) -> None:
    assert (names.fit(own), names.shown(own)) == (fit, shown)
    assert names.key(names.fit(own))


def test_sizes_as_people_write_them() -> None:
    assert [names.size(value) for value in ("5MB", "1.5kb", "20GB", 7, None)] == [5_000_000, 1500, 20 * 10**9, 7, None]
