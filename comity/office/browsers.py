"""What a user agent is called by people."""

from __future__ import annotations

import re
from typing import Final

_BROWSERS: Final = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"), ("supabase-py", "Supabase for Python"), ("supabase-js", "Supabase for JavaScript"),
    ("python-httpx", "Python"), ("node", "Node.js"), ("curl/", "curl"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip
_FIRST_WORD: Final = re.compile(r"^[\w.-]{1,40}")


def name(user_agent: str | None) -> str:
    """Firefox on Linux; the first word of what nobody knows."""
    said = user_agent or ""
    browser = next((label for mark, label in _BROWSERS if mark in said), "")
    system = next((label for mark, label in _SYSTEMS if mark in said), "")
    if not browser:
        found = _FIRST_WORD.match(said)
        browser = found[0] if found else "?"
    return f"{browser} · {system}" if system else browser
