"""Dates as they are said in five languages: exact spans, exact values, the future preferred."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal

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
        ("de", "Das war vor drei Wochen.", "vor drei Wochen", datetime(2026, 10, 30)),
        ("de", "Urlaub vom 3. bis zum 7. Mai 2027.", "vom 3. bis zum 7. Mai 2027", datetime(2027, 5, 3)),
        ("de", "Im zweiten Halbjahr 2027.", "zweiten Halbjahr 2027", datetime(2027, 7, 1)),
        ("de", "Ende ist am letzten Tag des Monats.", "letzten Tag des Monats", datetime(2026, 11, 30)),
        ("de", "Heute Morgen kam die Antwort.", "Heute Morgen", datetime(2026, 11, 20, 8)),
        ("de", "In fünf Werktagen ist es da.", "In fünf Werktagen", datetime(2026, 11, 27)),
        ("fr", "Entre le 3 et le 7 mai.", "Entre le 3 et le 7 mai", datetime(2027, 5, 3)),
        ("fr", "Nous livrons au printemps 2027.", "printemps 2027", datetime(2027, 3, 1)),
        ("fr", "Rendez-vous à 8 heures du soir.", "8 heures du soir", datetime(1, 1, 1, 20)),
        ("fr", "La deuxième quinzaine de mars.", "deuxième quinzaine de mars", datetime(2027, 3, 16)),
        ("es", "Del 3 al 7 de mayo de 2027.", "Del 3 al 7 de mayo de 2027", datetime(2027, 5, 3)),
        ("es", "Esta mañana me llamaron.", "Esta mañana", datetime(2026, 11, 20, 8)),
        ("es", "Lo vemos a finales de mayo.", "finales de mayo", datetime(2027, 5, 21)),
        ("es", "Quedamos a las ocho menos cuarto.", "ocho menos cuarto", datetime(1, 1, 1, 7, 45)),
        ("pt", "A loja abre das 9h às 17h.", "das 9h às 17h", datetime(1, 1, 1, 9)),
        ("pt", "Ligo ao meio-dia.", "meio-dia", datetime(1, 1, 1, 12)),
        ("pt", "Pago no dia 15.", "dia 15", datetime(2026, 12, 15)),
        ("pt", "Começa no segundo semestre de 2027.", "segundo semestre de 2027", datetime(2027, 7, 1)),
        ("en", "The last business day of the quarter.", "last business day of the quarter", datetime(2026, 12, 31)),
        ("en", "We ship in the first half of 2027.", "first half of 2027", datetime(2027, 1, 1)),
        ("en", "Back on 24 Dec 26.", "24 Dec 26", datetime(2026, 12, 24)),
        ("en", "Closed Mon-Fri.", "Mon-Fri", datetime(2026, 11, 23)),
        ("en", "The day after Christmas.", "day after Christmas", datetime(2026, 12, 26)),
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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Meet me at 10 Downing Street."),
        ("en", "We had it before 10 customers asked."),
        ("en", "May I ask you to march on?"),
        ("de", "Um 5 Prozent teurer."),
        ("fr", "Le contrat a été signé."),
        ("es", "Cuesta a 3 euros la pieza."),
        ("pt", "Vamos ter uma conversa."),
    ],
)
def test_what_only_looks_like_a_day_is_none(language: str, text: str) -> None:
    assert dates.find(text, NOW, language) == []


@pytest.mark.parametrize(
    ("language", "text", "seconds"),
    [
        ("en", "a two-week trial", 14 * 86400),
        ("en", "a quarter of an hour", 900),
        ("de", "eine halbe Stunde", 1800),
        ("fr", "une demi-heure", 1800),
        ("fr", "quatre-vingt-dix jours", 90 * 86400),
        ("es", "una hora y media", 5400),
        ("pt", "meia hora", 1800),
    ],
)
def test_lengths_of_time(language: str, text: str, seconds: int) -> None:
    assert [each.when.seconds for each in dates.find(text, NOW, language)] == [seconds]


def test_a_length_in_hours_is_no_clock() -> None:
    assert dates.find("A viagem dura 7 horas.", NOW, "pt")[0].when.kind == "duration"


def test_cents_without_their_name_belong_to_the_amount() -> None:
    found = money.find("It cost thirteen dollars forty five.")
    assert [(str(each.low), each.high == each.low) for each in found] == [("13.45", True)]
    assert str(money.find("15 dollars and 15 people came")[0].low) == "15"


@pytest.mark.parametrize(
    ("language", "text", "words", "low", "currency"),
    [
        ("en", "Euro 500.", "Euro 500", "500", "EUR"),
        ("en", "It is €50.000 a year.", "€50.000", "50000", "EUR"),
        ("en", "That is $500 MXN.", "$500 MXN", "500", "MXN"),
        ("en", "two and a half million dollars", "two and a half million dollars", "2500000", ""),
        ("de", "Es sind 2,5 Mio. Euro.", "2,5 Mio. Euro", "2500000", "EUR"),
        ("de", "Eine halbe Million Euro.", "Eine halbe Million Euro", "500000", "EUR"),
        ("de", "Etwa 50 TEUR.", "50 TEUR", "50000", "EUR"),
        ("de", "1.000,- € netto", "1.000,- €", "1000", "EUR"),
        ("fr", "Deux millions d'euros.", "Deux millions d'euros", "2000000", "EUR"),
        ("fr", "Quatre-vingt-dix mille euros.", "Quatre-vingt-dix mille euros", "90000", "EUR"),
        ("es", "Dos millones de euros.", "Dos millones de euros", "2000000", "EUR"),
        ("es", "Son 100 pesos mexicanos.", "100 pesos mexicanos", "100", "MXN"),
        ("pt", "Vinte e cinco mil reais.", "Vinte e cinco mil reais", "25000", "BRL"),
        ("pt", "Entre 40 mil e 50 mil reais.", "40 mil e 50 mil reais", "40000", "BRL"),
    ],
)
def test_amounts_as_each_language_says_them(language: str, text: str, words: str, low: str, currency: str) -> None:
    (found,) = money.find(text, language)
    assert (text[found.start : found.end], found.low, found.currency) == (words, Decimal(low), currency)


@pytest.mark.parametrize("text", ["try 5 things", "php 8 is out", "about $ 2 billion of bonds"])
def test_words_that_are_codes_too_and_of_what(text: str) -> None:
    assert [text[each.start : each.end] for each in money.find(text)] in ([], ["$ 2 billion"])


@pytest.mark.parametrize(
    "text",
    [
        "host 192.168.100.200",
        "at 48.137154, 11.576124",
        "1 000 000 units",
        "2026-11-20 10:00",
        "id 91a-677-0060",
        "1.234.567,89",
    ],
)
def test_numbers_that_are_no_phones(text: str) -> None:
    assert contacts.phones(text) == []


def test_a_phone_begins_where_its_bracket_opens() -> None:
    for text, number in (
        ("OFFICE-1(516)733-3989", "1(516)733-3989"),
        ("19) 35831647 is the number", "35831647"),
        ("+86 20 6130 2222-8866", "+86 20 6130 2222-8866"),
    ):
        assert [each.value for each in contacts.phones(text)] == [number]


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
