"""Who serves a home is said again when whoever said it last is gone, also after it could not be written."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

from comity.commands import home
from comity.config import Settings


async def test_a_word_that_cannot_be_written_is_written_later(tmp_path: Path) -> None:
    """As on a full disk: a folder that is not there."""
    place = tmp_path / "home"
    saying = asyncio.create_task(home.keep_run_file(Settings(home=place), every=0.01))
    await asyncio.sleep(0.05)
    assert not saying.done()
    place.mkdir()
    async with asyncio.timeout(30):
        while not home.run_file(place).exists():
            await asyncio.sleep(0.01)
    saying.cancel()
    assert json.loads(home.run_file(place).read_text())["pid"] == os.getpid()
