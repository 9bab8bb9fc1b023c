"""How long an answer is kept, in seconds.  seed: AC11"""

from __future__ import annotations

from typing import Final

SHORT: Final = 5 * 60
SEARCH: Final = 3600
DAY: Final = 86400
PERSONA: Final = 7 * DAY
BATTLE_CARD: Final = 7 * DAY
USUAL: Final = 7 * DAY
