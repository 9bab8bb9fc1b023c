"""Images in other sizes, as upstream's imgproxy makes them: cover, contain, fill; quality; webp where it is taken.

A picture is judged by its header before it is decoded: more than 50 million pixels are refused, however small it is.
Two are worked on at a time; what was made once is kept in the home's cache under the hash of the original.
"""

from __future__ import annotations

import asyncio
import hashlib
import warnings
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from comity.platform.storage import errors, gravity, serving, sniff
from comity.platform.storage.errors import Refusal
from comity.platform.storage.gravity import Gravity
from comity.platform.storage.store import store

if TYPE_CHECKING:
    from PIL.Image import Image

Row = dict[str, Any]
MOST_PIXELS = 50_000_000
MOST_BYTES = 25_000_000
LONGEST = 2500
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF", "image/bmp": "BMP",
           "image/tiff": "TIFF", "image/avif": "AVIF"}  # fmt: skip
UNFIT = Refusal("InvalidRequest", 400, "The source image is invalid or unsupported for rendering")
TOO_MANY_PIXELS = Refusal("InvalidRequest", 400, "The source image resolution is too large to process")
_SHAPES = {"cover": "fill", "contain": "fit", "fill": "force"}
_working = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A size and a shape."""

    width: int | None = None
    height: int | None = None
    resize: str = "cover"
    quality: int = 80
    format: str = ""
    gravity: Gravity | None = None

    @property
    def told(self) -> str:
        """What was done, in the words of the dialect's own renderer."""
        said = {"height": self.height, "width": self.width}
        sized = [f"{name}:{value}" for name, value in said.items() if value is not None]
        shape = [f"resizing_type:{_SHAPES[self.resize]}"] if sized else []
        quality = [f"quality:{self.quality}"] if self.quality != 80 else []
        kind = [f"format:{self.format}"] if self.format not in ("", "origin") else []
        pull = [self.gravity.told] if self.gravity is not None else []
        return ",".join([*sized, *shape, *quality, *kind, *pull])


def wanted(said: Mapping[str, Any]) -> Wanted:
    """The transformation asked for; a Refusal when it makes no sense."""
    shape = str(said.get("resize") or "cover")
    if shape not in ("cover", "contain", "fill"):
        raise errors.bad_request("querystring/resize must be equal to one of the allowed values")
    kind = str(said.get("format") or "")
    if kind not in ("", "origin", "avif", "webp"):
        raise errors.bad_request("querystring/format must be equal to one of the allowed values")
    width, height = _number(said, "width", LONGEST), _number(said, "height", LONGEST)
    quality = _number(said, "quality", 100) or 80
    if quality < 20:
        raise errors.bad_request("querystring/quality must be >= 20")
    return Wanted(width, height, shape, quality, kind, gravity.wanted(said))


def _number(said: Mapping[str, Any], name: str, most: int) -> int | None:
    value = said.get(name)
    if value in (None, ""):
        return None
    text = str(value)
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise errors.bad_request(f"querystring/{name} must be integer")
    return max(1, min(int(text), most)) if int(text) else None


async def serve(request: Request, row: Row, want: Wanted, *, private: bool = False) -> Response:
    """The image in the size asked for; drawings (SVG) as they are, since they have none."""
    mime = str((row["metadata"] or {}).get("mimetype") or "")
    if sniff.is_active(mime) and "svg" in mime:
        return await serving.serve(request, row, private=private)
    if row["size"] > MOST_BYTES:
        raise Refusal("InvalidRequest", 400, "The source image file is too large to process")
    target = _target(request, mime, want)
    key = hashlib.sha256(f"{row['sha256']}{astuple(want)}{target}".encode()).hexdigest()
    made = await _made(row, want, target, key)
    headers = serving.headers_of(request, row, expires=None, private=private)
    headers |= {"content-type": target, "etag": f'"{key[:32]}"', "vary": "Accept", "x-transformations": want.told}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers={"etag": headers["etag"]})
    return Response(made if request.method == "GET" else b"", headers=headers | {"content-length": str(len(made))})


def _target(request: Request, mime: str, want: Wanted) -> str:
    """The type to answer with: as asked, else webp where the browser takes it, else as it is."""
    if want.format in ("avif", "webp"):
        return f"image/{want.format}"
    if not want.format and "image/webp" in request.headers.get("accept", ""):
        return "image/webp"
    plain = mime.partition(";")[0].strip().lower()
    return plain if plain in ("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif") else "image/png"


async def _made(row: Row, want: Wanted, target: str, key: str) -> bytes:
    """From the cache, else drawn. What lies in the cache was sealed nowhere: it is kept sealed too, as a small file."""
    whose = str(row["blob"]).removeprefix("cold:").partition("/")[0]
    cached = store().drafts.parent / "renders" / whose / key[:2] / key
    found = await asyncio.to_thread(_cached, cached)
    if found is not None:
        return found
    async with _working:
        data = await store().bytes_of(row["blob"], row["size"])
        made = await asyncio.to_thread(draw, data, want, target)
    await asyncio.to_thread(_cache, cached, made)
    return made


def _cached(path: Path) -> bytes | None:
    from comity.platform.storage.sealing import HEADER, Cipher, Damaged

    try:
        data = path.read_bytes()
        return b"".join(Cipher(data[:HEADER], store().keys).open_all(0, data[HEADER:]))
    except (FileNotFoundError, Damaged):
        return None


def _cache(path: Path, made: bytes) -> None:
    from comity.platform.storage.sealing import CHUNK, Cipher

    cipher = Cipher.new(store().keys)
    pieces = [bytes(cipher.seal(n, made[at : at + CHUNK])) for n, at in enumerate(range(0, len(made), CHUNK))]
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(".part")
        draft.write_bytes(cipher.header + b"".join(pieces))
        draft.replace(path)
    except OSError:
        return  # a cache that is full costs time, not pictures


def draw(data: bytes, want: Wanted, target: str) -> bytes:
    """The picture, resized; UNFIT when it is none, TOO_MANY_PIXELS before they are unpacked."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # loaded with the first picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data), formats=list(FORMATS.values()))
            if image.width * image.height > MOST_PIXELS:
                raise TOO_MANY_PIXELS()
            if image.format == "JPEG" and want.width and want.height:
                image.draft("RGB", (want.width * 2, want.height * 2))
            ImageOps.exif_transpose(image, in_place=True)  # a copy would cost as much again
            shown = _resized(image, want)
            out = BytesIO()
            mode = (
                "RGB" if target == "image/jpeg" else "RGBA" if "A" in shown.getbands() or shown.mode == "P" else "RGB"
            )
            shown.convert(mode).save(out, FORMATS[target], quality=want.quality)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UNFIT() from error
    return out.getvalue()


def _resized(image: Image, want: Wanted) -> Image:
    from PIL import ImageOps
    from PIL.Image import Resampling

    if not want.width and not want.height:
        return image
    ratio = image.width / image.height
    width = want.width or max(1, round((want.height or 1) * ratio))
    height = want.height or max(1, round(width / ratio))
    if width * height > MOST_PIXELS:  # a thread of a picture, made as wide as was asked
        raise TOO_MANY_PIXELS()
    if image.mode in ("P", "1", "CMYK", "I", "F"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if want.resize == "fill":
        return image.resize((width, height), Resampling.LANCZOS)
    if want.resize == "contain" or not (want.width and want.height):
        return ImageOps.contain(image, (width, height), Resampling.LANCZOS)
    if want.gravity is None:
        return ImageOps.fit(image, (width, height), Resampling.LANCZOS)
    return image.resize((width, height), Resampling.LANCZOS, want.gravity.box(image.size, (width, height)))
