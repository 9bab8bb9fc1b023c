"""The whole program against real kills: of itself, of its database, and what it says when it cannot start."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from comity.core import embedded
from tests.app import App, end, serve


def postmaster(home: Path) -> int | None:
    return embedded.running(embedded.find(home))


def health(app: App) -> int:
    try:
        return httpx.get(f"{app.url}/api/health", timeout=60).status_code
    except httpx.HTTPError:
        return 0


def until(true: object, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with the built-in database, migrated; tests follow each other on it."""
    with tempfile.TemporaryDirectory(prefix="comity-crash-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
        if (pid := postmaster(Path(folder))) is not None:
            os.kill(pid, signal.SIGQUIT)
            until(lambda: postmaster(Path(folder)) is None)


def test_it_says_ready_and_stops_cleanly_with_its_database(home: Path) -> None:
    app = serve(home, None)
    assert f"ready {app.url}\n" in app.said
    assert health(app) == 200
    assert app.comity("status").returncode == 0
    end(app)
    assert postmaster(home) is None
    assert app.comity("status").returncode == 1


def test_killed_it_starts_again_on_the_database_it_left(home: Path) -> None:
    app = serve(home, None, "--no-work")
    left = postmaster(home)
    app.process.kill()
    app.process.wait()
    assert app.comity("status").returncode == 1
    again = serve(home, None, "--no-work")
    assert postmaster(home) == left
    assert health(again) == 200
    end(again)
    assert postmaster(home) is None


def test_its_database_killed_it_serves_again_by_itself(home: Path) -> None:
    app = serve(home, None, "--no-work")
    killed = postmaster(home)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    until(lambda: postmaster(home) not in (None, killed))
    until(lambda: health(app) == 200)
    end(app)


def test_both_killed_it_starts_again(home: Path) -> None:
    app = serve(home, None, "--no-work")
    database = postmaster(home)
    assert database is not None
    app.process.kill()
    os.kill(database, signal.SIGKILL)
    app.process.wait()
    again = serve(home, None, "--no-work")
    assert health(again) == 200
    end(again)


def test_another_command_joins_the_database_and_leaves_it_running(home: Path) -> None:
    app = serve(home, None, "--no-work")
    database = postmaster(home)
    done = app.comity("migrate", "--check")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert postmaster(home) == database
    assert health(app) == 200
    end(app)


def test_ctrl_c_in_a_terminal_stops_the_program_not_its_database_first(home: Path) -> None:
    app = serve(home, None, "--no-work")
    os.kill(app.process.pid, signal.SIGINT)
    assert app.process.wait(120) == 0
    assert postmaster(home) is None


def test_a_newer_database_is_refused_in_one_sentence(home: Path) -> None:
    version = embedded.find(home).data / "PG_VERSION"
    version.write_text("19\n")
    try:
        with pytest.raises(AssertionError) as failed:
            serve(home, None, "--no-work")
    finally:
        version.write_text("18\n")
    said = str(failed.value).partition("\n")[2].strip()
    assert said.startswith("comity: The database in ")
    assert "Postgres 19" in said
    assert "\n" not in said


def test_a_taken_port_is_one_sentence(home: Path) -> None:
    app = serve(home, None, "--no-work")
    port = int(app.url.rpartition(":")[2])
    with pytest.raises(AssertionError) as failed:
        serve(home, None, "--no-work", port=port)
    said = str(failed.value).partition("\n")[2].strip()
    assert said.startswith("comity: ")
    assert "Traceback" not in said
    assert health(app) == 200
    end(app)


def test_two_servers_of_one_home_are_both_told_of(home: Path) -> None:
    """Whoever leaves takes only its own word back: the other still serves, and `comity status` says so."""
    first, second = serve(home, None, "--no-work"), serve(home, None, "--no-work")
    assert second.url in second.comity("status").stdout
    end(second)
    until(lambda: first.url in first.comity("status").stdout)
    third = serve(home, None, "--no-work")
    third.process.kill()
    third.process.wait()
    until(lambda: first.url in first.comity("status").stdout)
    end(first)
    assert postmaster(home) is None


def test_a_home_that_cannot_be_is_one_sentence(home: Path) -> None:
    (home / "a file").write_text("")
    for place in (home / "a file", home / "a file" / "below"):
        with pytest.raises(AssertionError) as failed:
            serve(place, None, "--no-work")
        said = str(failed.value).partition("\n")[2].strip()
        assert said.startswith(f"comity: {place} cannot be Comity's home: ") and "\n" not in said


def test_the_doctor_says_what_is_missing_and_changes_nothing(home: Path) -> None:
    app = serve(home, None, "--no-work")
    assert app.comity("doctor").returncode == 0
    url = json.loads((home / "run.json").read_text())["database_url"]
    with psycopg.connect(url, autocommit=True) as connection:
        last = "select name, sha256 from app.migrations order by name desc limit 1"
        taken = connection.execute(last).fetchall()[0]
        connection.execute("delete from app.migrations where name = %s", taken[:1])
        said = app.comity("doctor")
        assert said.returncode == 1 and f"BAD  migrations\n     1 missing: {taken[0]}" in said.stdout
        assert connection.execute(last).fetchall()[0] != taken
        connection.execute("insert into app.migrations (name, sha256) values (%s, %s)", taken)
    end(app)


def test_two_homes_share_nothing(home: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="comity-crash-other-") as folder:
        one, two = serve(home, None, "--no-work"), serve(Path(folder), None, "--no-work")
        keys = [app.comity("status", "--json").stdout for app in (one, two)]
        assert keys[0] != keys[1]
        assert postmaster(home) != postmaster(Path(folder))
        end(one)
        assert health(two) == 200
        end(two)
