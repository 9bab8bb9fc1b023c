"""Cells as values, as people in different countries write them."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path

import phonenumbers
import pytest

from comity.office.imports.values import dates, emails, names, numbers, phones, places
from comity.office.imports.values.problem import BadValue

DATA = Path(__file__).parents[5] / "shared" / "data" / "leads"


def ask_phonenumbers(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def ask_us(text: str, region: str) -> str | None:
    try:
        return phones.e164(text, region)
    except BadValue:
        return None


def test_phones_agree_with_phonenumbers_in_every_country() -> None:
    chance = random.Random(7)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            for _ in range(3):
                for form in (0, 1, 2):
                    text = phonenumbers.format_number(example, form)
                    assert ask_us(text, region) == ask_phonenumbers(text, region), (text, region)
                digits = list(str(example.national_number))
                digits[-1 - chance.randrange(3)] = str(chance.randrange(10))
                example.national_number = int("".join(digits))


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("+49 (0) 170 1234567", "US", "+491701234567"),
        ("0049 170 1234567", "DE", "+491701234567"),
        ("Tel.: 030/123456", "DE", "+4930123456"),
        ("1-955-371-0847 x371", "US", "+19553710847"),
        ("+33-6-12-34-56-78", "US", "+33612345678"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("02 1234567", "IT", "+39021234567"),
    ],
)
def test_phones_as_people_write_them(text: str, region: str, expected: str) -> None:
    assert phones.e164(text, region) == expected


def test_bad_phones_say_why() -> None:
    for text, words in (("3865286", "area code"), ("hello", "not a phone"), ("123456789012345678", "too long")):
        with pytest.raises(BadValue, match=words):
            phones.e164(text, "US")


def test_several_numbers_and_addresses_in_a_cell() -> None:
    assert phones.split("+49 30 1; +49 30 2") == ["+49 30 1", " +49 30 2"]
    assert phones.split("089/123456") == ["089/123456"]
    assert [emails.address(part) for part in emails.split("a@x.com, B@x.com;c@x.com")] == [
        "a@x.com",
        "b@x.com",
        "c@x.com",
    ]
    assert emails.split("Ann <ann@x.com>, Bob <bob@x.com>") == ["ann@x.com", "bob@x.com"]
    assert emails.address("Ann Miller <Ann@X.com>") == "ann@x.com" == emails.address("mailto:ann@x.com ")


def test_the_quick_look_at_addresses_counts_bytes() -> None:
    assert emails.plain("Jürgen.Öz@x.example") == emails.address(" <jürgen.öz@x.example>") == "jürgen.öz@x.example"
    assert emails.plain("ü" * 32 + "@x.example") and not emails.plain("ü" * 33 + "@x.example")
    assert not emails.plain("a\u2003b@x.example") and not emails.plain("a\ud800@x.example")


@pytest.mark.skipif(not DATA.exists(), reason="no shared/data/leads beside this checkout")
def test_addresses_by_the_isemail_collection() -> None:
    """Everything that is an error there is refused; of the valid ones only forms no mail system hands out are."""
    wrong = []
    for case in json.loads((DATA / "isemail_tests.json").read_text()):
        try:
            emails.address(case["address"].replace("␀", "\x00"))
            taken = True
        except BadValue:
            taken = False
        plain = (
            case["category"] in ("ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN") and "." in case["address"].split("@")[-1]
        )
        if plain and not taken:
            wrong.append(case["address"])
        if (
            case["category"] == "ISEMAIL_ERR"
            and taken
            and not case["address"].strip('"␍␊␇ \t').rstrip(".").isprintable()
        ):
            wrong.append(case["address"])
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-03-01", "dmy", "2024-03-01"), ("01.03.2024", "dmy", "2024-03-01"), ("3/1/2024", "mdy", "2024-03-01"),
        ("1 Mar 2024", "dmy", "2024-03-01"), ("March 1, 2024", "dmy", "2024-03-01"),
        ("1. März 2024", "dmy", "2024-03-01"),
        ("1er mars 2024", "dmy", "2024-03-01"), ("1 de marzo de 2024", "dmy", "2024-03-01"),
        ("20240301", "dmy", "2024-03-01"),
        ("45352", "dmy", "2024-03-01"), ("3.1.24", "dmy", "2024-01-03"), ("24.12.80", "dmy", "1980-12-24"),
        ("Fri, 1 Mar 2024", "dmy", "2024-03-01"), ("2024年3月1日", "dmy", "2024-03-01"),
        ("9999-12-31", "dmy", "9999-12-31"),
        ("1709251200", "dmy", "2024-03-01"), ("2024/3/1", "mdy", "2024-03-01"),
    ],
)  # fmt: skip
def test_dates(text: str, order: dates.Order, expected: str) -> None:
    assert dates.day(text, order).isoformat() == expected


def test_instants_have_zones() -> None:
    from zoneinfo import ZoneInfo

    assert dates.moment("2024-03-01T10:00:00+02:00").isoformat() == "2024-03-01T08:00:00+00:00"
    assert dates.moment("01.03.2024 10:00", "dmy", ZoneInfo("Europe/Berlin")).isoformat() == "2024-03-01T09:00:00+00:00"
    assert dates.moment("12/31/1999 11:59 PM", "mdy").isoformat() == "1999-12-31T23:59:00+00:00"


@pytest.mark.parametrize("text", ["2024-03-01 9 o'clock", "1 March 2024 at 25:00", "2024-03-01 10:61"])
def test_bad_times_of_day(text: str) -> None:
    with pytest.raises(BadValue):
        dates.moment(text)


@pytest.mark.parametrize("text", ["1.5", "2147483648", "-2147483649", "many"])
def test_numbers_that_are_not_whole_or_too_large(text: str) -> None:
    assert (numbers.integer("2147483647"), numbers.integer("-12.0")) == (2147483647, -12)
    with pytest.raises(BadValue):
        numbers.integer(text)


@pytest.mark.parametrize("text", ["31.02.2024", "hello", "13/13/2024", "2024-13-01", "99.99.2020", "0"])
def test_bad_dates(text: str) -> None:
    with pytest.raises(BadValue):
        dates.day(text, "dmy")


def test_day_and_month_are_told_apart_or_said_to_be_open() -> None:
    assert dates.order_of(["1/2/2024", "13/2/2024"]) == dates.Found("dmy", True)
    assert dates.order_of(["1/2/2024", "2/13/2024"]) == dates.Found("mdy", True)
    assert dates.order_of(["1/2/2024"], "US") == dates.Found("mdy", False)
    assert dates.order_of(["1/2/2024"], "DE") == dates.Found("dmy", False)
    assert dates.order_of(["24.12.1980", "99.99.2020"]) == dates.Found("dmy", True)
    assert dates.order_of(["2024-01-02"]).certain


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1.234,50", "1234.50", None), ("1,234.50", "1234.50", None), ("€ 12k", "12000.00", "EUR"),
        ("(500)", "-500.00", None),
        ("1 234,5", "1234.50", None), ("USD 3.5m", "3500000.00", "USD"), ("CHF 1'200.50", "1200.50", "CHF"),
        ("12 €", "12.00", "EUR"), ("1.5 Mio", "1500000.00", None), ("-12", "-12.00", None), ("12", "12.00", None),
    ],
)  # fmt: skip
def test_money(text: str, amount: str, currency: str | None) -> None:
    assert numbers.money(text, numbers.decimal_mark([text])) == (Decimal(amount), currency)


def test_the_decimal_mark_is_the_columns() -> None:
    assert numbers.decimal_mark(["1.234", "2.345,5"], ".") == ","
    assert numbers.decimal_mark(["1,234", "5"], ".") == "."
    assert numbers.number("1.234", ",") == 1234 and numbers.number("1.234", ".") == Decimal("1.234")


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Ann Miller", "Ann", "Miller"), ("Müller, Jürgen", "Jürgen", "Müller"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Herr Dr. Max Mustermann", "Dr. Max", "Mustermann"), ("Mr. John Smith Jr.", "John", "Smith Jr."),
        ("Smith, Jr., John", "John", "Smith Jr."), ("María José García", "María José", "García"), ("Cher", "Cher", ""),
        ("Jürgen von der Leyen", "Jürgen", "von der Leyen"),
    ],
)  # fmt: skip
def test_whole_names(whole: str, first: str, last: str) -> None:
    assert names.split(whole) == (first, last)


def test_countries_languages_currencies_truths() -> None:
    for text in ("Germany", "Deutschland", "Allemagne", "Alemania", "DE", "deu", "BRD"):
        assert places.country(text) == "DE"
    assert [places.country(text) for text in ("USA", "U.S.A.", "UK", "EIRE")] == ["US", "US", "GB", "IE"]
    assert [places.language(text) for text in ("German", "Deutsch", "fr", "pt-br")] == ["de", "de", "fr", "pt-BR"]
    assert [places.currency(text) for text in ("eur", "€", "US$", "Franken")] == ["EUR", "EUR", "USD", "CHF"]
    assert [numbers.boolean(text) for text in ("ja", "No", "x", "VRAI", "0")] == [True, False, True, True, False]
    for parse in (places.country, places.language, places.currency, numbers.boolean):
        with pytest.raises(BadValue):
            parse("Atlantis")
