"""An outside service an organisation can keep keys of: which, and how to try them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from comity.core.db import Database
from comity.core.who import Who


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to type. What is not secret is shown as a hint of which key this is."""

    name: str
    title: str
    secret: bool = True
    optional: bool = False
    placeholder: str = ""


Test = Callable[[Database, Who, Mapping[str, str]], Awaitable[str]]
"""Tries the keys against the service: a sentence of what answered; raises with a sentence when it did not."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service by its name in the vault."""

    name: str
    title: str
    fields: tuple[Field, ...]
    test: Test | None = None
    purpose: str = ""
    more: Any = None

    def hint(self, given: Mapping[str, str]) -> str:
        """What may be shown of the keys: what is no secret, and the last four letters of a long one."""
        said = [given[field.name] for field in self.fields if not field.secret and given.get(field.name)]
        ends = [f"…{given[f.name][-4:]}" for f in self.fields if f.secret and len(given.get(f.name, "")) >= 16]
        return " · ".join([*said, *ends])[:200]
