"""The head of a company's page: what it says of itself, and how to reach them. Pure, and run apart."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import unquote, urlsplit

MOST: Final = 2_000_000
"""Characters that are looked at."""
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+?[\d\s()./-]{6,25}")
_SOCIAL: Final = {"facebook.com": "facebook", "instagram.com": "instagram", "linkedin.com": "linkedin"}


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = self.summary = self.email = self.phone = self.linkedin = ""
        self.suits_phone = False
        self.social: set[str] = set()
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title" and not self.title
        if tag == "meta":
            self._meta((said.get("name") or said.get("property") or "").lower(), said.get("content", ""))
        elif tag == "a":
            self._link(said.get("href", "").strip())

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def _meta(self, name: str, content: str) -> None:
        if name in ("description", "og:description") and not self.summary:
            self.summary = content
        elif name == "viewport" and "width=device-width" in content.replace(" ", "").lower():
            self.suits_phone = True

    def _link(self, href: str) -> None:
        kind, _, rest = href.partition(":")
        if kind.lower() == "mailto" and not self.email:
            found = _EMAIL.fullmatch(unquote(rest.partition("?")[0]).strip())
            self.email = found[0] if found and len(found[0]) <= 320 else ""
        elif kind.lower() == "tel" and not self.phone:
            found = _PHONE.fullmatch(unquote(rest).strip())
            self.phone = found[0].strip() if found else ""
        elif kind.lower() in ("http", "https") and len(href) <= 500:
            self._other_site(href)

    def _other_site(self, href: str) -> None:
        try:
            parts = urlsplit(href)
        except ValueError:
            return
        host = (parts.hostname or "").removeprefix("www.")
        name = _SOCIAL.get(".".join(host.split(".")[-2:]))
        if name and len(parts.path) > 1:
            self.social.add(name)
            if name == "linkedin" and parts.path.startswith("/company/") and not self.linkedin:
                self.linkedin = href


def read(page: bytes, letters: str) -> dict[str, Any]:
    """What the head of the page says, written in these letters."""
    text = page.decode(letters, "replace").encode("utf-8", "replace").decode()  # some letters have halves
    head = _Head()
    head.feed(text[:MOST].replace("\0", ""))
    head.close()
    return {
        "title": _tidy(head.title)[:300], "summary": _tidy(head.summary)[:1000], "email": head.email,
        "phone": head.phone, "linkedin": head.linkedin, "suits_phone": head.suits_phone, "social": sorted(head.social),
    }  # fmt: skip


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
