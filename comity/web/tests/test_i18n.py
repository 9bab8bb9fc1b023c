import re
from typing import Any

import orjson
import pytest
from markupsafe import escape

from comity.web import catalogue, i18n
from comity.web.env import environment
from comity.web.i18n import gettext, ngettext


def test_a_message_turns_when_it_is_shown() -> None:
    saved = gettext("Cancel")
    assert str(saved) == "Cancel"
    with i18n.speaking("de"):
        assert str(saved) == "Abbrechen"
        assert f"{saved}!" == "Abbrechen!"
        assert escape(saved) == "Abbrechen"
        assert environment().from_string("{{ it }} {{ _('Save') }}").render(it=saved) == "Abbrechen Speichern"
    assert orjson.dumps(saved) == b'"Cancel"'


def test_plurals_take_the_readers_form() -> None:
    def said(n: int) -> str:
        return ngettext("%(n)s row", "%(n)s rows", n) % {"n": n}

    assert [said(1), said(2)] == ["1 row", "2 rows"]
    with i18n.speaking("de"):
        assert [said(1), said(2)] == ["1 Zeile", "2 Zeilen"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr, de;q=0.3, en;q=0.2", "de"),
        ("fr", "en"),
        ("", "en"),
        ("en;q=broken, de", "de"),
        ("*", "en"),
    ],
)
def test_the_best_language_both_speak(header: str, language: str) -> None:
    assert i18n.negotiate(header) == language


def test_languages_call_themselves_by_their_own_name() -> None:
    assert i18n.languages() == {"en": "English", "de": "Deutsch"}


@pytest.mark.parametrize("values", [{"name": "<b>"}])
def test_a_filled_message_is_translated_first(values: dict[str, Any]) -> None:
    with i18n.speaking("de"):
        assert gettext("No {name}").format(**values) == "No <b>"


@pytest.mark.parametrize("language", [code for code in i18n.languages() if code != i18n.SOURCE])
def test_every_text_is_translated(language: str) -> None:
    """When this fails: `python -m comity.web.catalogue`, then fill what it added to the .po file."""
    assert list(catalogue.missing(language)) == []


@pytest.mark.parametrize("language", [code for code in i18n.languages() if code != i18n.SOURCE])
def test_translations_have_the_same_blanks(language: str) -> None:
    blanks = re.compile(r"%\(\w+\)s|\{[^}]*\}")
    for message in catalogue.catalogue(language):
        if message.id:
            source = message.id if isinstance(message.id, tuple) else (message.id,)
            target = message.string if isinstance(message.string, tuple) else (message.string,)
            for asked, told in zip(source, target, strict=True):
                assert sorted(blanks.findall(asked)) == sorted(blanks.findall(told)), asked
