"""English is written as it is written there: the day first in London, the month first in New York."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from comity.web import formats, i18n

DAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("tag", "short", "medium", "near", "pounds", "dollars"),
    [
        ("en", "3/4/26", "Mar 4, 2026", "Mar 4, 2025", "£1,234.50", "$12"),
        ("en-GB", "04/03/2026", "4 Mar 2026", "4 Mar 2025", "£1,234.50", "US$12"),
        ("en-IE", "04/03/2026", "4 Mar 2026", "4 Mar 2025", "£1,234.50", "US$12"),
        ("en-AU", "4/3/26", "4 Mar 2026", "4 Mar 2025", "GBP\u00a01,234.50", "USD\u00a012"),
        ("en-XX", "3/4/26", "Mar 4, 2026", "Mar 4, 2025", "£1,234.50", "$12"),
        ("de", "04.03.26", "04.03.2026", "4. März 2025", "1.234,50\u00a0£", "12\u00a0$"),
    ],
)
def test_dates_and_money(tag: str, short: str, medium: str, near: str, pounds: str, dollars: str) -> None:
    with i18n.speaking(tag):
        assert formats.day(DAY, "short") == short
        assert formats.day(DAY) == medium
        assert formats.near_day(DAY.replace(year=2025)) == near
        assert (formats.money("1234.5", "GBP"), formats.money(12, "USD")) == (pounds, dollars)
        assert formats.moment(datetime(2026, 3, 4, 15, tzinfo=UTC)).startswith(medium)


def test_words_are_those_of_the_language() -> None:
    with i18n.speaking("de-CH", "Europe/Zurich"):
        assert (i18n.reader().language, i18n.reader().tag) == ("de", "de-CH")
        assert i18n.translate("Open") == "Offen" and formats.number(12345) == "12’345"
