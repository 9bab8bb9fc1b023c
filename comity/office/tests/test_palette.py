"""The palette never leaves anybody before an empty box."""

from __future__ import annotations

from comity.office.organizations import Person
from comity.office.tests.conftest import House, sign_in


async def test_it_says_when_nothing_is_called_that(house: House, owner: Person) -> None:
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        for stream in ("", "&stream=1"):
            page = (await browser.get(f"/palette?q=xyzzyqq{stream}")).text
            assert "Nothing is called that." in page and "Search everything for “xyzzyqq”" in page
            assert "Nothing is called that." not in (await browser.get(f"/palette?q=outbox{stream}")).text
