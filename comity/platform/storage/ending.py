"""What is left on the disk of an organisation that is gone for good: bytes, pictures in other sizes, drafts.

Its rows went in the transaction that ended it (migration 0240). Should the program die before this ran, the hourly
upkeep does the same a little later.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from uuid import UUID

from comity.core.db import Database
from comity.platform.storage import upkeep
from comity.platform.storage.store import Store


async def forget(db: Database, kept: Store, org_id: UUID) -> int:
    """Removes everything the organisation had in the store; how many files of bytes."""
    await upkeep.forget_uploads(db, kept)
    await asyncio.to_thread(shutil.rmtree, renders_of(kept, org_id), ignore_errors=True)
    return await upkeep.sweep(db, kept, young=-1, within=f"{org_id}/")


def renders_of(kept: Store, org_id: UUID) -> Path:
    """Where pictures in other sizes of an organisation lie."""
    return kept.drafts.parent / "renders" / str(org_id)
