"""A position in a text, and how to say what was expected there."""

from __future__ import annotations

import re
from re import Pattern
from typing import NoReturn

from comity.platform.rest import errors

MAX_DEPTH = 32  # nesting of embeds and of logic; each level is a Python frame and a sub-select

_NAME = re.compile(r"[\w $]+(?:-(?!>)[\w $]+)*")
_IDENTIFIER = re.compile(r"[\w $]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BLANK = re.compile(r"[ \t]*")
_JSON_KEY = re.compile(r"[^(\-:.,>)]+(?:-(?!>)[^(\-:.,>)]+)*")
_JSON_INDEX = re.compile(r"-?[0-9]+(?=->|::|\.|,|\)|$)")


class Scanner:
    """Reads one parameter from left to right; never goes back further than one token."""

    __slots__ = ("at", "depth", "shown", "text", "what")

    def __init__(self, text: str, what: str, shown: str | None = None) -> None:
        self.text = text
        self.shown = text if shown is None else shown
        self.what = what
        self.at = 0
        self.depth = 0

    def fail(self, expecting: str, at: int | None = None, unexpected: str | None = None) -> NoReturn:
        """Refuses the text; `unexpected` is the character met when not said otherwise."""
        at = self.at if at is None else at
        if unexpected is None:
            unexpected = f'"{self.text[at]}"' if at < len(self.text) else "end of input"
        details = f"unexpected {unexpected} expecting {expecting}"
        raise errors.unparsable(self.what, self.shown, at + 1, details)

    def peek(self, token: str) -> bool:
        return self.text.startswith(token, self.at)

    def take(self, token: str) -> bool:
        """Steps over the token if it is next."""
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def need(self, token: str, label: str | None = None) -> None:
        if not self.take(token):
            self.fail(label or f'"{token}"')

    def match(self, pattern: Pattern[str]) -> str | None:
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[0]

    def blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        if found is not None:
            self.at = found.end()

    def done(self) -> bool:
        return self.at >= len(self.text)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise errors.too_deep(self.what, MAX_DEPTH)

    def quoted(self) -> str | None:
        """`"..."` with backslash escapes."""
        found = _QUOTED.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return _ESCAPE.sub(r"\1", found[1]) if "\\" in found[1] else found[1]

    def name(self) -> str:
        """A column, table or alias: letters, digits, `_`, `$`, inner spaces and dashes, or anything in quotes."""
        if self.peek('"'):
            quoted = self.quoted()
            if quoted is None:
                self.fail('"\\""', at=len(self.text))
            return quoted
        found = self.match(_NAME)
        if found is None:
            self.fail("field name (* or [a..z0..9_$])")
        return "-".join(part.strip(" ") for part in found.split("-")) if "-" in found else found.strip(" ")

    def identifier(self) -> str:
        """The name of a type or of a text search configuration."""
        found = self.match(_IDENTIFIER)
        if found is None:
            self.fail("letter or digit")
        return found.strip(" ")

    def json_index(self) -> str | None:
        return self.match(_JSON_INDEX)

    def json_key(self) -> str | None:
        found = self.match(_JSON_KEY)
        return None if found is None else "-".join(part.strip() for part in found.split("-"))
