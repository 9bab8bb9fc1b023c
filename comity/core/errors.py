"""What went wrong, as one sentence with a status; and how a constraint's name becomes such a sentence.

Problem          expected: shown to the caller as it stands
DatabaseError    unexpected: a SQLSTATE nobody registered a Problem for
DatabaseDown     the database cannot be reached; trying again helps
"""

from __future__ import annotations

import re
from typing import Any, Self


class Problem(Exception):
    """An expected failure: a code for programs, a status for the wire, a sentence for people."""

    def __init__(
        self,
        code: str,
        status: int,
        sentence: str,
        *,
        field: str | None = None,
        hint: str | None = None,
        details: Any = None,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.status = status
        self.sentence = sentence
        self.field = field
        self.hint = hint
        self.details = details

    def __call__(self) -> Self:
        """The same again, to be raised. A raised exception holds every frame it went through, and what stood in them:
        one that a module keeps and raises itself would hold those of all requests it ever refused."""
        again = type(self).__new__(type(self), *self.args)
        again.__dict__.update(self.__dict__)
        return again

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((self.code, self.status, self.sentence))

    def with_details(self, details: Any) -> Problem:
        return Problem(self.code, self.status, self.sentence, field=self.field, hint=self.hint, details=details)


class Passing(Problem):
    """A Problem of the moment, made by others' work or the machine: the same may well succeed a little later."""


class DatabaseError(Exception):
    """The database refused a statement."""

    def __init__(
        self,
        sqlstate: str,
        message: str,
        *,
        detail: str | None = None,
        hint: str | None = None,
        constraint: str | None = None,
        table: str | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(f"{message} [{sqlstate}]")
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
        self.table = table
        self.column = column


class DatabaseDown(DatabaseError):
    """No connection to the database, or the one we had broke."""

    def __init__(self, message: str) -> None:
        super().__init__("08006", message)


class DatabaseLost(DatabaseDown):
    """The connection broke while something was asked on it: whether that happened, nobody can say."""


class DatabaseBusy(DatabaseDown):
    """Every connection was in use for too long."""


def away(error: BaseException) -> bool:
    """Whether the database went away (lost, shut down, starting), rather than refused what was asked."""
    return isinstance(error, DatabaseError) and (error.sqlstate[:2] == "08" or error.sqlstate[:3] == "57P")


def passes(error: BaseException) -> bool:
    """Whether the same may succeed a little later: the database is away, or others were in the way."""
    return isinstance(error, Passing) or away(error)


NOT_ALLOWED = Problem("not_allowed", 403, "You may not do this. Ask an admin of your organisation.")
NOT_FOUND = Problem("not_found", 404, "There is no such record, or you may not see it.")
CONFLICT = Problem("conflict", 409, "Someone changed this at the same moment. Reload and try again.")
CROSSED = Passing(CONFLICT.code, CONFLICT.status, CONFLICT.sentence)
BUSY = Passing("busy", 503, "The database is busy. Try again in a moment.")
BAD_VALUE = Problem("bad_value", 422, "One of these values does not have the right form, or is too large.")
BAD_CONDITION = Problem("bad_condition", 422, "One of the conditions does not fit its column.")
# too long, out of range, no such date, not a number or an id, no JSON, a zero byte
_BAD_VALUES = frozenset({"22001", "22003", "22007", "22008", "22P02", "22P03", "22P05", "22021", "22032", "54000"})

_BY_CONSTRAINT: dict[str, Problem] = {}
_BY_SQLSTATE: dict[str, Problem] = {
    "42501": NOT_ALLOWED,
    "40001": CROSSED,
    "40P01": CROSSED,
    "55P03": BUSY,
    "57014": Passing("too_slow", 503, "That took too long and was stopped. Narrow it down and try again."),
    "53100": Passing("disk_full", 507, "The disk is full. Nothing was saved; free some space and try again."),
}
_SHARD_SUFFIX = re.compile(r"_\d+$")  # scale.md rule 8


def on_constraint(name: str, problem: Problem) -> Problem:
    """Says which Problem a violated constraint, index or raised constraint name means."""
    _BY_CONSTRAINT[name] = problem
    return problem


def from_database(error: DatabaseError) -> Exception:
    """The Problem registered for what the database said, or the error itself."""
    if error.constraint:
        known = _BY_CONSTRAINT.get(error.constraint) or _BY_CONSTRAINT.get(_SHARD_SUFFIX.sub("", error.constraint))
        if known and not known.sentence:  # a trigger's own words say more
            return Problem(known.code, known.status, error.message, field=known.field, details=error.detail)
        if known:
            return known.with_details(error.detail)
    known = _BY_SQLSTATE.get(error.sqlstate)
    if known is None and error.sqlstate in _BAD_VALUES:
        return BAD_VALUE.with_details(error.message)
    if known is None:
        return error
    if error.sqlstate == "42501" and not error.message.startswith(("new row violates", "permission denied")):
        return Problem(known.code, known.status, error.message, hint=error.hint)
    return known()
