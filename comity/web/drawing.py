"""Template filters that turn values into attributes, paths and tones."""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup, escape

_NOT_NAME: Final = re.compile(r"[^a-zA-Z0-9_-]+")
_HUES: Final = 7
HEALTHY: Final = 80
WORRYING: Final = 50


def attrs(values: Mapping[str, Any]) -> Markup:
    """Keyword arguments as HTML attributes: `hx_post` becomes `hx-post`, True a bare attribute, None and False none."""
    found = []
    for name, value in values.items():
        if value is None or value is False or (value == "" and name.startswith(("hx_", "aria_", "class_"))):
            continue
        label = escape(name.rstrip("_").replace("_", "-"))
        found.append(Markup(" {}").format(label) if value is True else Markup(' {}="{}"').format(label, value))
    return Markup("").join(found)


def slug(value: str) -> str:
    """A name usable as an id."""
    return _NOT_NAME.sub("-", str(value)).strip("-")


def hue(name: str | None) -> int:
    """The quiet colour of someone's avatar: the same for the same name, everywhere and for ever."""
    return zlib.crc32((name or "").encode()) % _HUES


def health_tone(score: float) -> str:
    """Green above 80, amber from 50, red below."""
    return "good" if score > HEALTHY else "warning" if score >= WORRYING else "danger"


def sparkline(values: Sequence[float]) -> str:
    """The path of a small line chart in a box of 100 by 28."""
    if not values:
        return "M0 27"
    low, high = min(0, *values), max(values)
    span = (high - low) or 1
    step = 100 / max(1, len(values) - 1)
    points = [f"{index * step:.1f} {27 - (value - low) / span * 26:.1f}" for index, value in enumerate(values)]
    return "M" + " L".join(points if len(points) > 1 else [points[0], f"100 {points[0].split()[1]}"])


def filter_fields(filters: Any) -> list[dict[str, Any]]:
    """What the filter editor's script must know of each field."""
    return [
        {
            "column": known.column,
            "family": known.family,
            "ops": [[op, str(word)] for op, word in known.operators],
            "options": [[value, str(text)] for value, text in known.options],
        }
        for known in filters.fields
    ]


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "attrs": attrs,
    "slug": slug,
    "hue": hue,
    "health_tone": health_tone,
    "sparkline": sparkline,
    "filter_fields": filter_fields,
}
