"""How a call to the outside fails, and whether trying again helps."""

from __future__ import annotations


class OutsideFailure(Exception):
    """The service did not answer well. `permanent`: trying again will not help; `after`: seconds it asked to wait."""

    def __init__(self, problem: str, *, permanent: bool = False, after: float = 0.0, status: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.permanent = permanent
        self.after = after
        self.status = status


class OutsideDown(OutsideFailure):
    """The circuit is open: the service failed again and again and is left alone for a moment."""


class Forbidden(OutsideFailure):
    """The address leads where nobody's request may go: into this network."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, permanent=True)
