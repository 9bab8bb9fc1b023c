"""The list of leads, on the one list machinery."""

from __future__ import annotations

from comity.office.lists import endpoints
from comity.office.lists.spec import BulkChange, ListSpec
from comity.packs.sales import leads
from comity.web.filters import Field
from comity.web.grid import Column
from comity.web.i18n import gettext as _

STATUSES = (("open", _("Open")), ("cold", _("Cold")), ("won", _("Won")), ("lost", _("Lost")))
TIERS = (("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"))
COLOURS = (("green", _("Green")), ("yellow", _("Yellow")), ("red", _("Red")))

SPEC = ListSpec(
    relation="leads",
    path="/leads",
    title=_("Leads"),
    name="title",
    select="id,title,company,contact_id,stage_id,pipeline_id,status,amount,currency,amount_base,weighted_base,probability,"
    "expected_close_on,owner_id,location,role,source,budget_min,budget_max,health_score,health_color,"
    "score,tier,next_step,tag_ids,last_contact_at,stage_entered_at,created_at,closed_at,lost_reason",
    order="created_at.desc",
    columns=[
        Column("title", _("Lead"), order="sort_name", main=True),
        Column("company", _("Company"), order="company", edit=True),
        Column("stage_id", _("Stage"), kind="choice", options="stages"),
        Column("amount", _("Amount"), kind="money", order="amount_base", edit=True),
        Column("health_score", _("Health"), kind="health", order="health_score"),
        Column("tier", _("Tier"), kind="choice", options="tiers", order="tier"),
        Column("score", _("Score"), kind="number", order="score", default=False),
        Column("expected_close_on", _("Close date"), kind="date", order="expected_close_on", edit=True),
        Column("owner_id", _("Owner"), kind="member", options="members", edit=True),
        Column("last_contact_at", _("Last contact"), kind="instant", order="last_contact_at"),
        Column("next_step", _("Next step"), edit=True, default=False),
        Column("location", _("Location"), order="location", edit=True, default=False),
        Column("role", _("Role"), edit=True, default=False),
        Column("source", _("Source"), order="source", edit=True, default=False),
        Column("status", _("Status"), kind="choice", options="statuses", default=False),
        Column("pipeline_id", _("Pipeline"), kind="choice", options="pipelines", default=False),
        Column("probability", _("Probability"), kind="number", order="probability", edit=True, default=False),
        Column("budget_min", _("Budget from"), kind="number", order="budget_min", edit=True, default=False),
        Column("budget_max", _("Budget to"), kind="number", edit=True, default=False),
        Column("tag_ids", _("Tags"), kind="tags", options="tags", default=False),
        Column("stage_entered_at", _("In this stage since"), kind="instant", order="stage_entered_at", default=False),
        Column("created_at", _("Created"), kind="instant", order="created_at", default=False),
        Column("closed_at", _("Closed"), kind="instant", order="closed_at", default=False),
        Column("lost_reason", _("Lost because"), default=False),
    ],
    fields=[
        Field("title", _("Lead")),
        Field("company", _("Company")),
        Field("stage_id", _("Stage"), kind="choice", options=[("", "stages")]),
        Field("status", _("Status"), kind="choice", options=STATUSES),
        Field("pipeline_id", _("Pipeline"), kind="choice", options=[("", "pipelines")]),
        Field("amount_base", _("Amount in base currency"), kind="money"),
        Field("budget_min", _("Budget from"), kind="money"),
        Field("probability", _("Probability"), kind="number"),
        Field("expected_close_on", _("Close date"), kind="date"),
        Field("owner_id", _("Owner"), kind="choice", options=[("", "members")]),
        Field("team_id", _("Team"), kind="choice", options=[("", "teams")]),
        Field("location", _("Location")),
        Field("role", _("Role")),
        Field("source", _("Source")),
        Field("health_score", _("Health"), kind="number"),
        Field("health_color", _("Health colour"), kind="choice", options=COLOURS),
        Field("score", _("Score"), kind="number"),
        Field("tier", _("Tier"), kind="choice", options=TIERS),
        Field("last_contact_at", _("Last contact"), kind="instant"),
        Field("stage_entered_at", _("In this stage since"), kind="instant"),
        Field("rots_at", _("Stale since"), kind="instant"),
        Field("created_at", _("Created"), kind="instant"),
        Field("closed_at", _("Closed"), kind="instant"),
        Field("next_step", _("Next step")),
        Field("lost_reason", _("Lost because")),
        Field("contact_id", _("Contact")),
        Field("tag_ids", _("Tags"), kind="tags", options=[("", "tags")]),
    ],
    choices=[("statuses", STATUSES), ("colours", COLOURS), ("tiers", TIERS)],
    named=[("stages", leads.q.stage_choices), ("pipelines", leads.q.pipeline_choices)],
    bulk=[
        BulkChange("owner_id", _("Assign"), icon="user-plus", options="members"),
        BulkChange("stage_id", _("Move"), icon="move-right", options="stages"),
    ],
    groups=("stage_id", "owner_id", "company", "status", "tier", "source", "location", "pipeline_id"),
    group_orders={"stage_id": "stages(position)"},
    sum="amount_base",
    new="/leads/new",
    new_label=_("New lead"),
    bring="/imports/new?kind=leads",
    empty_icon="target",
    empty_title=_("No leads yet"),
    empty_text=_("A lead is somebody who may buy something. Add the first one, or import a file."),
)

ROUTES = endpoints.routes(SPEC, template="sales/leads.html")
