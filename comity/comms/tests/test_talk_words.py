"""Reasons of coaching, said as a person would say them in English and German."""

from __future__ import annotations

import pytest

from comity.comms import talk_words
from comity.web import i18n


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("en", 1, "It was heard once."),
        ("en", 3, "It was heard 3 times."),
        ("de", 1, "Es war einmal zu hören."),
        ("de", 3, "Es war 3-mal zu hören."),
    ],
)
def test_a_reason_counts_as_its_language_does(language: str, count: int, sentence: str) -> None:
    with i18n.speaking(language):
        assert talk_words.reason("found", {"count": count}) == sentence


def test_per_cents_are_written_as_the_language_writes_them() -> None:
    values = {"percent": 52, "low": 35, "high": 55}
    assert talk_words.reason("share", values).startswith("We spoke 52% of the time")
    with i18n.speaking("de"):
        assert "52 %" in talk_words.reason("share", values)
