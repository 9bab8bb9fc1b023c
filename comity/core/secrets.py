"""The home's own secrets: made at first start, readable by the owner only."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Secrets:
    """`jwt_secret` signs tokens; `master_key` (32 bytes, hex) wraps every other key."""

    jwt_secret: str
    master_key: str


def load(home: Path) -> Secrets:
    """The secrets of this home, made if there are none. Written whole or not at all, whoever starts first."""
    path = home / "secrets.json"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        made = {"jwt_secret": secrets.token_urlsafe(48), "master_key": secrets.token_hex(32)}
        draft = home / f".secrets.{os.getpid()}"
        draft.touch(mode=0o600)
        with draft.open("w") as file:
            json.dump(made, file)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its secrets hold
            os.link(draft, path)
        draft.unlink()
    return Secrets(**json.loads(path.read_text()))
