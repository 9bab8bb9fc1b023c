"""Dates, money and numbers: exact spans and values, in five languages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from comity.ai.offline import contacts, dates, money

NOW = datetime(2026, 11, 20, 10, 0)  # a Friday


def found(text: str, language: str = "en") -> list[tuple[str, date | None]]:
    return [(text[d.start : d.end], d.when.due()) for d in dates.find(text, NOW, language)]


@pytest.mark.parametrize(
    ("text", "span", "due"),
    [
        ("Let's talk next Tuesday at 10 AM.", "next Tuesday at 10 AM", date(2026, 11, 24)),
        ("We need it by the end of March.", "by the end of March", date(2027, 3, 31)),
        ("I'll send it by Friday.", "by Friday", date(2026, 11, 20)),
        ("in two weeks", "in two weeks", date(2026, 12, 4)),
        ("on the 3rd of January 2027", "3rd of January 2027", date(2027, 1, 3)),
        ("Q1 2027 works", "Q1 2027", date(2027, 3, 31)),
        ("tomorrow afternoon", "tomorrow afternoon", date(2026, 11, 21)),
        ("the first Monday of next month", "the first Monday of next month", date(2026, 12, 7)),
        ("three weeks from tomorrow", "three weeks from tomorrow", date(2026, 12, 12)),
        ("12/05/2026", "12/05/2026", date(2026, 12, 5)),
        ("2027-02-01", "2027-02-01", date(2027, 2, 1)),
        ("within 5 business days", "within 5 business days", date(2026, 11, 27)),
        ("May 5", "May 5", date(2027, 5, 5)),
    ],
)
def test_english(text: str, span: str, due: date) -> None:
    assert found(text) == [(span, due)]


@pytest.mark.parametrize(
    "text",
    ["You may want to march on.", "We're open 24/7.", "Have a great week!", "I have one question.", "Room 12, floor 3"],
)
def test_what_is_no_date(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("language", "text", "due"),
    [
        ("de", "Bis Ende März brauchen wir das.", date(2027, 3, 31)),
        ("de", "am Dienstag um 10 Uhr", date(2026, 11, 24)),
        ("de", "am 2. Dezember", date(2026, 12, 2)),
        ("de", "in drei Wochen", date(2026, 12, 11)),
        ("fr", "mardi prochain", date(2026, 11, 24)),
        ("fr", "le 3 mars 2027", date(2027, 3, 3)),
        ("es", "el martes a las 10", date(2026, 11, 24)),
        ("es", "el 15 de diciembre", date(2026, 12, 15)),
        ("pt", "na próxima semana", date(2026, 11, 29)),
        ("pt", "amanhã", date(2026, 11, 21)),
    ],
)
def test_other_languages(language: str, text: str, due: date) -> None:
    assert [day for _, day in found(text, language)] == [due]


def test_day_first_is_the_organisations_habit() -> None:
    assert dates.find("03/04/2027", NOW, "en")[0].when.due() == date(2027, 3, 4)
    assert dates.find("03/04/2027", NOW, "en", day_first=True)[0].when.due() == date(2027, 4, 3)


@pytest.mark.parametrize("text", ["9999-12-31 and 0001-01-01", "in 99999 years", "99999999 days ago", "31/31/2031"])
def test_the_edges_of_time_break_nothing(text: str) -> None:
    dates.find(text, NOW)
    dates.find(text, datetime(9999, 12, 31))
    dates.find(text, datetime(1, 1, 1))


def amounts(text: str, language: str = "en") -> list[tuple[str, Decimal, Decimal, str]]:
    return [(text[m.start : m.end], m.low, m.high, m.currency) for m in money.find(text, language)]


@pytest.mark.parametrize(
    ("text", "span", "low", "high", "currency"),
    [
        ("about $50,000 a year", "$50,000", 50000, 50000, ""),
        ("between $400,000 and $450,000", "$400,000 and $450,000", 400000, 450000, ""),
        ("50-60k euros", "50-60k euros", 50000, 60000, "EUR"),
        ("€1.2 million", "€1.2 million", 1200000, 1200000, "EUR"),
        ("five thousand dollars", "five thousand dollars", 5000, 5000, ""),
        ("half a million pounds", "half a million pounds", 500000, 500000, "GBP"),
        ("USD 22.5 million", "USD 22.5 million", 22500000, 22500000, "USD"),
        ("CHF 1'250.50", "CHF 1'250.50", Decimal("1250.50"), Decimal("1250.50"), "CHF"),
        ("3 dollars 50 cents", "3 dollars 50 cents", Decimal("3.50"), Decimal("3.50"), ""),
        ("roughly 50k", "50k", 50000, 50000, ""),
    ],
)
def test_money(text: str, span: str, low: float, high: float, currency: str) -> None:
    assert amounts(text) == [(span, Decimal(low), Decimal(high), currency)]


@pytest.mark.parametrize("text", ["50k users", "5 m wide", "7 times", "I have 3 questions", "won a million hearts"])
def test_what_is_no_money(text: str) -> None:
    assert amounts(text) == []


def test_german_money_uses_its_own_marks() -> None:
    assert amounts("etwa 40.000 Euro", "de") == [("40.000 Euro", Decimal(40000), Decimal(40000), "EUR")]
    assert amounts("12,50 €", "de")[0][1] == Decimal("12.50")


def test_ways_to_reach_somebody() -> None:
    text = "Write to Ann.Lee@Example.com or call +49 (0) 176 1234567, see https://example.com/a."
    assert [c.value for c in contacts.emails(text)] == ["ann.lee@example.com"]
    assert [text[c.start : c.end] for c in contacts.phones(text)] == ["+49 (0) 176 1234567"]
    assert [c.value for c in contacts.urls(text)] == ["https://example.com/a"]


@pytest.mark.parametrize("text", ["order 12345678", "card number 4111 1111 1111 1111", "16/04/2010", "2009-2010"])
def test_what_is_no_phone(text: str) -> None:
    assert contacts.phones(text) == []
