"""The real program on a free port, and a real browser before it."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

from tests.server import Postgres
from tests.world import WORLD, World, enter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

READY_SECONDS = 240
PATIENCE = 90_000
"""Milliseconds a browser waits for what must come: far beyond what it takes, because a busy machine is no failure."""
PORTS = Path(tempfile.gettempdir()) / f"comity-tests-{os.getuid()}-ports"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class App:
    """A running `comity serve`."""

    url: str
    home: Path
    database_url: str
    process: subprocess.Popen[str]
    world: World = WORLD
    said: list[str] = field(default_factory=list)

    def comity(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command of the same installation, on the same home and database."""
        command = [sys.executable, "-m", "comity", *arguments]
        return subprocess.run(command, env=_environment(self.home, self.database_url), capture_output=True, text=True)


def free_port() -> int:
    """A port that is this process's for as long as it lives, also while nobody listens there yet, or for a while.

    It lies below those that the system gives to whoever connects, and is locked against other tests.
    """
    PORTS.mkdir(exist_ok=True)
    while True:
        port = random.randrange(20_000, 32_000)
        lock = os.open(PORTS / str(port), os.O_CREAT | os.O_RDWR)  # closed by the process's end
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
            return port
        except OSError:
            os.close(lock)


def _environment(home: Path, database_url: str | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "PYTEST_"))}
    kept |= {"COMITY_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    return kept | ({"COMITY_DATABASE_URL": database_url} if database_url else {})


def serve(home: Path, database_url: str | None, *arguments: str, port: int | None = None, **secrets: str) -> App:
    """Starts `comity serve` and returns once it said that it is ready. Settings that are secret are variables."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "comity", "serve", "--port", str(port), *arguments],
        env=_environment(home, database_url) | secrets,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    app = App(f"http://127.0.0.1:{port}", home, database_url or "", process)
    ready = threading.Event()
    assert process.stdout is not None
    listener = threading.Thread(target=_listen, args=(process.stdout, app.said, ready), daemon=True)
    listener.start()
    deadline = time.monotonic() + READY_SECONDS
    while not ready.wait(0.05):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            process.wait()
            listener.join(READY_SECONDS)  # what it said last may still be on its way
            raise AssertionError("comity serve did not get ready:\n" + "".join(app.said))
    return app


def _listen(output: IO[str], said: list[str], ready: threading.Event) -> None:
    with output:
        for line in output:
            said.append(line)
            if line.startswith("ready http"):
                ready.set()


def end(app: App) -> None:
    """Stops it as a terminal would, and demands that it stops cleanly."""
    app.process.terminate()
    code = app.process.wait(READY_SECONDS)
    assert code == 0, f"comity serve ended with {code}:\n" + "".join(app.said[-50:])


@pytest.fixture(scope="session")
def app_server(postgres: Postgres) -> Iterator[App]:
    """The program on a free port, with the cast in its database; one for each process of the test run."""
    home = Path(tempfile.mkdtemp(prefix="comity-app-"))
    url = postgres.create()
    enter(url, WORLD)
    app = serve(home, url)
    yield app
    end(app)
    postgres.drop(url)
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright; its loop runs while it is open, so such a module has no async tests."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE / 2)
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine; `make test` installs it where it may")
    with sync_playwright() as playwright:
        arguments = ["--disable-gpu", "--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        chromium = playwright.chromium.launch(executable_path=found, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, app_server: App) -> Iterator[BrowserContext]:
    """A fresh visitor of the app."""
    from tests.browser.steps import watched

    made = browser.new_context(base_url=app_server.url, locale="en-GB", timezone_id="UTC", reduced_motion="reduce")
    made.set_default_timeout(PATIENCE)
    watched(made)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab; a script error on the page fails the test."""
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert not errors, "the page's scripts failed: " + "; ".join(errors)
