"""The members of the lists in a JSON document, one at a time: the document is never in memory as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from comity.core.errors import Problem
from comity.office.imports.readers.layout import LARGEST_CELL, refuse
from comity.web.i18n import gettext as _

_PIECE = 256 * 1024
_SPACE = re.compile(r"[ \t\r\n]*")
_DEEPEST = 4
TOP = ""

Member = tuple[str, Any]
"""The name of the list ("" for a list at the top, else its dotted path) and one of its members."""


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_decoder = json.JSONDecoder(parse_constant=_no_constant, strict=False)


class Walker:
    """Walks through a document once."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._buffer = ""
        self._at = 0
        self._line, self._column = 1, 1  # of the buffer's first character
        self.lists: dict[str, int] = {}
        """Every list met so far, with the number of its members."""
        self.several = False
        """Whether more values follow the first one."""

    def members(self) -> Iterator[Member]:
        """All members of all lists that are not inside another list."""
        first = self._peek()
        if first == "[":
            yield from self._list(TOP)
        elif first == "{":
            yield from self._object("", 1)
        else:
            self._value()
        self.several = self._peek() in ("{", "[")
        if self._peek() and not self.several:
            raise self._wrong(self._at)

    def _list(self, name: str) -> Iterator[Member]:
        self._at += 1
        self.lists.setdefault(name, 0)
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            self._peek()
            value = self._value()
            self.lists[name] += 1
            yield name, value
            if self._separator("]"):
                return

    def _object(self, path: str, depth: int) -> Iterator[Member]:
        self._at += 1
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            if self._peek() != '"':
                raise self._wrong(self._at)
            key = f"{path}.{self._value()}" if path else str(self._value())
            if self._peek() != ":":
                raise self._wrong(self._at)
            self._at += 1
            begins = self._peek()
            if begins == "[":
                yield from self._list(key)
            elif begins == "{" and depth < _DEEPEST:
                yield from self._object(key, depth + 1)
            else:
                self._value()
            if self._separator("}"):
                return

    def _separator(self, end: str) -> bool:
        """Passes the comma or the end of a list or object; says whether it was the end."""
        found = self._peek()
        if found not in (",", end) or not found:
            raise self._cut_off() if not found else self._wrong(self._at)
        self._at += 1
        return found == end

    def _peek(self) -> str:
        """The next character that is no white space, "" at the end of the file."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            assert match is not None
            self._at = match.end()
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def _value(self) -> Any:
        while True:
            try:
                value, end = _decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos >= len(self._buffer) - 8
                if cut and self._more():
                    continue
                unterminated = error.msg.startswith("Unterminated") or not self._buffer[error.pos :].strip()
                raise (self._cut_off() if unterminated else self._wrong(error.pos, error.msg)) from error
            except (ValueError, RecursionError) as error:
                raise self._wrong(self._at, str(error)[:80]) from error
            if end == len(self._buffer) and self._more():
                continue  # a number may go on in the next piece
            self._at = end
            return value

    def _more(self) -> bool:
        """Reads on; forgets what has been passed."""
        left = len(self._buffer) - self._at
        if left > LARGEST_CELL * 2:
            sentence = _("An item of this file is larger than {most} MB.")
            raise refuse("file_cell", sentence.format(most=LARGEST_CELL // 2**20))
        piece = self._text.read(max(_PIECE, left))
        if not piece:
            return False
        self._line, self._column = self.position(self._at)
        self._buffer = self._buffer[self._at :] + piece
        self._at = 0
        return True

    def position(self, at: int) -> tuple[int, int]:
        """Line and column of a place in the buffer."""
        newlines = self._buffer.count("\n", 0, at)
        if newlines:
            return self._line + newlines, at - self._buffer.rfind("\n", 0, at)
        return self._line, self._column + at

    def _wrong(self, at: int, why: str = "") -> Problem:
        if at >= len(self._buffer):
            return self._cut_off()
        return malformed(*self.position(at), why)

    def _cut_off(self) -> Problem:
        sentence = _("This JSON ends too early: something that was opened is never closed. Was the file cut off?")
        return refuse("file_json", sentence)


def malformed(line: int, column: int, why: str = "") -> Problem:
    """Where a document stops being JSON."""
    sentence = _("This is not valid JSON: see line {line}, column {column}.").format(line=line, column=column)
    return refuse("file_json", f"{sentence} ({why})" if why else sentence)
