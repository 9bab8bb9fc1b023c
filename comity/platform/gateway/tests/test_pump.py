"""Bodies out of two threads: in order, whoever is late; and no thread is held for those who do not read."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from comity.platform.gateway import pump as pumping
from comity.platform.gateway.pump import WORKERS, Pump


class Client:
    """Takes so much at a time; what does not fit is not read for now."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.got = bytearray()

    def take(self, piece: memoryview) -> int:
        part = bytes(piece[: self.most])
        self.got += part
        return len(part)


def piece(number: int) -> bytes:
    return b"%06d" % number + b"x" * (number % 7)


def run(pump: Pump, threads: ThreadPoolExecutor) -> int:
    """All spells of a pump; how many it took."""
    spells = 0
    while not pump.done:
        pump.begin()
        for done in [threads.submit(pump.work, worker) for worker in range(WORKERS)]:
            done.result(120)
        spells += 1
    return spells


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("count", [1, 2, 3, 501])
def test_pieces_go_out_in_order(threads: int, count: int) -> None:
    client = Client(100)

    def make(number: int, worker: int) -> memoryview:
        assert number % WORKERS == worker
        if random.random() < 0.02:
            time.sleep(0.002)
        return memoryview(piece(number))

    with ThreadPoolExecutor(threads) as pool:  # with one thread whoever waits gives way
        run(Pump(count, make, client.take), pool)
    assert bytes(client.got) == b"".join(piece(number) for number in range(count))


def test_a_client_that_reads_slowly_gets_all_of_it_and_holds_no_thread() -> None:
    client, made = Client(5), []

    def make(number: int, worker: int) -> memoryview:
        made.append(number)
        return memoryview(piece(number))

    with ThreadPoolExecutor(2) as pool:
        spells = run(Pump(40, make, client.take), pool)
    assert bytes(client.got) == b"".join(piece(number) for number in range(40))
    assert sorted(made) == list(range(40))  # none is made twice
    assert spells > 40  # the threads were given back each time


def test_a_long_body_gives_its_threads_back_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pumping, "_SPELL", 0.01)
    client = Client(100)

    def make(number: int, worker: int) -> memoryview:
        time.sleep(0.003)
        return memoryview(piece(number))

    with ThreadPoolExecutor(2) as pool:
        assert run(Pump(40, make, client.take), pool) > 3


@pytest.mark.parametrize("bad", [0, 1, 8])
def test_what_cannot_be_made_ends_it_and_nothing_after_it_goes_out(bad: int) -> None:
    client = Client(100)

    def make(number: int, worker: int) -> memoryview:
        if number == bad:
            raise ValueError("damaged")
        return memoryview(piece(number))

    with ThreadPoolExecutor(2) as pool, pytest.raises(ValueError, match="damaged"):
        run(Pump(20, make, client.take), pool)
    assert bytes(client.got) == b"".join(piece(number) for number in range(bad))


def test_a_pump_that_is_stopped_lets_its_threads_go() -> None:
    client, begun = Client(100), threading.Event()

    def make(number: int, worker: int) -> memoryview:
        begun.set()
        time.sleep(0.001)
        return memoryview(piece(number))

    with ThreadPoolExecutor(2) as pool:
        pump = Pump(10**9, make, client.take)
        pump.begin()
        ended = [pool.submit(pump.work, worker) for worker in range(WORKERS)]
        assert begun.wait(120)
        pump.stopped = True
        for done in ended:
            done.result(120)
