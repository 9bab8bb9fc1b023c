"""A picture drawn again from what was brought: no place or camera in it, no other file behind it. Run apart."""

from __future__ import annotations

import base64
import io
from typing import Any, Final

from comity.core.apart import Unread

LARGEST: Final = 2400
"""Dots along the longer side."""
MOST_DOTS: Final = 60_000_000
KINDS: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/png"}
TWO_IN_ONE: Final = "MPO"
"""What phones make of two pictures in one file: it opens as a JPEG."""


def drawn(data: bytes) -> dict[str, Any]:
    """The picture as {bytes, media_type, width, height}; Unread where it is none, or too large."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=tuple(KINDS)) as found:
            kind = KINDS["JPEG" if found.format == TWO_IN_ONE else found.format or ""]
            if found.width * found.height > MOST_DOTS:
                raise Unread("large")
            picture = ImageOps.exif_transpose(found)
            picture.thumbnail((LARGEST, LARGEST))
            plain = picture.convert("RGB" if kind == "image/jpeg" else "RGBA")
    except Image.DecompressionBombError as error:
        raise Unread("large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unread("broken") from error
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    into = io.BytesIO()
    clean.save(into, format=kind.partition("/")[2].upper(), quality=88)
    said = base64.b64encode(into.getvalue()).decode()
    return {"bytes": said, "media_type": kind, "width": clean.width, "height": clean.height}
