"""Error tracking: a collector that speaks Sentry's protocol gets the error and the request's id, and no secret.

seed: MO08
"""

from __future__ import annotations

import gzip
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
import structlog

from comity.config import Settings
from comity.core import log as logs
from comity.office import error_reports

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


class Collector(BaseHTTPRequestHandler):
    """Takes envelopes, as a collector does."""

    got: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        for line in body.splitlines():
            item = json.loads(line)
            if "event_id" in item and ("exception" in item or "message" in item or "logentry" in item):
                self.got.append(item)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def collector() -> Iterator[HTTPServer]:
    Collector.got = []
    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    before = logging.getLogger().handlers[:]
    yield server
    import sentry_sdk

    sentry_sdk.get_client().close(timeout=2)
    sentry_sdk.init(default_integrations=False)  # its own would read every form of the test process from here on
    logging.getLogger().handlers = before
    structlog.reset_defaults()
    server.shutdown()
    server.server_close()


def test_an_error_arrives_with_its_request_and_without_secrets(collector: HTTPServer) -> None:
    import sentry_sdk

    logs.configure("info", "json")
    error_reports.configure(Settings(sentry_dsn=f"http://public@127.0.0.1:{collector.server_port}/7"))
    log = structlog.get_logger("comity.test")
    structlog.contextvars.bind_contextvars(request_id="req-12345678", org="an organisation")
    secret = "sk-live-0123456789abcdef"
    try:
        raise RuntimeError(f"cannot reach postgres://me:{secret}@db/x with Bearer {TOKEN} for ada@aurelle.example")
    except RuntimeError:
        log.exception("a function failed", function="analyze-call", password=secret)
    log.error("payment refused", error=f"api_key={secret}")
    log.info("nothing to see")
    for reporter in ("sentry_sdk.errors", "urllib3.connectionpool"):
        logging.getLogger(reporter).error("the collector is away")  # a report of it would be the next one's cause
    structlog.contextvars.clear_contextvars()
    sentry_sdk.flush(60)
    assert len(Collector.got) == 2
    first, second = Collector.got
    assert first["exception"]["values"][0]["type"] == "RuntimeError"
    assert first["tags"]["request_id"] == "req-12345678" and first["tags"]["function"] == "analyze-call"
    assert "payment refused" in json.dumps(second)
    whole = json.dumps(Collector.got)
    assert all(word not in whole for word in (secret, TOKEN, "ada@aurelle.example", "password"))
    frame = first["exception"]["values"][0]["stacktrace"]["frames"][-1]
    assert "vars" not in frame and "context_line" not in frame


def test_without_a_dsn_nothing_is_loaded_or_sent() -> None:
    handlers = len(logging.getLogger().handlers)
    error_reports.configure(Settings())
    assert len(logging.getLogger().handlers) == handlers


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("postgres://ann:pw@host/db", "postgres://[hidden]@host/db"),
        ("Authorization: Basic YWRhOnB3MTIzNDU2", "Authorization: [hidden] [hidden]"),
        ("key whsec_0123456789abc is wrong", "key [key] is wrong"),
        ("mail to ada@example.com failed", "mail to [address] failed"),
        ("nothing secret here", "nothing secret here"),
    ],
)
def test_sentences_lose_their_secrets(said: str, kept: str) -> None:
    assert error_reports.clean(said) == kept
