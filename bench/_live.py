"""What the benches of realtime share: a home with organisations, tokens of their members, who used how much CPU."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import joserfc.jwt
import psycopg
from joserfc.jwk import OctKey

from bench.harness import Served
from comity.core.who import Who

ORGS = 50
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class House:
    """A served home with organisations, and tokens of their members."""

    served: Served
    secret: str
    anon: str
    members: list[Who] = field(default_factory=list)

    def token(self, who: Who) -> str:
        claims = {
            "sub": str(who.user_id), "role": "authenticated", "org_id": str(who.org_id), "org_role": who.org_role,
            "aud": "authenticated", "exp": int(time.time()) + 3600, "email": who.email,
        }  # fmt: skip
        return joserfc.jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self.secret))

    @property
    def path(self) -> str:
        return f"/realtime/v1/websocket?apikey={self.anon}&vsn=2.0.0"

    @property
    def pid(self) -> int:
        return self.served.process.pid


def house_of(one: Served) -> House:
    """Fifty organisations of twenty people."""
    said = json.loads(one.comity("status", "--json"))
    house = House(one, said["jwt_secret"], said["anon_key"])
    with psycopg.connect(one.database_url) as admin:
        for org in range(ORGS):
            org_id = UUID(int=(0x0192_7000_7000_7000 << 64) | (1 << 63) | org)
            for number in range(20):
                user = UUID(int=(0x0192_7000_7000_7001 << 64) | (1 << 63) | (org * 100 + number))
                role, email = "owner" if number == 0 else "rep", f"p{number}@o{org}.example"
                house.members.append(Who("authenticated", org_id, user, role, email=email))
                admin.execute("insert into auth.users (id, email) values (%s, %s)", [user, email])
                if number == 0:
                    admin.execute(
                        "insert into organizations (org_id, name, slug, owner_id) values (%s, %s, %s, %s)",
                        [org_id, f"Org {org}", f"org-{org}", user],
                    )
                admin.execute(
                    "insert into org_members (org_id, user_id, role, name, email) values (%s, %s, %s, %s, %s)",
                    [org_id, user, role, email, email],
                )
    return house


def cpu(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def own_cpu() -> float:
    """Seconds of CPU the load generator itself has used: it shares the machine with what it measures."""
    used = os.times()
    return used.user + used.system


def whole_cpu() -> float:
    """Seconds of CPU the whole machine has used."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return (sum(map(int, fields[:8])) - int(fields[3]) - int(fields[4])) / TICKS
