"""What the reader of contracts is tried on: contracts of our own, in `reviewer.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.ai.agent import Case
from comity.packs.sales.contracts.review import ContractReview

if TYPE_CHECKING:
    from comity.packs.sales.contracts.reviewer import Read


@cache
def of_reviewer() -> list[Case[Read, ContractReview]]:
    """Contracts with the kinds of clauses that are in them."""
    from comity.packs.sales.contracts.reviewer import Read

    cases = tomllib.loads(Path(__file__).with_name("reviewer.toml").read_text("utf-8"))["case"]
    return [Case(Read(one["text"], date(2026, 11, 20)), lambda said, one=one: _share(one, said)) for one in cases]  # type: ignore[misc]


def _share(one: Mapping[str, Any], said: ContractReview) -> float:
    """Kinds that were found where they are, and not where they are not."""
    kinds = {clause.kind for clause in said.clauses}
    right = sum(kind in kinds for kind in one["found"]) + sum(kind not in kinds for kind in one["absent"])
    return right / (len(one["found"]) + len(one["absent"]))
