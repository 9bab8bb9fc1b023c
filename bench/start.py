"""First and later starts, and idle memory.  Wanted: 8 s, 3 s, 250 MB for our own processes together."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.harness import claim, empty_home, served


def bare_database() -> float:
    """Seconds to make and start an empty Postgres: what no first start can undercut."""
    code = (
        "import asyncio, sys, pathlib; from comity.core import embedded;"
        "s = asyncio.run(embedded.start(pathlib.Path(sys.argv[1]))); s.stop()"
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, str(Path(folder) / "home")], check=True)
        return time.perf_counter() - began


def main() -> None:
    limit = bare_database()
    with empty_home() as home:
        with served(home) as first:
            claim("start: empty data folder to a served page", first.seconds, limit, "s", want="< 8")
        with served(home) as later:
            claim("start: again", later.seconds, limit, "s", want="< 3")
            time.sleep(10)
            for name, size in later.memory().items():
                claim(f"memory: idle, {name.split()[0]}", size, None, "MB")
            claim("memory: idle, our processes together", sum(later.memory().values()), None, "MB", want="< 250")
    with empty_home() as home, served(home, "--demo") as demo:
        claim("start: empty data folder with the demo organisation", demo.seconds, limit, "s", want="< 8")


if __name__ == "__main__":
    main()
