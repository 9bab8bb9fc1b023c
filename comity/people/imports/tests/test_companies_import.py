"""A file of companies becomes companies."""

from __future__ import annotations

from typing import Any

FILE = """Company name,Website,Industry,Number of employees,Annual revenue,Country,Phone,Founded
Blue AG,https://www.blue.example/about,Software,120,€ 1.5m,Germany,+49 30 123456,1999
Green Ltd,green.co.uk,Retail,11-50,"2,500,000",UK,,
Blue AG,blue.example,Software,120,,,,
"""


async def test_companies(bring: Any, look: Any) -> None:
    done = await bring(FILE, kind="companies", name="companies.csv")
    assert (done.created_count, done.duplicate_count) == (2, 1)
    blue, green = look("select * from companies where source_id = %s order by name", done.id)
    assert (blue["domain"], blue["size"], str(blue["annual_revenue"]), blue["currency"]) == (
        "blue.example", "51-200", "1500000.00", "EUR",
    )  # fmt: skip
    assert (green["domain"], green["size"], green["country"], green["year_founded"]) == (
        "green.co.uk",
        "11-50",
        "GB",
        None,
    )
    assert blue["phone"] == "+4930123456"


async def test_known_companies_change_and_go_back(bring: Any, look: Any) -> None:
    await bring("Name,Domain,Industry\nRed AG,red.example,Software\n", kind="companies")
    done = await bring("Name,Domain,Industry,City\nRed AG,www.red.example,Finance,Ulm\n", kind="companies")
    assert (done.created_count, done.updated_count) == (0, 1)
    undone = await bring.turn(done.id, "undoing")
    assert undone.undone_count == 1
    (red,) = look("select industry, city from companies where domain = 'red.example'")
    assert (red["industry"], red["city"]) == ("Software", None)
