"""What a file is, by its first bytes: a name and a claim are only a claim."""

from __future__ import annotations

import re

_AT: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"\0\0\1\0", "image/x-icon"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"OggS", "audio/ogg"),
    (0, b"FORM", "audio/aiff"),
    (0, b"MThd", "audio/midi"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\xca\xfe\xba\xbe", "application/java-vm"),
    (0, b"\0asm", "application/wasm"),
    (0, b"#!/", "text/x-shellscript"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"M4A": "audio/mp4", b"M4B": "audio/mp4", b"qt": "video/quicktime", b"avif": "image/avif", b"heic": "image/heic",
    b"heix": "image/heic", b"mif1": "image/heif",
}  # fmt: skip
_MPEG_FRAMES = {0xFB: "audio/mpeg", 0xF3: "audio/mpeg", 0xF2: "audio/mpeg", 0xFA: "audio/mpeg",
                0xF1: "audio/aac", 0xF9: "audio/aac"}  # fmt: skip
_MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*|<!doctype\s+(?:svg|[a-z]+)[^>]*>\s*)*<"
    rb"(?P<tag>html|head|body|script|iframe|svg|title|table|style|div|a|br|p|img|object|embed|form|meta|link|h1|b)\b",
    re.IGNORECASE | re.DOTALL,
)
_DOCTYPE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<!doctype\s+html", re.IGNORECASE | re.DOTALL)

_SAME: tuple[frozenset[str], ...] = (
    frozenset({"image/jpeg", "image/jpg", "image/pjpeg"}),
    frozenset({"audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"}),
    frozenset({"audio/mpeg", "audio/mp3", "video/mpeg"}),
    frozenset({"audio/mp4", "audio/x-m4a", "audio/m4a", "video/mp4", "video/quicktime", "audio/aac", "video/x-m4v"}),
    frozenset({"audio/ogg", "video/ogg", "application/ogg", "audio/opus", "audio/vorbis"}),
    frozenset({"video/webm", "audio/webm", "video/x-matroska", "audio/x-matroska"}),
    frozenset({"image/svg+xml", "text/xml", "application/xml"}),
    frozenset({"text/html", "application/xhtml+xml"}),
    frozenset({"image/x-icon", "image/vnd.microsoft.icon"}),
    frozenset({"application/gzip", "application/x-gzip", "application/x-tar", "application/tar+gzip"}),
    frozenset({"application/rtf", "text/rtf"}),
    frozenset({"text/x-shellscript", "text/plain", "application/x-sh", "text/x-python", "application/javascript"}),
    frozenset({"application/x-ole-storage", "application/msword", "application/vnd.ms-excel",
               "application/vnd.ms-powerpoint", "application/vnd.ms-outlook"}),
)  # fmt: skip
_ZIPPED = ("application/vnd.openxmlformats", "application/vnd.oasis", "application/epub", "application/java-archive",
           "application/x-zip", "application/vnd.apple", "application/vnd.android", "application/zip")  # fmt: skip
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
_ACTIVE = ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xsl", "application/x-shockwave-flash",
           "text/javascript", "application/javascript", "application/ecmascript")  # fmt: skip


def kind_of(head: bytes) -> str | None:
    """The type these first bytes show, None when they show none (text, or something we do not know)."""
    for at, mark, mime in _AT:
        if head.startswith(mark, at):
            return mime
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12].rstrip(b" \0")
        return next((mime for mark, mime in _BRANDS.items() if brand.startswith(mark)), "video/mp4")
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if len(head) > 1 and head[0] == 0xFF and head[1] in _MPEG_FRAMES:
        return _MPEG_FRAMES[head[1]]
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return _markup(head)


def _markup(head: bytes) -> str | None:
    start = head[:4096]
    if _DOCTYPE.match(start):
        return "text/html"
    found = _MARKUP.match(start)
    if found:
        return "image/svg+xml" if found["tag"].lower() == b"svg" else "text/html"
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return "image/svg+xml" if b"<svg" in start.lower() else "application/xml"
    return None


def judge(head: bytes, declared: str, name: str) -> str:
    """The type a file is kept under: what it claims where its bytes agree, else what its bytes show."""
    claim = declared.strip() or "application/octet-stream"
    plain = claim.partition(";")[0].strip().lower()
    shows = kind_of(head)
    if shows is None or agree(plain, shows):
        return claim[:200]
    if shows in ("application/zip", "application/x-ole-storage"):
        return _OFFICE.get(name.rpartition(".")[2].lower(), shows)
    return shows


def agree(claim: str, shows: str) -> bool:
    """Whether bytes that show one type may be kept under another."""
    if claim == shows or any(claim in same and shows in same for same in _SAME):
        return True
    if shows == "application/zip":
        return claim.startswith(_ZIPPED)
    return shows == "application/xml" and claim.endswith("+xml") and claim not in _ACTIVE


def is_active(mime: str) -> bool:
    """Whether a browser might run it: such files are never shown in our origin, only downloaded."""
    plain = mime.partition(";")[0].strip().lower()
    return plain in _ACTIVE or plain.endswith(("+xml", "/xml")) or "html" in plain or "javascript" in plain
