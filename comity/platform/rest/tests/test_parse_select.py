"""The select grammar, preferences, media types and bodies."""

from __future__ import annotations

import pytest

from comity.platform.rest.body import read_arguments, read_rows
from comity.platform.rest.errors import RestError
from comity.platform.rest.media import read_accept, read_media
from comity.platform.rest.parse.select import read_select
from comity.platform.rest.parse.syntax import Field, JsonStep, SelectEmbed, SelectField
from comity.platform.rest.prefer import applied, read_prefer

JSON = read_media("application/json")


def test_fields() -> None:
    assert read_select("*,a,alias:b::text, c->d->>0::int") == (
        SelectField(Field("*")),
        SelectField(Field("a")),
        SelectField(Field("b"), "alias", "text"),
        SelectField(Field("c", (JsonStep("d", False, False), JsonStep("0", True, True))), None, "int"),
    )


def test_aggregates() -> None:
    assert read_select("count(),n:count()::int,total:amount.sum()::text,x::int.avg()") == (
        SelectField(Field("*"), None, None, "count"),
        SelectField(Field("*"), "n", None, "count", "int"),
        SelectField(Field("amount"), "total", None, "sum", "text"),
        SelectField(Field("x"), None, "int", "avg"),
    )


def test_embeds() -> None:
    items = read_select("a:clients!fk!inner(id,b(*)),...owners!left(name),tags()")
    assert items == (
        SelectEmbed(
            "clients",
            "a",
            "fk",
            True,
            False,
            (SelectField(Field("id")), SelectEmbed("b", None, None, False, False, (SelectField(Field("*")),))),
        ),
        SelectEmbed("owners", None, None, False, True, (SelectField(Field("name")),)),
        SelectEmbed("tags", None, None, False, False, ()),
    )


@pytest.mark.parametrize("text", ["a,,b", "a b(", "a(b", "count(*)", "a::", "a.nope()", "*a", "a!b", "...a", "a(b[])"])
def test_broken_selects_are_refused(text: str) -> None:
    with pytest.raises(RestError) as caught:
        read_select(text)
    assert caught.value.code == "PGRST100"


def test_more_items_than_anyone_needs_are_refused() -> None:
    with pytest.raises(RestError):
        read_select(",".join("a" * 3000))


def test_preferences_first_of_a_kind_wins() -> None:
    prefer = read_prefer("return=minimal, return=representation,count=exact , wild, max-affected=5,timezone=Asia/Tokyo")
    assert (prefer.returning, prefer.counting, prefer.max_affected) == ("minimal", "exact", 5)
    assert prefer.invalid == ("wild",) and prefer.timezone == "Asia/Tokyo"
    assert read_prefer("tx=rollback").tx is None and read_prefer("tx=rollback", True).tx == "rollback"


def test_applied_preferences_have_one_order() -> None:
    prefer = read_prefer("handling=strict,count=exact,return=minimal,missing=default,max-affected=3")
    kinds = ("resolution", "missing", "return", "count", "tx", "handling", "timezone", "max-affected")
    assert applied(prefer, *kinds) == "missing=default, return=minimal, count=exact, handling=strict, max-affected=3"
    assert applied(read_prefer("")) is None


def test_media_types() -> None:
    assert read_media("application/vnd.pgrst.object").mime() == "application/vnd.pgrst.object+json"
    assert read_media("ApplicatIon/vnd.PgRsT.object+json; nulls=stripped").stripped
    assert read_media("application/vnd.pgrst.array+json") == JSON
    plan = read_media('application/vnd.pgrst.plan+json; for="text/csv"; options=analyze|wal')
    assert plan.mime() == 'application/vnd.pgrst.plan+json; for="text/csv"; options=analyze|wal'
    assert read_media("text/unknown").content_type() == "text/unknown"


def test_accept_is_read_by_quality() -> None:
    assert [m.name for m in read_accept("text/html,application/json;q=0.8,text/csv;q=0.9")] == [
        "text/html",
        "text/csv",
        "application/json",
    ]
    assert read_accept("")[0].name == "*/*"


@pytest.mark.parametrize(
    ("body", "keys", "single"),
    [
        (b'{"a":1,"b":2}', ("a", "b"), True),
        (b'[{"a":1},{"a":2}]', ("a",), False),
        (b"[]", (), False),
        (b"{}", (), True),
        (b"5", (), False),
        (b'{"n":123456789012345678901234567890.5}', ("n",), True),
    ],
)
def test_json_bodies(body: bytes, keys: tuple[str, ...], single: bool) -> None:
    payload = read_rows(body, JSON, None)
    assert (payload.keys, payload.single) == (keys, single)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nope", b'[{"a":1},{"b":1}]', b"[1]", b"[" * 100_000, b'{"a":NaN}', b"\xff"]
)
def test_broken_bodies_are_refused(body: bytes) -> None:
    with pytest.raises(RestError) as caught:
        read_rows(body, JSON, None)
    assert caught.value.code == "PGRST102"


def test_csv_bodies() -> None:
    csv = read_media("text/csv")
    payload = read_rows(b'a,b\r\n1,"x,\ny"\r\n2,NULL\r\n', csv, None)
    assert payload.keys == ("a", "b") and payload.text == b'[{"a":"1","b":"x,\\ny"},{"a":"2","b":null}]'
    with pytest.raises(RestError, match="same number of fields"):
        read_rows(b"a,b\n1\n", csv, None)


def test_columns_decide_without_reading_the_body() -> None:
    assert read_rows(b'[{"a":1},{"b":1}]', JSON, ("a",)).keys == ("a",)


def test_forms_and_raw_bodies_of_functions() -> None:
    form = read_arguments(b"a=1&a=2&b=x%20y", read_media("application/x-www-form-urlencoded"), None)
    assert form.keys == ("a", "b") and form.form == (("a", "1"), ("a", "2"), ("b", "x y"))
    assert read_arguments(b"a\x00\\", read_media("application/octet-stream"), None).text == b"\\x61005c"
    with pytest.raises(RestError):
        read_arguments(b"cut\x00off", read_media("text/plain"), None)
    with pytest.raises(RestError):
        read_rows(b'[{"a":1}]\x00', JSON, ("a",))
    with pytest.raises(RestError, match="Content-Type not acceptable: image/png"):
        read_arguments(b"", read_media("image/png"), None)
