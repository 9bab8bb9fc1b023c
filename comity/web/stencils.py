"""Markup drawn once by its template and filled many times: a list repeats the same few shapes hundreds of times a page.

A macro is drawn with marks where rows differ; what it drew is cut at the marks, and what fills them must be escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MARKS: Final = ("\ue000", "\ue001", "\ue002", "\ue003")
"""Letters of nobody's language: no text of ours has them, and nothing escapes or translates them."""
_MARK: Final = re.compile("[\ue000-\ue003]")


@dataclass(frozen=True, slots=True)
class Stencil:
    """Markup with holes."""

    text: str
    order: tuple[int, ...]

    def fill(self, *values: str) -> str:
        """The markup with these (escaped) values in the holes, by the number of their mark."""
        return self.text % tuple([values[hole] for hole in self.order])


def cut(drawn: str) -> Stencil:
    """The stencil of what a macro drew around marks."""
    order = tuple(MARKS.index(mark) for mark in _MARK.findall(drawn))
    return Stencil(_MARK.sub("%s", drawn.replace("%", "%%")), order)
