"""What a plan holds, many at once, and one's own erasure, by the official client; ours, and the stranger's nothing.

A provider of the operator's own answers every question; plans are changed by `comity plan`.  seed: AC10, C21, F30, F36
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import httpx
import psycopg
import pytest
from supabase_functions.errors import FunctionsHttpError

from comity.commands import plan
from comity.packs.coaching.many import JUDGE_MANY
from tests.app import end, serve
from tests.server import Postgres
from tests.visits import visit
from tests.wire.functions.conftest import Served
from tests.world import WORLD, enter

pytestmark = pytest.mark.wire
TALK = "Remy Duval: What is your budget?\nClaire: We have 20,000 EUR until Friday. Case {}."
ODD = "zibbel krumpf wobbly fnord {}"


class Provider(BaseHTTPRequestHandler):
    """Speaks Chat Completions: a question becomes every lead by name, a call is heard to hold nothing."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.asked.append(self.path)
        said = {"relation": "leads", "filters": [], "order": "created_at", "signals": [], "action_items": []}
        choice = {"message": {"role": "assistant", "content": json.dumps(said)}}
        answer = json.dumps({"model": "m", "choices": [choice], "usage": {"prompt_tokens": len(body)}}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: Any) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def house(postgres: Postgres) -> Iterator[Served]:
    """The program with an operator's provider, for this file alone."""
    provider = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=provider.serve_forever, daemon=True).start()
    home, url = Path(tempfile.mkdtemp(prefix="comity-plan-")), postgres.create()
    enter(url, WORLD)
    base = f"http://127.0.0.1:{provider.server_port}/v1"
    app = serve(home, url, OPENAI_BASE_URL=base, OPENAI_API_KEY="sk-operator", COMITY_AI_MODELS="openai:m")
    said = json.loads(app.comity("status", "--json").stdout)
    with httpx.Client() as http:
        yield Served(app, *(said[f"{name}_key" if name != "app" else "app_url"] for name in
                            ("app", "anon", "publishable", "service_role")), http=http)  # fmt: skip
    end(app)
    postgres.drop(url)
    shutil.rmtree(home)
    provider.shutdown()
    provider.server_close()


@pytest.fixture(scope="module")
def invoke(house: Served) -> Callable[..., Any]:
    """A function by the official client, as one of the cast; its JSON."""
    clients = {name: house.client(who) for name, who in (
        ("owner", WORLD.owner), ("rep", WORLD.rep), ("stranger", WORLD.stranger), ("leaver", WORLD.ours.other_rep),
    )}  # fmt: skip

    def call(who: str, name: str, given: dict[str, Any] | None = None) -> Any:
        return clients[who].functions.invoke(name, {"body": given or {}, "responseType": "json"})

    call.clients = clients  # type: ignore[attr-defined]
    return call


def by_command(house: Served, *said: str) -> str:
    done = house.app.comity("plan", *said)
    assert done.returncode == 0, done.stderr
    return done.stdout


def holds(house: Served, calls: int | None, searches: int, beyond: str = "rules") -> None:
    """What the command does, without waiting for it to start."""
    with psycopg.connect(house.app.database_url) as connection:
        connection.execute(
            "update app.plans set call_analyses = %s, searches = %s, beyond = %s where plan = 'starter'",
            (calls, searches, beyond),
        )


def refused(call: Callable[[], Any]) -> tuple[int, str]:
    """Status and code of a refusal, by the client's own error."""
    with pytest.raises(FunctionsHttpError) as error:
        call()
    return error.value.status, error.value.message


def test_the_operator_says_what_a_plan_holds(house: Served) -> None:
    said = by_command(house, "starter", "--analyses", "3", "--searches", "2", "--org", WORLD.ours.slug)
    assert "starter    3 analyses, 2 searches a month, then rules" in said and "has the plan starter" in said
    assert "growth     any analyses, any searches a month" in said
    unknown = house.app.comity("plan", "growth", "--org", "nobody-here")
    assert unknown.returncode == 1 and "no organisation nobody-here" in unknown.stderr


@pytest.mark.parametrize("wrong", [["starter", "--searches", "-1"], ["gold"], ["starter", "--beyond", "beg"]])
def test_what_is_no_plan_is_refused_before_anything_is_opened(wrong: list[str]) -> None:
    parser = argparse.ArgumentParser()
    plan.add(parser.add_subparsers())
    with pytest.raises(SystemExit):
        parser.parse_args(["plan", *wrong])


def test_past_the_questions_of_a_plan_the_wire_says_402_and_what_to_do(house: Served, invoke: Any) -> None:
    holds(house, 10, 2)
    for number in range(2):
        assert invoke("rep", "search-leads", {"query": ODD.format(number)})["relation"] == "leads"
    asked = len(Provider.asked)
    status, message = refused(lambda: invoke("rep", "search-leads", {"query": ODD.format(3)}))
    assert status == 402 and "larger plan" in message and len(Provider.asked) == asked
    by_rest = house.http.post(f"{house.url}/api/search-leads", json={"query": ODD.format(4)}, headers={
        "apikey": house.anon, "authorization": f"Bearer {house.token(WORLD.rep)}"})  # fmt: skip
    assert by_rest.status_code == 402 and "plan_searches_used" in by_rest.text
    assert invoke("rep", "search-leads", {"query": ODD.format(1)})["relation"] == "leads"  # a kept answer costs nothing
    assert invoke("rep", "search-leads", {"query": "leads over 1000 EUR"})["relation"] == "leads"  # nor do the rules
    assert invoke("stranger", "search-leads", {"query": ODD.format(5)})["relation"] == "leads"  # theirs is their own


def test_a_plan_that_is_used_up_cuts_no_palette_off(house: Served) -> None:
    """The answers of the rules come whole; why no model reads is said by the page of everything."""
    asked = len(Provider.asked)
    with visit(house.app, WORLD.rep) as rep:
        typed = ODD.format("gnarl")
        page = rep.get("/palette", params={"q": typed, "stream": "1", "ask": "1"}).text
        assert "Search everything for" in page and "larger plan" not in page
        assert "larger plan" in rep.get("/search/read", params={"q": typed}).text
    assert len(Provider.asked) == asked


def test_at_the_last_analysis_two_at_once_get_one(house: Served, invoke: Any) -> None:
    holds(house, 1, 2, "refuse")
    before = len(Provider.asked)

    def hear(number: int) -> int:
        try:
            invoke("rep", "extract-signals", {"transcript": TALK.format(number)})
        except FunctionsHttpError as error:
            return int(error.status)
        return 200

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(hear, (1, 2))) == [200, 402]
    assert len(Provider.asked) == before + 1
    holds(house, 1, 2)
    found = invoke("rep", "extract-signals", {"transcript": TALK.format(3)})
    assert found["signals"] and len(Provider.asked) == before + 1  # the rules heard what the provider would not


def test_counters_are_read_by_those_who_run_the_organisation_and_changed_by_nobody(house: Served, invoke: Any) -> None:
    def rows(who: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = invoke.clients[who].table("usage_tracking").select("*").execute().data
        return found

    (mine,) = rows("owner")
    assert (mine["call_analyses"], mine["searches"]) == (1, 2) and rows("rep") == []
    assert [row["searches"] for row in rows("stranger")] == [1]
    auth = {"apikey": house.anon, "authorization": f"Bearer {house.token(WORLD.owner)}"}
    for method, path, body in (
        ("PATCH", "usage_tracking?searches=gte.0", {"searches": 0}), ("DELETE", "usage_tracking?searches=gte.0", None),
        ("PATCH", f"organizations?id=eq.{WORLD.ours.id}", {"plan": "enterprise"}),
        ("POST", "usage_tracking", {"period_start": "2020-01-01", "period_end": "2020-02-01"}),
    ):  # fmt: skip
        answer = house.http.request(method, f"{house.url}/rest/v1/{path}", headers=auth, json=body)
        assert answer.status_code in (401, 403), (method, path, answer.text)
    with visit(house.app, WORLD.owner) as owner:
        page = owner.get("/settings/ai/budget").text
        assert "1 of 1" in page and "2 of 2" in page and "larger plan" in page


def test_many_are_judged_by_function_for_no_more_than_the_price(house: Served, invoke: Any) -> None:
    holds(house, 1, 2)
    invoke("owner", "seed-new-org")
    for number in range(2):
        invoke("rep", "ingest-call", {"transcript": TALK.format(number), "title": f"Talk {number}"})
    name = JUDGE_MANY.name
    until(lambda: invoke("owner", "price-bulk", {"name": name, "again": True})["records"] >= 2)
    priced = invoke("owner", "price-bulk", {"name": name, "again": True})
    assert (priced["plan_left"], priced["batched"]) == (0, False)
    holds(house, None, 2)
    assert invoke("owner", "price-bulk", {"name": name, "again": True})["plan_left"] is None
    job = invoke("owner", "run-bulk", {"name": name, "again": True, "most_usd": priced["most_usd"]})
    assert job["records"] == priced["records"]
    jobs = invoke.clients["owner"].table("background_jobs").select("state").eq("id", job["job_id"])
    until(lambda: jobs.execute().data[0]["state"] == "done")
    assert refused(lambda: invoke("rep", "run-bulk", {"name": name, "most_usd": 1}))[0] == 403
    assert refused(lambda: invoke("owner", "run-bulk", {"name": name, "most_usd": -1}))[0] in (400, 422)
    assert refused(lambda: invoke("owner", "run-bulk", {"name": "nothing", "most_usd": 1}))[0] == 404
    theirs = invoke("stranger", "price-bulk", {"name": name, "again": True})
    assert theirs["records"] == 0
    assert invoke.clients["stranger"].table("background_jobs").select("id").eq("id", job["job_id"]).execute().data == []


def test_whoever_asks_to_be_forgotten_is_and_nobody_else(house: Served, invoke: Any) -> None:
    me = WORLD.ours.other_rep
    assert refused(lambda: invoke("leaver", "delete-user-data", {"email": "another@odd.example"}))[0] == 422
    erased = invoke("leaver", "delete-user-data", {"email": str(me.email).upper()})
    assert erased["member"] == str(me.user_id)
    with pytest.raises(FunctionsHttpError):
        invoke("leaver", "search-leads", {"query": "leads"})
    members = invoke.clients["owner"].table("org_members").select("name,email").execute().data
    assert str(me.email) not in json.dumps(members) and len(members) >= 3
    assert invoke("rep", "search-leads", {"query": "leads"})["relation"] == "leads"
    status, message = refused(lambda: invoke("owner", "delete-user-data", {"email": str(WORLD.owner.email)}))
    assert status in (400, 403, 409, 422) and "owner" in message.lower()


def until(done: Callable[[], bool], seconds: float = 180) -> None:
    """Waits for a state."""
    end_of_patience = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end_of_patience
        time.sleep(1)  # prices are told thirty times a minute
