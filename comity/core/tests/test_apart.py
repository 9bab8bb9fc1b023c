"""What is read apart takes so much and no more, and never us with it."""

from __future__ import annotations

import pytest

from comity.core import apart

HERE = "comity.core.tests.eaters"


@pytest.mark.parametrize(
    ("function", "why"),
    [("spin", "large"), ("eat", "large"), ("endless", "large"), ("refuse", "pictures"), ("fall", "broken")],
)
async def test_why_there_is_no_answer(function: str, why: str) -> None:
    with pytest.raises(apart.Unread) as unread:
        await apart.run(HERE, function, b"x", seconds=1)
    assert unread.value.why == why


async def test_an_answer_and_words_beside_it() -> None:
    assert await apart.run(HERE, "tell", "Ü".encode(), "--odd \n word") == ["Ü", "--odd \n word"]
