"""Commands of the palette: pages, actions and settings of the plates, found by title or by the words they answer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from comity.core.pack import Command, Pack
from comity.office.search.words import fold, split


def offered(plates: Iterable[Pack], role: str) -> Iterator[Command]:
    """Everything a role may go to: navigation first, then commands, then settings."""
    rooms = list(plates)
    for item in sorted((item for room in rooms for item in room.nav), key=lambda item: item.order):
        if not item.roles or role in item.roles:
            yield Command(item.title, item.path, item.icon, shortcut=f"g {item.key}" if item.key else None)
    for command in (command for room in rooms for command in room.commands):
        if not command.roles or role in command.roles:
            yield command
    for page in (page for room in rooms for page in room.settings):
        if not page.roles or role in page.roles:
            yield Command(page.title, page.path, "settings", words=page.words)


def matching(plates: Iterable[Pack], role: str, typed: str, limit: int = 5) -> list[Command]:
    """Commands whose words begin like those typed, or come close; the closest first."""
    wanted = split(typed)
    scored = [(_score(command, wanted, typed), command) for command in offered(plates, role)]
    close = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
    unique = {command.path: command for _, command in reversed(close)}  # the best one of a path wins
    return [command for _, command in close if unique.get(command.path) is command][:limit]


def meant(command: Command, typed: str) -> bool:
    """Whether what was typed begins the command's title: then nothing else is meant more."""
    wanted = fold(typed.strip())
    return len(wanted) > 1 and fold(str(command.title)).startswith(wanted)


def _score(command: Command, wanted: list[str], typed: str) -> float:
    title = split(str(command.title))
    known = [*title, *split(command.words), *split(str.__str__(command.title))]
    if wanted and all(any(word.startswith(part) for word in known) for part in wanted):
        begins = any(word.startswith(wanted[0]) for word in title)
        return 200.0 if begins else 150.0
    if len(typed) < 4:
        return 0.0
    close = fuzz.ratio(fold(typed), fold(str(command.title)))
    return close if close >= 75 else 0.0
