"""Names and sizes as upstream allows them (supabase/storage, storage/limits)."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from comity.platform.storage.errors import BAD_SIZE, bad_bucket, bad_key, bad_mime

MOST_OBJECTS = 1000
_KEY = re.compile(r"[A-Za-z0-9_/!.*'() &$=@;:+,?-]+")
_BUCKET = re.compile(r"[A-Za-z0-9_!.*'() &$=@;:+,?-]{1,100}")
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(gb|mb|kb|b)", re.IGNORECASE)
_UNITS = {"GB": 10**9, "MB": 10**6, "KB": 10**3, "B": 1}
_MIME = re.compile(r"[a-zA-Z0-9\-+.]+/(?:[a-zA-Z0-9\-+.]+|\*)(?:;\s*charset=[a-zA-Z0-9\-]+)?")
_UNFIT = re.compile(r"[^A-Za-z0-9_!.() &$=@;:+,-]+")


def key(name: str) -> str:
    """The name of an object, or a Refusal. Bytes lie under their hash, so no name can leave anything."""
    if len(name) > 1024 or not _KEY.fullmatch(name) or {".", ".."} & set(name.split("/")):
        raise bad_key(name)
    return name


def bucket(name: str) -> str:
    """The name of a bucket, or a Refusal."""
    if not _BUCKET.fullmatch(name) or name != name.strip():
        raise bad_bucket(name)
    return name


def size(value: Any) -> int | None:
    """A limit in bytes: a number, or text such as 20MB."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise BAD_SIZE()
    return int(float(found[1]) * _UNITS[found[2].upper()])


def mimes(values: Any) -> list[str] | None:
    """A bucket's list of allowed types."""
    if values is None:
        return None
    if not isinstance(values, list) or len(values) > 200:
        raise bad_mime(str(values))
    for value in values:
        if not isinstance(value, str) or len(value) > 1000 or not _MIME.fullmatch(value):
            raise bad_mime(str(value))
    return [value for value in values if value]


def fits(mime: str, allowed: list[str] | None) -> bool:
    """Whether a bucket takes a type."""
    if not allowed:
        return True
    kind, _, sub = mime.partition(";")[0].strip().lower().partition("/")
    pairs = (one.partition(";")[0].strip().lower().partition("/")[::2] for one in allowed)
    return bool(sub) and any(kind == k and s in ("*", sub) for k, s in pairs)


def fit(name: str) -> str:
    """A file's own name as the last part of a key: accents dropped, what keys do not take becomes a dash."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    stem = _UNFIT.sub("-", plain).strip(" .-")
    return stem[-180:] or "file"


def shown(name: str) -> str:
    """A file's own name as people see it: its last part, without control and direction characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return kept.strip()[:300] or "file"
