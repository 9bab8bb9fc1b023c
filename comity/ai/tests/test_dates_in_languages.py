"""Dates as they are said in five languages: exact spans, exact values, the future preferred."""

from __future__ import annotations

import random
from datetime import date, datetime

import pytest

from comity.ai.offline import contacts, dates, money
from tests.growth import assert_linear

NOW = datetime(2026, 11, 20, 10)


@pytest.mark.parametrize(
    ("language", "text", "words", "start"),
    [
        ("en", "We talk at half past two.", "half past two", datetime(1, 1, 1, 2, 30)),
        ("en", "It began in the 1990s.", "1990s", datetime(1990, 1, 1)),
        ("en", "Logged 2026-12-24T10:30 by her.", "2026-12-24T10:30", datetime(2026, 12, 24, 10, 30)),
        ("en", "Out for three days from today.", "for three days from today", datetime(2026, 11, 20)),
        ("en", "Sales since March fell.", "since March", datetime(2026, 3, 1)),
        ("en", "Let us look over the weekend.", "weekend", datetime(2026, 11, 21)),
        ("de", "Am Mittwoch, den siebten vierten.", "den siebten vierten", datetime(2027, 4, 7)),
        ("de", "Am 27. 11. geht es.", "27. 11.", datetime(2026, 11, 27)),
        ("de", "Um viertel nach drei rufe ich an.", "viertel nach drei", datetime(1, 1, 1, 3, 15)),
        ("de", "In der übernächsten Woche.", "übernächsten Woche", datetime(2026, 11, 30)),
        ("de", "Seit März läuft es.", "Seit März", datetime(2026, 3, 1)),
        ("de", "Um 20.20 Uhr ist Schluss.", "20.20 Uhr", datetime(1, 1, 1, 20, 20)),
        ("fr", "Mercredi à midi.", "Mercredi à midi", datetime(2026, 11, 25, 12)),
        ("fr", "Disponible le 25 novembre 2026 à 14h.", "25 novembre 2026 à 14h", datetime(2026, 11, 25, 14)),
        ("es", "Nos vemos a las dos y media.", "dos y media", datetime(1, 1, 1, 2, 30)),
        ("pt", "Volto às 8 horas da manhã.", "8 horas da manhã", datetime(1, 1, 1, 8)),
        ("pt", "Na segunda semana de 2027.", "segunda semana de 2027", datetime(2027, 1, 11)),
        ("pt", "Falamos amanhã à tarde.", "amanhã à tarde", datetime(2026, 11, 21, 12)),
    ],
)
def test_a_phrase_means_its_day(language: str, text: str, words: str, start: datetime) -> None:
    found = dates.find(text, NOW, language)
    assert len(found) == 1
    assert words in text[found[0].start : found[0].end] and found[0].when.start == start


def test_a_weekday_and_its_number_are_this_months_where_they_fit() -> None:
    assert dates.find("Friday the 13th", NOW)[0].when.due() == date(2026, 11, 13)


@pytest.mark.parametrize("text", ["feb 30", "this fiscal year", "FY27"])
def test_what_no_calendar_can_tell_is_found_but_has_no_day(text: str) -> None:
    found = dates.find(text, NOW)
    assert [text[each.start : each.end] for each in found] == [text.removeprefix("this ")] or len(found) == 1
    assert found[0].when.due() is None


def test_a_length_in_hours_is_no_clock() -> None:
    assert dates.find("A viagem dura 7 horas.", NOW, "pt")[0].when.kind == "duration"


def test_cents_without_their_name_belong_to_the_amount() -> None:
    found = money.find("It cost thirteen dollars forty five.")
    assert [(str(each.low), each.high == each.low) for each in found] == [("13.45", True)]
    assert str(money.find("15 dollars and 15 people came")[0].low) == "15"


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt"])
def test_any_text_is_read_in_linear_time_without_a_fall(language: str) -> None:
    chance = random.Random(11)
    words = [
        "12",
        "03",
        "2026",
        "monday",
        "märz",
        "à",
        "de",
        "las",
        "the",
        "of",
        "next",
        "half",
        "5",
        "pm",
        ",",
        ".",
        "-",
        "/",
        "uhr",
        "3.",
        "und",
        "e",
        "y",
        "et",
        "$",
        "40k",
        "+49",
        "30",
        "1234567",
    ]

    def found(count: int) -> None:
        text = " ".join(chance.choices(words, k=count))
        dates.find(text, NOW, language)
        money.find(text, language)
        contacts.phones(text)
        contacts.urls(text)

    assert_linear(found, 1_500)
    for _ in range(40):
        text = "".join(chr(chance.choice((*range(1, 600), 0x130, 0x2028, 0x1F600))) for _ in range(120))
        for each in dates.find(text, NOW, language):
            assert 0 <= each.start < each.end <= len(text) and 0 < each.confidence < 1
