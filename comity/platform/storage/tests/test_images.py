"""Pictures in other sizes: what is long and thin is cut without being made large first."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from comity.platform.storage import images
from comity.platform.storage.errors import Refusal


def thread(width: int, height: int) -> bytes:
    """A picture that is nothing but long: red at its beginning, blue at its end."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, height // 2 if width == 1 else 0, width, height))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("side", "colour"), [("we", (255, 0, 0)), ("ea", (0, 0, 255)), ("", (0, 0, 255))])
def test_a_thread_is_cut_to_a_shape(side: str, colour: tuple[int, int, int]) -> None:
    want = images.wanted({"width": 2500, "height": 2500, "gravity": side})
    shown = Image.open(BytesIO(images.draw(thread(300_000, 1), want, "image/png")))
    assert shown.size == (2500, 2500)
    assert shown.convert("RGB").getpixel((2499, 1200)) == colour


@pytest.mark.parametrize(("width", "height", "side"), [(1, 300_000, "width"), (300_000, 1, "height")])
def test_a_thread_is_not_made_as_wide_as_was_asked(width: int, height: int, side: str) -> None:
    with pytest.raises(Refusal) as refused:
        images.draw(thread(width, height), images.wanted({side: 2500}), "image/png")
    assert refused.value == images.TOO_MANY_PIXELS
