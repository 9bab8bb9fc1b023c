"""The organisation's own wording by kind of clause, and how a contract's differs from it, word by word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED, Problem, on_constraint
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
MOST_WORDS: Final = 3000
SAME: Final = 0.97
on_constraint(
    "contract_standards_text_length",
    Problem("standard_text", 422, _("Write the wording: at most 20,000 characters."), field="text"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a comparison: in both, only in the contract, or only in our wording."""

    state: Literal["same", "theirs", "ours"]
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A kind of clause beside our wording of it."""

    kind: str
    state: Literal["same", "changed", "missing"]
    likeness: float
    clauses: Sequence[Mapping[str, Any]]
    pieces: Sequence[Piece]


async def texts(tx: Tx) -> list[Row]:
    """Every wording there is."""
    return await tx.rows(q.all)


async def put(tx: Tx, kind: str, text: str) -> None:
    """The wording of a kind; nothing written takes it away."""
    if not text.strip():
        await drop(tx, kind)
    elif await tx.value(q.put, kind=kind, text=text.strip()) is None:
        raise NOT_ALLOWED()


async def drop(tx: Tx, kind: str) -> None:
    """No wording of this kind any more."""
    await tx.touch(q.drop, kind=kind)


def compare(found: Sequence[Mapping[str, Any]], standards: Sequence[Mapping[str, Any]]) -> list[Compared]:
    """The contract's clauses beside our wording, the least alike first."""
    seen = []
    for standard in standards:
        clauses = [clause for clause in found if clause["kind"] == standard["kind"]]
        if not clauses:
            seen.append(Compared(standard["kind"], "missing", 0.0, (), (Piece("ours", standard["text"]),)))
            continue
        theirs = "\n".join(clause["quote"] for clause in sorted(clauses, key=lambda one: one["span_start"]))
        pieces, likeness = difference(standard["text"], theirs)
        state: Literal["same", "changed"] = "same" if likeness >= SAME else "changed"
        seen.append(Compared(standard["kind"], state, likeness, clauses, pieces))
    return sorted(seen, key=lambda one: one.likeness)


def difference(ours: str, theirs: str) -> tuple[list[Piece], float]:
    """Both texts as one, in pieces, word by word; and how alike they are, from 0 to 1."""
    a, b = _words(ours), _words(theirs)
    matcher = SequenceMatcher(None, [_plain(word) for word in a], [_plain(word) for word in b], autojunk=False)
    pieces: list[Piece] = []
    same = 0
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            same += a2 - a1
            pieces.append(Piece("same", " ".join(b[b1:b2])))
            continue
        if a2 > a1:
            pieces.append(Piece("ours", " ".join(a[a1:a2])))
        if b2 > b1:
            pieces.append(Piece("theirs", " ".join(b[b1:b2])))
    return pieces, round(2 * same / max(1, len(a) + len(b)), 3)


def _words(text: str) -> list[str]:
    return text.split()[:MOST_WORDS]


def _plain(word: str) -> str:
    """A word as compared: case, quotes and what ends a sentence make no difference."""
    return re.sub(r"^\W+|\W+$", "", word).casefold() or word
