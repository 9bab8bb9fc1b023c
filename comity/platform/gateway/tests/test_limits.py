"""Buckets: how many, how soon again, shared between processes; and whose they are."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from comity.config import Misconfigured, Settings
from comity.core.who import Who
from comity.platform.gateway import limits
from comity.platform.gateway.limits import ApiLimits, Buckets, Rate, read_rates


class Clock:
    now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(limits, "time", made)
    return made


def test_a_minutes_worth_and_then_one_at_a_time(clock: Clock) -> None:
    buckets, rate = Buckets(), Rate(100)
    taken = [buckets.take("a", rate) for _ in range(100)]
    assert all(one.allowed for one in taken)
    assert [taken[0].remaining, taken[49].remaining, taken[-1].remaining] == [99, 50, 0]
    refused = buckets.take("a", rate)
    assert not refused.allowed and refused.retry_after == pytest.approx(0.6, abs=1e-3)
    assert dict(refused.headers()) == {
        b"x-ratelimit-limit": b"100", b"x-ratelimit-remaining": b"0", b"x-ratelimit-reset": b"60", b"retry-after": b"1",
    }  # fmt: skip
    assert buckets.take("b", rate).allowed, "somebody else's bucket"
    clock.now += 0.61
    assert buckets.take("a", rate).allowed and not buckets.take("a", rate).allowed
    clock.now += 3600
    assert buckets.take("a", rate).remaining == 99
    clock.now -= 7200  # a clock set back locks nobody out
    assert buckets.take("a", rate).allowed


def test_many_keys_and_few_places(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SLOTS", 64)
    buckets = Buckets()
    for n in range(1000):
        assert buckets.take(f"key {n}", Rate(2)).allowed
    assert buckets.take("key 999", Rate(2)).allowed and not buckets.take("key 999", Rate(2)).allowed


def test_processes_share_them(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "limits"
    mine = Buckets(file)
    script = (
        "import sys; from pathlib import Path; from comity.platform.gateway.limits import Buckets, Rate;"
        "print(sum(Buckets(Path(sys.argv[1])).take('x', Rate(10, 3600)).allowed for _ in range(7)))"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True)
    assert ran.stdout == "7\n"
    assert [mine.take("x", Rate(10, 3600)).allowed for _ in range(4)] == [True, True, True, False]


def test_whose_bucket(tmp_path: Path) -> None:
    mine = ApiLimits(Buckets(), read_rates("anon=1, authenticated=2"))
    nobody, person = Who(address="10.0.0.1"), Who(role="authenticated", user_id=uuid4(), address="10.0.0.1")

    def allowed(who: Who) -> bool:
        taken = mine.take(who)
        return taken is None or taken.allowed

    assert [allowed(nobody), allowed(nobody), allowed(replace(nobody, address="10.0.0.2"))] == [True, False, True]
    assert [allowed(person), allowed(person), allowed(replace(person, address="10.9.9.9"))] == [True, True, False]
    key = replace(person, agent="api key: till")
    assert [allowed(key), allowed(key), allowed(key)] == [True, True, False]
    assert all(allowed(Who.service()) for _ in range(10))


def test_settings(tmp_path: Path) -> None:
    usual = ApiLimits.of(Settings(home=tmp_path))
    assert usual.take(Who(address="127.0.0.1")) is None
    taken = usual.take(Who(address="10.0.0.1"))  # as a trusted proxy names it
    assert taken is not None and taken.limit == 100
    said = ApiLimits.of(Settings(home=tmp_path, rate_api="anon=7")).take(Who(address="127.0.0.1"))
    assert said is not None and said.limit == 7
    assert read_rates("5") == dict.fromkeys(("anon", "authenticated", "service_role"), Rate(5))
    assert read_rates("5, anon=none").keys() == {"authenticated", "service_role"}
    for wrong in ("nobody=5", "anon=many", "-5"):
        with pytest.raises(Misconfigured):
            read_rates(wrong)
