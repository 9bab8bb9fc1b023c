"""The icon sprite holds what the house draws: every icon a plate names, and none that nobody names."""

from __future__ import annotations

import re
from pathlib import Path

from comity.app import PACKS
from comity.web import assets

HOUSE = Path(__file__).parents[2] / "comity"
_NAME = re.compile(r"""["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']""")


def test_what_plates_name_is_drawn() -> None:
    named = {item.icon for pack in PACKS for item in (*pack.nav, *pack.commands, *pack.steps, *pack.nouns)}
    assert named <= assets.icons()


def test_nothing_is_drawn_that_nobody_names() -> None:
    sources = [path for kind in ("html", "py", "js") for path in HOUSE.rglob(f"*.{kind}")]
    texts = (path.read_text() for path in sources if "vendor" not in path.parts and "tests" not in path.parts)
    named = {name for text in texts for name in _NAME.findall(text)}
    assert assets.icons() <= named | {"circle"}
