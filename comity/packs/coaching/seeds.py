"""What a new organisation starts with: the usual rubric, and somebody to practise with.  seed: A14"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from comity.core.db import Tx
from comity.packs.coaching import personas, rubrics

SAMPLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("samples.toml").read_text("utf-8"))


async def seed(tx: Tx) -> None:
    """Both in the organisation's language, unless they are there."""
    wanted = str(await tx.value(rubrics.q.language) or "en").partition("-")[0]
    language, said = (wanted, SAMPLES[wanted]) if wanted in SAMPLES else ("en", SAMPLES["en"])
    await rubrics.begin(tx, said["rubric"], [rubrics.Facts(**one) for one in said["criteria"]])
    await personas.begin(tx, language, said["persona"])
