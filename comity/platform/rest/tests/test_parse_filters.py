"""Filters, logic trees and orders: what they parse to, and what is said of those that do not parse."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from comity.platform.rest.errors import RestError
from comity.platform.rest.parse.params import Query, decode, read_query
from comity.platform.rest.parse.syntax import Field, Filter, JsonStep, Logic, Op, Order


def parsed(text: str, *, arguments: bool = False) -> Query:
    return read_query(decode(text), arguments=arguments)


def refusal(text: str) -> tuple[str, str]:
    with pytest.raises(RestError) as caught:
        parsed(text)
    assert caught.value.status == 400
    return caught.value.sentence, str(caught.value.details)


@pytest.mark.parametrize(
    ("text", "op", "value"),
    [
        ("eq.1", Op("eq"), "1"),
        ("not.eq.1", Op("eq", True), "1"),
        ("neq.a.b", Op("neq"), "a.b"),
        ("like.*a*", Op("like"), "%a%"),
        ("ilike(any).{a*,*b}", Op("ilike", False, "any"), "{a%,%b}"),
        ("eq(all).{1,1}", Op("eq", False, "all"), "{1,1}"),
        ("match.^a", Op("match"), "^a"),
        ("isdistinct.x", Op("isdistinct"), "x"),
        ("fts.fat%26rat", Op("fts"), "fat&rat"),
        ("wfts(german).Art%20Spass", Op("wfts", False, "", "german"), "Art Spass"),
        ("cs.{a,b}", Op("cs"), "{a,b}"),
        ("ov.[1,2]", Op("ov"), "[1,2]"),
        ("adj.(1,2)", Op("adj"), "(1,2)"),
        ("in.(1,2)", Op("in"), '{"1","2"}'),
        ('in.("a,b","q\\"x",c\\d)', Op("in"), '{"a,b","q\\"x","c\\\\d"}'),
        ("in.()", Op("in"), "{}"),
        ("not.in.(a)", Op("in", True), '{"a"}'),
        ("eq.", Op("eq"), ""),
        ("eq.a+b", Op("eq"), "a b"),
    ],
)
def test_operators(text: str, op: Op, value: str) -> None:
    query = parsed(f"col={text}")
    assert query.where == [((), Filter(Field("col"), op, 0))]
    assert query.values == [value]


@pytest.mark.parametrize("word", ["null", "NULL", "not_null", "true", "false", "Unknown"])
def test_is_carries_its_keyword_and_no_value(word: str) -> None:
    query = parsed(f"col=is.{word}")
    assert query.where == [((), Filter(Field("col"), Op(f"is.{word.lower()}"), -1))]
    assert query.values == []


@pytest.mark.parametrize(
    ("key", "path", "field"),
    [
        ("a.b.col", ("a", "b"), Field("col")),
        ("data->a->>b", (), Field("data", (JsonStep("a", False, False), JsonStep("b", False, True)))),
        ("data->0->>-1", (), Field("data", (JsonStep("0", True, False), JsonStep("-1", True, True)))),
        ("%22a.b%22", (), Field("a.b")),
        ("with-dash", (), Field("with-dash")),
        ("with space", (), Field("with space")),
        ("圍棋", (), Field("圍棋")),
    ],
)
def test_keys(key: str, path: tuple[str, ...], field: Field) -> None:
    assert parsed(f"{key}=eq.1").where == [(path, Filter(field, Op("eq"), 0))]


def test_logic_nests_and_lifts_its_values_in_order() -> None:
    query = parsed('a.or=(x.eq.1,not.and(y.gt.2,z.in.(3,"4,5")),w.is.null,v.cs.{1,2},u.eq."a,b")')
    inner = Logic(True, "and", (Filter(Field("y"), Op("gt"), 1), Filter(Field("z"), Op("in"), 2)))
    items = (
        Filter(Field("x"), Op("eq"), 0),
        inner,
        Filter(Field("w"), Op("is.null"), -1),
        Filter(Field("v"), Op("cs"), 3),
        Filter(Field("u"), Op("eq"), 4),
    )
    assert query.where == [(("a",), Logic(False, "or", items))]
    assert query.values == ["1", "2", '{"3","4,5"}', "{1,2}", "a,b"]


def test_columns_may_be_called_like_words_of_the_logic() -> None:
    query = parsed("or=(order.eq.1,android.eq.2,not.not.eq.3)&not.and=(or.eq.1)")
    assert len(query.where) == 2 and query.values == ["1", "2", "3", "1"]
    assert isinstance(query.where[1][1], Logic) and query.where[1][1].negated


def test_orders() -> None:
    terms = parsed("order=a,b.desc.nullslast,rel(c).asc,data->>x.nullsfirst").orders[0][1]
    assert terms == (
        Order(Field("a")),
        Order(Field("b"), True, "last"),
        Order(Field("c"), False, None, "rel"),
        Order(Field("data", (JsonStep("x", False, True),)), None, "first"),
    )


def test_what_is_no_filter_is_an_argument_of_a_function() -> None:
    query = parsed("a=1&b=eq.2&c=not.a.filter&d=", arguments=True)
    assert query.arguments == [("a", "1"), ("c", "not.a.filter"), ("d", "")]
    assert query.values == ["2"]


def test_limits_that_are_no_numbers_are_as_if_not_there() -> None:
    assert parsed("limit=x&a.limit=2&a.offset=3").ranges[("a",)] == (3, 4)
    assert parsed("limit=x").ranges[()] == (0, None)
    assert parsed("limit=" + "9" * 5000).ranges[()] == (0, None)


@pytest.mark.parametrize(
    ("text", "message", "details"),
    [
        (
            "id=noop.0",
            '"failed to parse filter (noop.0)" (line 1, column 1)',
            'unexpected "o" expecting "not" or operator (eq, gt, ...)',
        ),
        (
            "id=0",
            '"failed to parse filter (0)" (line 1, column 1)',
            'unexpected "0" expecting "not" or operator (eq, gt, ...)',
        ),
        (
            "or=()",
            '"failed to parse logic tree (())" (line 1, column 4)',
            (
                'unexpected ")" expecting field name (* or [a..z0..9_$]), '
                "negation operator (not) or logic operator (and, or)"
            ),
        ),
        (
            "or=(id.in.1,2)",
            '"failed to parse logic tree ((id.in.1,2))" (line 1, column 10)',
            'unexpected "1" expecting "("',
        ),
        (
            "order=id.asc.nullslasttt",
            '"failed to parse order (id.asc.nullslasttt)" (line 1, column 17)',
            "unexpected 't' expecting \",\" or end of input",
        ),
        (
            "order=id.ac",
            '"failed to parse order (id.ac)" (line 1, column 4)',
            'unexpected "c" expecting "asc", "desc", "nullsfirst" or "nullslast"',
        ),
        (
            "columns=",
            '"failed to parse columns parameter ()" (line 1, column 1)',
            "unexpected end of input expecting field name (* or [a..z0..9_$])",
        ),
        (
            "select=data->>--34",
            '"failed to parse select parameter (data->>--34)" (line 1, column 9)',
            'unexpected "-" expecting digit',
        ),
    ],
)
def test_refusals_say_where_and_what(text: str, message: str, details: str) -> None:
    """The sentences of https://docs.postgrest.org/en/v14/references/errors.html, column and all."""
    assert refusal(text) == (message, details)


@pytest.mark.parametrize(
    "text",
    [
        "id=in.(1,2",
        "id=is.maybe",
        "id=not.",
        "or=(",
        "or=a.eq.1",
        "and=(a.eq.1",
        "or=(a.eq.1,)",
        'id=in.("a',
        "order=a(",
        "a.=eq.1",
        "=eq.1",
        "order=",
        "on_conflict=a,,b",
        "id=fts().x",
        "id=in(any).(1)",
        "or=(a)",
    ],
)
def test_broken_texts_are_refused(text: str) -> None:
    assert refusal(text)


@pytest.mark.parametrize(("text", "code"), [("id=eq.%00", "22021"), ("%00=eq.1", "22021"), ("id=eq.%ff", "22021")])
def test_bytes_no_text_has(text: str, code: str) -> None:
    with pytest.raises(RestError) as caught:
        parsed(text)
    assert (caught.value.code, caught.value.status) == (code, 400)


@pytest.mark.parametrize("text", ["or=" + "(or" * 100, "and=" + "(and(" * 40 + "a.eq.1", "select=" + "a(" * 100])
def test_depth_is_limited(text: str) -> None:
    with pytest.raises(RestError, match="failed to parse"):
        parsed(text)


def test_too_many_conditions_are_refused() -> None:
    with pytest.raises(RestError) as caught:
        parsed("or=(" + ",".join(["a.eq.1"] * 2001) + ")")
    assert caught.value.code == "PGRST100"


def test_too_many_parameters_are_refused() -> None:
    with pytest.raises(RestError) as caught:
        parsed("&".join(f"a{i}=eq.1" for i in range(2000)))
    assert caught.value.code == "PGRST100"


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "id=in.(" + ",".join(["1"] * n) + ")",
        lambda n: "or=(" + ",".join(["a.eq.1"] * n) + ")",
        lambda n: 'id=in.("' + "\\" * n,
        lambda n: "or=(a.eq." + "{" * n,
        lambda n: "order=" + "a" * n + "!",
        lambda n: "data" + "->a" * n + "=eq.1",
        lambda n: "select=" + "a" * n + "-",
    ],
)
def test_a_long_text_is_read_in_time_that_grows_with_it_and_no_faster(make: Callable[[int], str]) -> None:
    """Well under a second of CPU; anything quadratic would take minutes."""
    text = make(50_000)
    started = time.process_time()
    with suppress(RestError):
        parsed(text)
    assert time.process_time() - started < 1.0
