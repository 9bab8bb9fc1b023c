"""`comity vault` run as an operator runs it: status, rotate, and a new master key while the old one is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from comity.core.db import Database
from comity.platform import vault
from comity.platform.vault import Field, Service, keys
from tests.world import World

GONG = Service("gong", "Gong", (Field("access_key", "Key"),))
KEY = "gong-key-1234567890abcdef"
OLD, NEW = "0b" * 32, "a passphrase an operator remembers"


def comity(url: str, home: Path, *arguments: str, master: str, old: str | None = None) -> tuple[int, str]:
    """A command in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    environment |= {"COMITY_HOME": str(home), "COMITY_DATABASE_URL": url, "COMITY_MASTER_KEY": master}
    environment |= {"COMITY_OLD_MASTER_KEY": old} if old else {}
    command = [sys.executable, "-m", "comity", "vault", *arguments]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    said = ran.stdout + ran.stderr
    assert KEY not in said and OLD not in said and NEW not in said and "Traceback" not in said, said
    return ran.returncode, said


async def test_keys_rotate_and_the_master_key_changes_hands(
    db: Database, world: World, database_url: str, tmp_path: Path
) -> None:
    vault.configure(OLD)
    await vault.put(db, world.owner, GONG, {"access_key": KEY})
    await vault.put(db, world.stranger, GONG, {"access_key": KEY[::-1]})
    account = await vault.seal(db, world.ours.id, "connected", b'{"access": "x", "refresh": ""}')
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into connected_accounts (org_id, user_id, provider, sealed) values (%s, %s, 'google', %s)",
            (world.ours.id, world.owner.user_id, account),
        )
    code, said = comity(database_url, tmp_path, "status", master=OLD)
    assert code == 0 and "2 data keys in use, 0 retired, 0 under another" in said and "1 connected accounts" in said
    code, said = comity(database_url, tmp_path, "rotate", master=OLD)
    assert code == 0 and "2 data keys rotated, 3 sets of keys sealed anew" in said
    code, said = comity(database_url, tmp_path, "status", master=NEW)
    assert code == 1 and "4 under another master key" in said and "rewrap" in said
    code, said = comity(database_url, tmp_path, "rewrap", master=NEW, old="not the old one")
    assert code == 0 and "0 data keys" in said, "who does not have the old key changes nothing"
    code, said = comity(database_url, tmp_path, "rewrap", master=NEW, old=OLD)
    assert code == 0 and "4 data keys wrapped anew" in said
    assert comity(database_url, tmp_path, "rewrap", master=NEW, old=OLD)[1].startswith("0 data keys")
    code, said = comity(database_url, tmp_path, "status", master=NEW)
    assert (
        code == 0
        and "2 data keys in use, 2 retired, 0 under another" in said
        and keys.master_id(OLD.encode()) not in said
    )
    vault.configure(NEW)
    assert await vault.read(db, world.owner, "gong") == {"access_key": KEY}
    assert await vault.read(db, world.stranger, "gong") == {"access_key": KEY[::-1]}
    vault.configure(OLD)
    assert await vault.read(db, world.owner, "gong") is None
