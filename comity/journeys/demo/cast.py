"""The names, places and trades the demo is made of, read from their files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Country:
    """Where somebody lives: how people there are called, and what they speak and pay with."""

    code: str
    share: int
    language: str
    currency: str
    phone: str
    cities: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of deal: what it is called, what it costs, what is talked about."""

    name: str
    low: int
    high: int
    step: int
    share: float
    titles: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[str, ...]
    items: tuple[str, ...]
    need: tuple[str, ...]
    detail: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything to choose from."""

    home: dict[str, Any]
    countries: tuple[Country, ...]
    trades: tuple[Trade, ...]
    companies: dict[str, list[str]]
    contacts: dict[str, list[str]]
    entries: dict[str, list[str]]
    reasons: tuple[str, ...]
    rivals: tuple[str, ...]
    next_steps: tuple[str, ...]
    shares: list[int] = field(default_factory=list)

    def country(self, random: Random) -> Country:
        """A country, the home market most often."""
        return random.choices(self.countries, [country.share for country in self.countries])[0]

    def trade(self, random: Random) -> Trade:
        """A trade."""
        return random.choices(self.trades, [trade.share for trade in self.trades])[0]


@lru_cache
def load() -> Cast:
    """The cast, from its files."""
    cast = tomllib.loads((_HERE / "cast.toml").read_text())
    trades = tomllib.loads((_HERE / "trades.toml").read_text())
    named = {name: value for name, value in trades.items() if isinstance(value, dict) and "amounts" in value}
    return Cast(
        home=cast["home"],
        countries=tuple(_country(code, value) for code, value in cast["countries"].items()),
        trades=tuple(_trade(name, value) for name, value in named.items()),
        companies=cast["companies"],
        contacts=cast["contacts"],
        entries=trades["entries"],
        reasons=tuple(trades["reasons"]),
        rivals=tuple(trades["rivals"]),
        next_steps=tuple(trades["next_steps"]),
    )


def _country(code: str, value: dict[str, Any]) -> Country:
    return Country(
        code,
        value["share"],
        value["language"],
        value["currency"],
        value.get("phone", ""),
        tuple(value["cities"]),
        tuple(value["first"].split()),
        tuple(value["last"].split("|") if "|" in value["last"] else value["last"].split()),
    )


def _trade(name: str, value: dict[str, Any]) -> Trade:
    low, high = value["amounts"]
    lists = ("titles", "names", "places", "items", "need", "detail")
    return Trade(name, low, high, value["round"], value["probability"], *(tuple(value[key]) for key in lists))
