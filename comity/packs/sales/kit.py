"""The sales kit, as the door plate offers it: what helps to sell besides leads and calls."""

from __future__ import annotations

from comity.packs.sales.contracts import functions as contract_functions
from comity.packs.sales.contracts import workflows as contract_work
from comity.packs.sales.contracts.reviewer import REVIEWER
from comity.packs.sales.demos.drafter import DRAFTER
from comity.packs.sales.personas import functions as persona_functions
from comity.packs.sales.personas.drawer import DRAWER
from comity.packs.sales.qualifier import functions as qualifier_functions
from comity.packs.sales.qualifier import talks
from comity.packs.sales.qualifier.judge import JUDGE
from comity.packs.sales.rivals import functions as rival_functions
from comity.packs.sales.rivals import workflows as rival_work
from comity.packs.sales.rivals.scout import SCOUT
from comity.packs.sales.scoring import functions as score_functions

WORKFLOWS = (*contract_work.WORKFLOWS, *rival_work.WORKFLOWS, *talks.WORKFLOWS)
SCHEDULE = (*rival_work.SCHEDULE,)
ON_KINDS = {**contract_work.ON_KINDS}
AGENTS = (REVIEWER, SCOUT, JUDGE, DRAWER, DRAFTER)
FUNCTIONS = (
    *contract_functions.FUNCTIONS,
    *rival_functions.FUNCTIONS,
    *qualifier_functions.FUNCTIONS,
    *persona_functions.FUNCTIONS,
    *score_functions.FUNCTIONS,
)
