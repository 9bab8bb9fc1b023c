"""Media types: what a client accepts and what it sends (wire.md 1.4)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

JSON = "application/json"
OBJECT = "application/vnd.pgrst.object+json"
ARRAY = "application/vnd.pgrst.array+json"
PLAN = "application/vnd.pgrst.plan"
CSV = "text/csv"
TEXT = "text/plain"
XML = "text/xml"
OCTETS = "application/octet-stream"
FORM = "application/x-www-form-urlencoded"
OPENAPI = "application/openapi+json"
GEOJSON = "application/geo+json"
ANY = "*/*"

_TOKEN = re.compile(r"\s*([A-Za-z0-9.*]+)/([A-Za-z0-9.*+\-]+)")
_PARAM = re.compile(r'\s*;\s*([A-Za-z0-9\-]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]+))')
_OPTIONS = ("analyze", "verbose", "settings", "buffers", "wal")
_WITHOUT_CHARSET = (OCTETS,)
_OURS = (JSON, OBJECT, ARRAY, CSV, TEXT, XML, OCTETS, FORM, OPENAPI, GEOJSON, ANY)


class Media(NamedTuple):
    """One media type. `wraps` is what a plan is asked for; `text` how a type unknown here was written."""

    name: str
    stripped: bool = False
    wraps: str | None = None
    plan_json: bool = False
    options: tuple[str, ...] = ()

    @property
    def single(self) -> bool:
        return OBJECT in (self.name, self.wraps)

    def mime(self) -> str:
        """As a client would write it."""
        if self.name == PLAN:
            nulls = ";nulls=stripped" if self.stripped else ""
            options = f"; options={'|'.join(self.options)}" if self.options else ""
            return f'{PLAN}+{"json" if self.plan_json else "text"}; for="{self.wraps}{nulls}"{options}'
        return self.name + (";nulls=stripped" if self.stripped else "")

    @lru_cache(maxsize=256)  # noqa: B019  of values, not of objects
    def content_type(self) -> str:
        known = self.name in _OURS or self.name == PLAN
        return self.mime() + ("; charset=utf-8" if known and self.name not in _WITHOUT_CHARSET else "")


@lru_cache(maxsize=1024)
def read_accept(header: str) -> tuple[Media, ...]:
    """The `Accept` header, best first; nothing accepted means anything."""
    weighted = [(_quality(item), read_media(item)) for item in _split(header) if item.strip()]
    if not weighted:
        return (Media(ANY),)
    weighted.sort(key=lambda pair: -pair[0])
    return tuple(media for _, media in weighted)


def _split(header: str) -> list[str]:
    """At the commas outside quotes."""
    return re.findall(r'(?:[^,"]|"[^"]*")+', header)


def _quality(item: str) -> float:
    found = re.search(r";\s*q=([0-9.]+)", item)
    try:
        return float(found[1]) if found else 1.0
    except ValueError:
        return 0.0


@lru_cache(maxsize=1024)
def read_media(text: str) -> Media:
    """One media type with its parameters."""
    found = _TOKEN.match(text)
    if found is None:
        return Media(text.strip())
    params: dict[str, str] = {}
    at = found.end()
    while (param := _PARAM.match(text, at)) is not None:
        params.setdefault(param[1].lower(), param[2] if param[2] is not None else param[3])
        at = param.end()
    name = f"{found[1]}/{found[2]}".lower()
    stripped = params.get("nulls") == "stripped"
    if name in (OBJECT, "application/vnd.pgrst.object"):
        return Media(OBJECT, stripped)
    if name in (ARRAY, "application/vnd.pgrst.array"):
        return Media(ARRAY, True) if stripped else Media(JSON)
    if name in (PLAN, PLAN + "+text", PLAN + "+json"):
        return _plan(params, name.endswith("+json"))
    return Media(name) if name in _OURS else Media(_without_quality(text))


def _plan(params: dict[str, str], as_json: bool) -> Media:
    inner = read_media(params.get("for", JSON))
    wanted = params.get("options", "").split("|")
    return Media(PLAN, inner.stripped, inner.name, as_json, tuple(o for o in _OPTIONS if o in wanted))


def _without_quality(text: str) -> str:
    return re.sub(r"\s*;\s*q=[0-9.]+", "", text).strip()
