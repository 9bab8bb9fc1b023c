"""What search engines are told of an object: the rules its bringer gave, checked as upstream checks them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

from comity.platform.storage.errors import Refusal

_PLAIN: Final = frozenset(
    ("all", "noindex", "nofollow", "none", "nosnippet", "indexifembedded", "notranslate", "noimageindex")
)
_WITH_VALUE: Final = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
_NUMBER: Final = re.compile(r"-1|[0-9]{1,9}")
_NEXT: Final = re.compile(r", *(?=(?:" + "|".join((*sorted(_PLAIN), *_WITH_VALUE)) + r"|[\w-]+:))")


def read(said: str | None) -> str:
    """The rules as they were given, or nothing; a Refusal when one is none."""
    rules = (said or "").strip()[:500]
    for rule in _NEXT.split(rules) if rules else ():
        _check(rule.strip())
    return rules


def _check(rule: str) -> None:
    if rule in _PLAIN:
        return
    name, colon, value = (part.strip() for part in rule.partition(":"))
    if not colon:
        raise _bad(f'Invalid X-Robots-Tag rule: "{rule[:100]}"')
    if name not in _WITH_VALUE:  # the name of a crawler, with rules of its own
        if not value:
            raise _bad(f'X-Robots-Tag user agent "{name[:100]}" has no rules specified')
        _check(value)
    elif not value:
        raise _bad(f'X-Robots-Tag rule "{name}" requires a value')
    elif not _fits(name, value):
        raise _bad(f'X-Robots-Tag "{name}" value cannot be "{value[:100]}"')


def _fits(name: str, value: str) -> bool:
    if name == "max-image-preview":
        return value in ("none", "standard", "large")
    if name != "unavailable_after":
        return _NUMBER.fullmatch(value) is not None
    for reads in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            reads(value)
        except (ValueError, TypeError):
            continue
        return True
    return False


def _bad(sentence: str) -> Refusal:
    return Refusal("InvalidRequest", 400, f"Invalid X-Robots-Tag header: {sentence}", error="invalid_x_robots_tag")
