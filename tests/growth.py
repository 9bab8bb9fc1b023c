"""How the cost of a computation grows with its input, told apart from how busy the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

ROUNDS: Final = 3
SLACK: Final = 3.0


def assert_linear(act: Callable[[int], object], small: int, times: int = 8) -> None:
    """`times` as much input costs about `times` as much CPU; what is quadratic would cost `times` squared.

    The best of some rounds counts, so that a machine that does other things does not.
    """
    assert times > 2 * SLACK, "linear and quadratic would not be told apart"
    act(small)
    little, much = _best(act, small), _best(act, small * times)
    assert much < little * times * SLACK, f"{times} times as much cost {much / little:.1f} times as much CPU"


def _best(act: Callable[[int], object], size: int) -> float:
    costs = []
    for _ in range(ROUNDS):
        began = time.process_time()
        act(size)
        costs.append(time.process_time() - began)
    return max(min(costs), 1e-4)
