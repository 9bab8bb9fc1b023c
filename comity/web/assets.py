"""Static files, read once: their common version for the URL, stylesheets joined, everything compressed."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "static"
_IMPORT: Final = re.compile(r'@import url\("([^"]+)"\)(?: layer\(([\w.]+)\))?;')
_TEXT: Final = ("text/", "application/json", "image/svg+xml", "application/manifest+json")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    path: str
    body: bytes
    media_type: str
    gzipped: bytes | None


@cache
def all_assets() -> dict[str, Asset]:
    """Every static file by its path."""
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {asset.path: asset for asset in map(_load, files)}


@cache
def version() -> str:
    """A short name for exactly these files: it is part of every URL, so browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path, asset in sorted(all_assets().items()):
        digest.update(path.encode() + b"\0" + asset.body)
    return digest.hexdigest()[:12]


def url(path: str) -> str:
    """Where the browser finds a static file."""
    return f"/static/{version()}/{path}"


@cache
def modules() -> tuple[str, ...]:
    """Our own ES modules, to be loaded ahead instead of one import after the other."""
    return tuple(url(path) for path in all_assets() if path.startswith("js/"))


@cache
def icons() -> frozenset[str]:
    """The names in the icon sprite."""
    sprite = all_assets().get("vendor/icons.svg")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite.body.decode()) if sprite else ())


def forget() -> None:
    """Read everything again: for development, where files change under a running server."""
    for known in (all_assets, version, modules, icons):
        known.cache_clear()


def _load(path: Path) -> Asset:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    body = _joined(path).encode() if path.name == "app.css" else path.read_bytes()
    packed = gzip.compress(body, 6, mtime=0) if media_type.startswith(_TEXT) and len(body) > 500 else None
    return Asset(path.relative_to(FOLDER).as_posix(), body, media_type, packed)


def _joined(sheet: Path) -> str:
    """The stylesheet with its imports in place, each in its layer: one request instead of a chain."""

    def put(found: re.Match[str]) -> str:
        text = (sheet.parent / found[1]).read_text()
        return f"@layer {found[2]} {{\n{text}\n}}" if found[2] else text

    return _IMPORT.sub(put, sheet.read_text())
