"""What is found in a contract: its clauses, its terms and who owes what, each with the span it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Kind = Literal[
    "document_name", "party", "agreement_date", "effective_date", "expiration", "renewal", "renewal_notice",
    "governing_law", "dispute_resolution", "assignment", "change_of_control", "termination_convenience",
    "termination_cause", "post_termination", "liability_cap", "liability_uncapped", "liquidated_damages", "indemnity",
    "warranty", "warranty_duration", "insurance", "payment", "late_payment", "price_change", "minimum_commitment",
    "volume_limit", "revenue_share", "most_favoured", "exclusivity", "non_compete", "no_solicit_customers",
    "no_solicit_employees", "restriction_exception", "non_disparagement", "first_refusal", "license",
    "license_non_transferable", "license_perpetual", "license_affiliates", "license_unlimited", "ip_ownership",
    "ip_joint", "covenant_not_to_sue", "source_escrow", "audit", "confidentiality", "data_protection",
    "service_level", "force_majeure", "third_parties", "amendment", "entire_agreement",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
Risk = Literal["none", "low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered or headed part of the text; `start` is its number, `end` the start of the next one."""

    number: str
    heading: str
    start: int
    body: int
    """where the words after number and heading begin"""
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence, name or date of the contract that says something of a kind."""

    kind: Kind
    start: int
    end: int
    confidence: float
    risk: Risk
    reason: str
    """why that risk: a key of `risk.REASONS`, empty where there is none"""
    number: str = ""
    """the section it stands in, such as 12.4"""
    heading: str = ""
    method: str = "rules"

    def quote(self, text: str) -> str:
        """The words themselves, verbatim."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as contracts say it: 30 days, 12 months."""

    count: int
    unit: Literal["day", "business_day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who signs: the full name, and what the contract calls them."""

    name: str
    alias: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The dates and lengths a contract lives by; what it does not say is None. Spans say where it stands."""

    title: str | None = None
    parties: tuple[Party, ...] = ()
    signed_on: date | None = None
    effective_on: date | None = None
    initial: Length | None = None
    perpetual: bool = False
    expires_on: date | None = None
    renews: bool = False
    renewal: Length | None = None
    notice: Length | None = None
    give_notice_by: date | None = None
    """the last day to stop the next renewal"""
    law: str | None = None
    payment: Length | None = None
    spans: tuple[tuple[str, int, int], ...] = ()
    """(field, start, end) of the words each field was read from"""


@dataclass(frozen=True, slots=True)
class Obligation:
    """Who must do what, and when."""

    who: str
    what: str
    start: int
    end: int
    confidence: float
    due: date | None = None
    within: Length | None = None
    after: str = ""
    """what the time is counted from, in the contract's words"""
    every: Literal["", "day", "week", "month", "quarter", "year"] = ""
    must_not: bool = False
    number: str = ""
    heading: str = ""
