"""Which part of a picture stays when it is cut to a shape: an edge, a corner, around a point; in imgproxy's words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.platform.storage import errors
from comity.platform.storage.errors import Refusal

_SIDES: Final = {
    "no": (0.5, 0.0), "so": (0.5, 1.0), "ea": (1.0, 0.5), "we": (0.0, 0.5), "noea": (1.0, 0.0), "nowe": (0.0, 0.0),
    "soea": (1.0, 1.0), "sowe": (0.0, 1.0), "ce": (0.5, 0.5), "sm": (0.5, 0.5),
}  # fmt: skip
_NO_POINT: Final = Refusal("InvalidParameter", 400, "Focal point requires x and y coordinates within 0-1 range")
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Gravity:
    """A side, or `fp` with a point; `sm` is the middle here."""

    kind: str
    x: float | None = None
    y: float | None = None

    @property
    def told(self) -> str:
        """As the dialect's own renderer says it."""
        if self.kind == "sm" or (self.x is None and self.y is None):
            return f"gravity:{self.kind}"
        return f"gravity:{self.kind}:{self.x or 0:g}:{self.y or 0:g}"

    def box(self, size: Size, cut: Size) -> tuple[float, float, float, float]:
        """The part of a picture of this size that becomes the cut: left, top, right, bottom.

        Offsets count in the picture made as small or large as covers the cut; it is never made whole: what is long and
        thin would not fit into memory.
        """
        scale = max(cut[0] / size[0], cut[1] / size[1])
        whole = (max(cut[0], round(size[0] * scale)), max(cut[1], round(size[1] * scale)))
        left = self._begin(0, self.x, whole[0], cut[0])
        top = self._begin(1, self.y, whole[1], cut[1])
        across, down = size[0] / whole[0], size[1] / whole[1]
        return left * across, top * down, min(size[0], (left + cut[0]) * across), min(size[1], (top + cut[1]) * down)

    def _begin(self, axis: int, offset: float | None, whole: int, cut: int) -> int:
        spare = whole - cut
        if self.kind == "fp":
            begin = (offset or 0.0) * whole - cut / 2
        else:
            side = _SIDES[self.kind][axis]
            moved = 0.0 if offset is None or self.kind == "sm" else offset
            moved *= 1 if abs(moved) >= 1 else cut  # below one it is a share
            begin = spare * side + (-moved if side == 1.0 else moved)
        return round(min(max(begin, 0), spare))


def wanted(said: Mapping[str, Any]) -> Gravity | None:
    """The gravity asked for; a Refusal when it makes no sense."""
    kind = said.get("gravity")
    if kind in (None, ""):
        return None
    if kind != "fp" and kind not in _SIDES:
        raise errors.bad_request("querystring/gravity must be equal to one of the allowed values")
    x, y = _offset(said, "x_offset"), _offset(said, "y_offset")
    if kind == "fp" and not (x is not None and y is not None and 0 <= x <= 1 and 0 <= y <= 1):
        raise _NO_POINT()
    return Gravity(str(kind), x, y)


def _offset(said: Mapping[str, Any], name: str) -> float | None:
    value = said.get(name)
    if value in (None, ""):
        return None
    try:
        found = float(str(value)[:40])
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise errors.bad_request(f"querystring/{name} must be number")
    return found
