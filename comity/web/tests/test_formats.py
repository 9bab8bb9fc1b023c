from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from comity.web import formats, i18n


@pytest.mark.parametrize(
    ("language", "amount", "currency", "said"),
    [
        ("en", 84000, "EUR", "€84,000"),
        ("en", Decimal("42500.50"), "EUR", "€42,500.50"),
        ("en", 12500000, "JPY", "¥12,500,000"),
        ("en", -5, "USD", "-$5"),
        ("en", 114500, "CHF", "CHF\xa0114,500"),
        ("de", 84000, "EUR", "84.000\xa0€"),
        ("de", Decimal("42500.5"), "EUR", "42.500,50\xa0€"),
        ("en", None, "EUR", "–"),
        ("en", 5, None, "–"),
        ("en", "nonsense", "EUR", "–"),
    ],
)
def test_money_loses_empty_cents_only(language: str, amount: Decimal | None, currency: str | None, said: str) -> None:
    with i18n.speaking(language):
        assert formats.money(amount, currency) == said


def test_large_money_is_compact_when_asked() -> None:
    assert formats.money(1_470_300, "EUR", compact=True) == "€1.5M"
    assert formats.money(9_400, "EUR", compact=True) == "€9,400"
    assert formats.money(604.02, "EUR", compact=True) == "€604"
    with i18n.speaking("de"):
        assert formats.money(1_470_300, "EUR", compact=True) == "1,5\u00a0Mio.\u00a0€"
        assert formats.money(14_479.51, "EUR", compact=True) == "14.480\u00a0€"


def test_instants_are_told_in_the_readers_timezone() -> None:
    instant = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    with i18n.speaking("en", "Asia/Tokyo"):
        assert formats.day(instant) == "Mar 2, 2026"
        assert formats.clock(instant).replace("\u202f", " ") == "8:30 AM"
    with i18n.speaking("de", "Europe/Berlin"):
        assert formats.moment(instant) == "02.03.2026, 00:30"
    assert formats.day(date(2026, 3, 1)) == "Mar 1, 2026"


def test_ago_carries_the_exact_instant() -> None:
    told = formats.ago(datetime.now(UTC) - timedelta(days=3))
    assert "3 days ago" in told
    assert "datetime=" in told
    assert formats.ago(None) == "–"


@pytest.mark.parametrize(
    ("hours", "said"),
    [(-1.1, "1 hour ago"), (-23.4, "23 hours ago"), (-28, "1 day ago"), (-40, "2 days ago"), (-24 * 10, "1 week ago"),
     (28, "in 1 day"), (30, "in 1 day"), (100, "in 4 days")],
)  # fmt: skip
def test_ago_is_told_in_the_largest_unit_that_fits(hours: float, said: str) -> None:
    assert f">{said}<" in formats.ago(datetime.now(UTC) + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("days", "language", "said"),
    [
        (0, "en", "Today, 4:00 PM"),
        (1, "en", "Tomorrow, 4:00 PM"),
        (-1, "de", "Gestern, 16:00"),
        (1, "de", "Morgen, 16:00"),
    ],
)
def test_what_is_due_soon_is_told_by_its_day(days: int, language: str, said: str) -> None:
    with i18n.speaking(language, "Europe/Paris"):
        at = datetime.now(ZoneInfo("Europe/Paris")).replace(hour=16, minute=0) + timedelta(days=days)
        assert f">{said}<" in formats.due(at).replace("\u202f", " ")


def test_what_is_due_this_week_is_told_by_its_weekday_and_later_by_its_date() -> None:
    with i18n.speaking("en", "Europe/Paris"):
        at = datetime.now(ZoneInfo("Europe/Paris")).replace(hour=9, minute=30)
        soon, later, long_ago = at + timedelta(days=4), at + timedelta(days=20), at - timedelta(days=9)
        assert f">{soon:%A}, 9:30 AM<" in formats.due(soon).replace("\u202f", " ")
        assert f">{formats.near_day(later)}<" in formats.due(later)
        assert f">{formats.near_day(long_ago)}<" in formats.due(long_ago)
    assert formats.due(None) == "–"


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (65, "1:05"), (3729.4, "1:02:09"), (None, "–")])
def test_durations(seconds: float | None, said: str) -> None:
    assert formats.duration(seconds) == said


@pytest.mark.parametrize(("size", "said"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (52_428_800, "52 MB")])
def test_file_sizes(size: int, said: str) -> None:
    assert formats.filesize(size) == said


def test_names_and_numbers_of_people() -> None:
    assert formats.initials("Sophie von Hohenberg") == "SH"
    assert formats.initials("  ") == "?"
    assert formats.phone("+33142685300") == "+33 1 42 68 53 00"
    assert formats.phone("ring twice") == "ring twice"


def test_an_unknown_language_or_timezone_falls_back() -> None:
    with i18n.speaking("xx-nonsense", "Mars/Olympus"):
        assert formats.number(1234.5) == "1,234.5"
        assert formats.day(datetime(2026, 1, 1, tzinfo=UTC)) == "Jan 1, 2026"
