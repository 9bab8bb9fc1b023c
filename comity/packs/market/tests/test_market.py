"""Market search: only named sources are read, never this network; answers are sentences of theirs.  seed: AG17"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.work import SPENT
from comity.packs.market import page_text, reading, search, sources
from comity.platform import outside
from tests.working import Working
from tests.world import World

FEED = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>Garden news</title>
<item><title>Pavilions sell again</title><link>https://news.example/1</link>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0000</pubDate>
<description>&lt;p&gt;Sales of garden pavilions rose by 12 percent in spring.
Timber got cheaper.&lt;/p&gt;</description></item>
<item><title>&x; Weather</title><link>https://news.example/2</link><description>It rained.</description></item>
</channel></rss>"""
PAGE = """<html><head><title>Rival &amp; Sons: prices</title>
<meta property="article:published_time" content="2026-02-01T08:00:00Z">
</head><body><nav>Home Prices</nav><script>alert('pavilion price')</script><h1>Prices</h1>
<p>Our pavilion costs 18,900 euros including delivery.</p><p>Die Lieferzeit beträgt sechs Wochen.</p></body></html>"""


class Site(BaseHTTPRequestHandler):
    """A site with a feed and a page."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        path = self.path.partition("?")[0]
        known = {"/feed": ("application/rss+xml", FEED), "/page": ("text/html; charset=utf-8", PAGE.encode())}
        kind, body = known.get(path, ("text/html", b""))
        self.send_response(200 if path in known else 404)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


async def settled(db: Database, world: World, source: UUID) -> dict[str, object]:
    for _ in range(2400):
        async with db.acting(world.owner) as tx:
            row = next(one for one in await sources.everything(tx) if one["id"] == source)
        if row["state"] != "waiting":
            return dict(row)
        await asyncio.sleep(0.05)
    raise AssertionError("the source was not read in time")


async def test_answers_quote_their_source_and_date_or_say_nothing(db: Database, world: World, site: str) -> None:
    outside.configure(private=True)
    try:
        async with Working(db, *reading.WORKFLOWS):
            made = []
            for name, path in (("News", "/feed"), ("Rival", "/page"), ("Gone", "/nothing")):
                async with db.acting(world.ours.manager) as tx:
                    made.append(await sources.add(tx, name, site + path, 24))
            feed, page, gone = [await settled(db, world, source) for source in made]
    finally:
        outside.configure(private=False)
    assert (feed["state"], feed["documents"], page["documents"]) == ("read", 2, 1)
    assert gone["state"] == "failed" and "404" in str(gone["problem"])
    async with db.acting(world.rep) as tx:
        price = await search.ask(tx, "What does a pavilion cost at the rival?")
        sales = await search.ask(tx, "How are sales of garden pavilions?")
        german = await search.ask(tx, "Wie lang ist die Lieferzeit?")
        nothing = await search.ask(tx, "Who won the football championship?")
        noise = await search.ask(tx, "?? -- ' | & !")
    assert price[0].quote == "Our pavilion costs 18,900 euros including delivery." and price[0].source == "Rival"
    assert price[0].published_at is not None and price[0].published_at.year == 2026
    assert sales[0].quote.startswith("Sales of garden pavilions rose by 12 percent")
    assert german[0].quote == "Die Lieferzeit beträgt sechs Wochen."
    assert nothing == [] and noise == []
    async with db.acting(world.stranger) as tx:
        assert await search.ask(tx, "pavilion cost rival") == [] and await sources.everything(tx) == []
        with pytest.raises(Problem):
            await sources.drop(tx, made[0])
    with pytest.raises(Problem):
        async with db.acting(world.rep) as tx:
            await sources.add(tx, "Mine", "https://example.org", 24)


async def test_no_source_leads_into_this_network(db: Database, world: World, site: str) -> None:
    Site.asked.clear()
    async with Working(db, *reading.WORKFLOWS):
        async with db.acting(world.ours.manager) as tx:
            inside = await sources.add(tx, "Inside", site + "/page?again", 24)
        row = await settled(db, world, inside)
    assert row["state"] == "failed" and "inside this network" in str(row["problem"]) and Site.asked == []
    for url in ("file:///etc/passwd", "ftp://x.example/", "https://me:pw@x.example/", "http://", "javascript:1"):
        with pytest.raises(Problem):
            async with db.acting(world.ours.manager) as tx:
                await sources.add(tx, "Odd", url, 24)


def test_what_is_due_is_put_off_so_that_it_is_read_once() -> None:
    assert reading.q.due.text.count("skip locked") == 1


def test_pages_become_what_a_person_reads() -> None:
    page = page_text.read(PAGE.encode(), "text/html", "https://x.example")[0]
    assert page.title == "Rival & Sons: prices" and "alert" not in page.body and "Home" not in page.body
    entries = page_text.read(FEED, "application/rss+xml", "https://x.example/feed")
    assert [one.url for one in entries] == ["https://news.example/1", "https://news.example/2"]
    assert "root:" not in entries[1].body
    assert page_text.read(b"", "text/html", "x") == [] and page_text.read(b"<rss", "text/xml", "x") == []
    assert page_text.read(b"\xff\xfe<p>odd</p>" * 9, "text/html; charset=nonsense", "x")[0].body
    assert page_text.moment("no date") is None


def test_a_stop_within_a_number_ends_no_sentence() -> None:
    text = "Prices rose by 2.4 per cent at example.com over the year. Buyers came! Did they?"
    said = [match[0].strip() for match in search.SENTENCE.finditer(text)]
    assert said == ["Prices rose by 2.4 per cent at example.com over the year.", "Buyers came!", "Did they?"]


async def test_a_source_that_cannot_be_kept_says_so_and_does_not_wait_for_ever(
    db: Database, world: World, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise OSError("of a programmer's words")

    monkeypatch.setattr("comity.core.work.STEP_PAUSES", ())
    monkeypatch.setattr(reading, "_keep", full)
    outside.configure(private=True)
    try:
        async with Working(db, reading.read_source):
            async with db.acting(world.ours.manager) as tx:
                source = await sources.add(tx, "Full", site + "/page?full", 24)
            row = await settled(db, world, source)
    finally:
        outside.configure(private=False)
    assert (row["state"], row["problem"]) == ("failed", SPENT.sentence)
