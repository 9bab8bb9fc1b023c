"""The translations' bookkeeping: `python -m comity.web.catalogue` brings every catalogue up to date."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from comity.web.i18n import FOLDER, SOURCE, languages

HOUSE: Final = Path(__file__).parent.parent
_KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "Problem": (3,),
    "QueryProblem": None,
}
_CODE: Final = re.compile(r"[a-z]+(_[a-z]+)+")
_METHODS: Final = [("**/tests/**", "ignore"), ("**/platform/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
_JINJA: Final = {"extensions": "jinja2.ext.do,jinja2.ext.loopcontrols", "trimmed": "true", "silent": "false"}
_OPTIONS: Final = {"**.html": _JINJA}


def texts() -> Catalog:
    """Every text of the house, with the files it stands in."""
    found = Catalog(project="comity", charset="utf-8")
    for file, _line, message, comments, _context in _extracted():
        if isinstance(message, str) and _CODE.fullmatch(message):
            continue  # a Problem's code whose sentence is written elsewhere
        found.add(message, locations=[(file, 1)], auto_comments=comments)
    return found


def catalogue(language: str) -> Catalog:
    """What is translated so far."""
    with path_of(language).open("rb") as po:
        return read_po(po, locale=language)


def path_of(language: str) -> Path:
    """The file of a language."""
    return FOLDER / language / "LC_MESSAGES" / "comity.po"


def missing(language: str) -> Iterator[str]:
    """Texts of the house that this language does not say yet."""
    known = catalogue(language)
    for message in texts():
        if not message.id:
            continue
        told = known.get(message.id)
        words = told.string if told else ""
        if not (all(words) if isinstance(words, tuple) else words) or (told and told.fuzzy):
            yield message.id if isinstance(message.id, str) else message.id[0]


def update(language: str) -> None:
    """Adds new texts to a catalogue and takes away those nobody says any more."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    known = catalogue(language) if path.exists() else Catalog(locale=language, project="comity")
    known.update(texts(), no_fuzzy_matching=True, update_creation_date=False)
    known.obsolete.clear()
    with path.open("wb") as po:
        write_po(po, known, omit_header=False, sort_output=True, no_location=True, width=110)


def _extracted() -> Iterator[tuple[str, int, Any, list[str], str | None]]:
    yield from extract_from_dir(HOUSE, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=("Translators:",))


if __name__ == "__main__":
    for code in languages():
        if code != SOURCE:
            update(code)
            sys.stdout.write(f"{code}: {sum(1 for _ in missing(code))} texts to translate\n")
