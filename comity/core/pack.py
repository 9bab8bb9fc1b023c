"""The shape of a door plate: what a room or an integration offers the house, in one frozen object.

Navigation, permissions, settings pages, search, schedules and documentation are derived from the plates that app.py
lists; nothing else names a room's insides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.routing import BaseRoute

from comity.core.announce import Fact
from comity.core.db import Tx
from comity.core.work import Schedule, Workflow

Seed = Callable[[Tx], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the main navigation. `roles` empty means everyone; `key` is pressed after g."""

    title: str
    path: str
    icon: str
    key: str | None = None
    roles: tuple[str, ...] = ()
    order: int = 100
    also: tuple[str, ...] = ()
    """Other places that belong to it: it is marked there too."""


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the command palette: where it leads, and the words it answers to."""

    title: str
    path: str
    icon: str = "arrow-right"
    words: str = ""
    shortcut: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A block on somebody else's record page, rendered by `render(request, tx, subject_id) -> context`.

    `on` names the page ("contact", "company", "lead", "home"); the template is looked up like a page's.
    """

    on: str
    template: str
    load: Callable[..., Awaitable[Any]]
    title: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """An entry of the settings' navigation."""

    title: str
    path: str
    group: str = "Organisation"
    roles: tuple[str, ...] = ()
    order: int = 100
    words: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """The plate of a room."""

    name: str
    title: str
    routes: Sequence[BaseRoute] = ()
    nav: Sequence[NavItem] = ()
    commands: Sequence[Command] = ()
    panels: Sequence[Panel] = ()
    settings: Sequence[SettingsPage] = ()
    seeds: Sequence[Seed] = ()
    """Run in the transaction that creates an organisation, in the order of the plates."""
    nouns: Sequence[Any] = ()
    """What search, palette and typed questions can find (office.search)."""
    steps: Sequence[Any] = ()
    """What getting started means in this room (office.steps)."""
    lists: Sequence[Any] = ()
    """Its lists of records (office.lists): what can be asked of them elsewhere, too."""
    import_targets: Sequence[Any] = ()
    """What files can be imported into (office.imports)."""
    workflows: Sequence[Workflow] = ()
    on: Mapping[type[Fact], Sequence[Workflow]] = field(default_factory=dict)
    on_kinds: Mapping[str, Sequence[Workflow]] = field(default_factory=dict)
    """The same by a fact's kind, for facts that triggers announce."""
    schedule: Sequence[Schedule] = ()
    functions: Sequence[Any] = ()
    agents: Sequence[Any] = ()
    bulk: Sequence[Any] = ()
    """What agents can do to many records at once (office.ai_bulk)."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What its tables, workflows and facts are called, for those who read what happened."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the columns of its tables are called."""
    services: Sequence[Any] = ()
    """Outside services whose keys the vault keeps (platform.vault.Service)."""
