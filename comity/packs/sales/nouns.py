"""Leads, contracts, battle cards and playbooks, as search and typed questions know them."""

from __future__ import annotations

from comity.core import sql
from comity.office.search.noun import Condition, Field, Noun
from comity.packs.sales.contracts.words import STATUSES
from comity.web.i18n import gettext as _

q = sql.load(__file__)

LEADS = Noun(
    name="leads", title=_("Leads"), path="/leads", icon="target", order=5, search=q.leads,
    brief=("title", "company", "location", "expected_close_on", "amount", "currency"),
    near=q.leads_near,
    names={"stage": q.stages, "pipeline": q.pipelines},
    fields={
        "name": Field("title", descending=False), "company": Field("company"), "role": Field("role"),
        "city": Field("location"), "amount": Field("amount_base", "money"), "budget": Field("budget_min", "number"),
        "probability": Field("probability", "number"), "source": Field("source"), "next": Field("next_step"),
        "contact": Field("contact_id", "id"), "owner": Field("owner_id", "id"), "tags": Field("tag_ids", "tags"),
        "stage": Field("stage_id", "id"), "pipeline": Field("pipeline_id", "id"),
        "stage_since": Field("stage_entered_at", "instant"), "rots": Field("rots_at", "instant"),
        "created": Field("created_at", "instant"), "updated": Field("updated_at", "instant"),
        "contacted": Field("last_contact_at", "instant"), "close": Field("expected_close_on", "date", False),
        "closed": Field("closed_at", "instant"), "lost_reason": Field("lost_reason"),
        "health": Field("health_score", "number"), "health_color": Field("health_color"),
        "score": Field("score", "number"), "tier": Field("tier"), "text": Field("search"),
    },
    states={
        "open": (Condition("status", "in", "(open,cold)"),), "closed": (Condition("status", "in", "(won,lost)"),),
        "won": (Condition("status", "eq", "won"),), "lost": (Condition("status", "eq", "lost"),),
        "cold": (Condition("status", "eq", "cold"),),
        "overdue": (Condition("status", "in", "(open,cold)"), Condition("expected_close_on", "lt", "today")),
    },
)  # fmt: skip

CONTRACTS = Noun(
    name="contracts", title=_("Contracts"), path="/contracts", icon="file", order=36, search=q.contracts,
    brief=("title", "expires_on"),
    near=q.contracts_near,
    says=dict(STATUSES),
    fields={
        "name": Field("title", descending=False), "owner": Field("owner_id", "id"),
        "created": Field("created_at", "instant"), "updated": Field("updated_at", "instant"),
        "close": Field("expires_on", "date", False), "due": Field("notice_by", "date", False),
        "text": Field("search"),
    },
    states={
        "signed": (Condition("status", "eq", "signed"),), "draft": (Condition("status", "eq", "draft"),),
        "sent": (Condition("status", "eq", "sent"),), "declined": (Condition("status", "eq", "declined"),),
    },
)  # fmt: skip

BATTLE_CARDS = Noun(
    name="competitors", title=_("Battle cards"), path="/battle-cards", icon="swords", order=50, search=q.battle_cards,
    near=q.battle_cards_near,
    listed=False,
    fields={"name": Field("name", descending=False)},
)  # fmt: skip

PLAYBOOKS = Noun(
    name="playbooks", title=_("Playbooks"), path="/playbooks", icon="list-checks", order=52, search=q.playbooks,
    listed=False,
    fields={"name": Field("name", descending=False)},
)  # fmt: skip

NOUNS = (LEADS, CONTRACTS, BATTLE_CARDS, PLAYBOOKS)
