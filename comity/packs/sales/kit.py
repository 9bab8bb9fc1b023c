"""The sales kit, as the door plate offers it: what helps to sell besides leads and calls."""

from __future__ import annotations

from comity.packs.sales.contracts import functions as contract_functions
from comity.packs.sales.contracts import workflows as contract_work
from comity.packs.sales.contracts.reviewer import REVIEWER

WORKFLOWS = (*contract_work.WORKFLOWS,)
ON_KINDS = {**contract_work.ON_KINDS}
AGENTS = (REVIEWER,)
FUNCTIONS = (*contract_functions.FUNCTIONS,)
