"""Pages and feeds as text: what a person would read of them, with dates where they say any. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urljoin

MOST_ENTRIES = 200
MOST_TEXT = 400_000
SKIPPED = frozenset(
    {"script", "style", "noscript", "svg", "nav", "footer", "header", "aside", "form", "template", "iframe"}
)
BLOCKS = frozenset(
    {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "br", "section", "article", "td", "dd", "dt"}
)
DATED = ("article:published_time", "date", "dc.date", "datepublished", "og:updated_time", "last-modified")
SPACES = re.compile(r"[ \t\u00a0]+")
LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to read."""

    url: str
    title: str
    body: str
    published: datetime | None = None


def entries(data: bytes, kind: str, url: str) -> list[dict[str, str | None]]:
    """`read` for a program apart: what it found, as JSON can say it."""
    dated = [(one, one.published.isoformat() if one.published else None) for one in read(data, kind, url)]
    return [{"url": one.url, "title": one.title, "body": one.body, "published": when} for one, when in dated]


def read(data: bytes, kind: str, url: str) -> list[Found]:
    """A feed's entries, or the one page; nothing where there is nothing to read."""
    head = data[:2000].lstrip().lower()
    if "xml" in kind or head.startswith(b"<?xml") or b"<rss" in head or b"<feed" in head:
        entries = _feed(data, url)
        if entries:
            return entries
    text = data.decode(_charset(kind, head), "replace")
    if kind.startswith("text/plain"):
        return [Found(url, url[:300], _tidy(text))] if text.strip() else []
    page = _Page()
    page.feed(text)
    body = _tidy("".join(page.words))
    return [Found(url, _tidy(page.title)[:300] or url[:300], body, page.published)] if body else []


def _charset(kind: str, head: bytes) -> str:
    found = re.search(rb"charset=[\"']?([\w-]+)", kind.encode() + b" " + head)
    try:
        name = found[1].decode() if found else "utf-8"
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def _tidy(text: str) -> str:
    return LINES.sub("\n", SPACES.sub(" ", text)).replace("\0", "").strip()[:MOST_TEXT]


class _Page(HTMLParser):
    """Collects what is read of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.title = ""
        self.published: datetime | None = None
        self._skipping: list[str] = []
        self._titling = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self._skipping.append(tag)
        elif tag in BLOCKS:
            self.words.append("\n")
        self._titling = tag == "title"
        said = dict(attrs)
        name = (said.get("property") or said.get("name") or said.get("itemprop") or "").lower()
        when = said.get("content") if name in DATED else said.get("datetime") if tag == "time" else None
        if when and self.published is None:
            self.published = moment(when)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipping:
            del self._skipping[self._skipping.index(tag) :]
        elif tag in BLOCKS:
            self.words.append("\n")
        self._titling = False

    def handle_data(self, data: str) -> None:
        if self._titling:
            self.title += data
        elif not self._skipping:
            self.words.append(data)


def _feed(data: bytes, url: str) -> list[Found]:
    """RSS 2.0 and Atom. Entities are never opened, nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, load_dtd=False)
    root = etree.fromstring(data, parser)
    if root is None:
        return []
    entries = [one for one in root.iter() if _name(one) in ("item", "entry")][:MOST_ENTRIES]
    return [found for one in entries if (found := _entry(one, url)) is not None]


def _entry(entry: object, url: str) -> Found | None:
    said: dict[str, str] = {}
    for child in entry:  # type: ignore[attr-defined]
        text = "".join(child.itertext()) if _name(child) else ""
        link = child.get("href") if _name(child) == "link" and child.get("rel", "alternate") == "alternate" else None
        said.setdefault(_name(child), link or text.strip())
    words = _Page()
    words.feed(said.get("encoded") or said.get("content") or said.get("description") or said.get("summary") or "")
    title, link = _tidy(said.get("title", ""))[:300], said.get("link") or said.get("id") or said.get("guid") or ""
    body = _tidy(f"{title}\n{''.join(words.words)}")
    when = said.get("pubdate") or said.get("published") or said.get("updated") or said.get("date")
    where = _address(link, url, title)
    return Found(where, title or link[:300], body, moment(when) if when else None) if body else None


def _address(link: str, url: str, title: str) -> str:
    """Where an entry says it is; a place in its feed where that is no web address, for a page could say anything."""
    try:
        found = urljoin(url, link.strip())
    except ValueError:
        found = url
    if link.strip() and re.match(r"(?i)https?://", found) and found != url and len(found) <= 2000:
        return found
    return f"{url[:1900]}#{hashlib.sha256(f'{link} {title}'.encode()).hexdigest()[:16]}"


def _name(element: object) -> str:
    tag = getattr(element, "tag", "")
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def moment(text: str) -> datetime | None:
    """A date as feeds and pages write it; None where it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            found = parsedate_to_datetime(text.strip())
        except (ValueError, TypeError, IndexError):
            return None
    return found if found.tzinfo else found.astimezone()
