"""The plate of the post room."""

from __future__ import annotations

from comity.comms import nouns, upkeep
from comity.core.pack import Pack

PACK = Pack(
    name="comms", title="Conversations", nouns=nouns.NOUNS, workflows=[upkeep.tidy], schedule=[*upkeep.SCHEDULE]
)
