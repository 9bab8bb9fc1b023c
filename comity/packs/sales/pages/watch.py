"""The pages and panels that watch over deals and customers, as the door plate offers them."""

from __future__ import annotations

from comity.core.pack import Command, NavItem
from comity.packs.sales.pages import call_review, customer_health, deal_health, ghosts, plans, scoring
from comity.web.i18n import gettext as _

PARTS = (deal_health, plans, ghosts, customer_health, call_review, scoring)
ROUTES = tuple(route for part in PARTS for route in part.ROUTES)
PANELS = (plans.PANEL, customer_health.PANEL, call_review.PANEL, *scoring.PANELS)
PLACES = ("/ghosts", "/revivals", "/customer-health", "/plans")
NAV = (NavItem(_("Health"), "/deal-health", "heart-pulse", key="d", order=22, also=PLACES),)
COMMANDS = (
    Command(_("Back-test of deal health"), "/deal-health/back-test", "scale", words="calibration brier lift rückschau"),
    Command(_("Ghosts"), "/ghosts", "hourglass", words="silent quiet at risk stille geister"),
    Command(_("Drafts to cold leads"), "/revivals", "snowflake", words="resurrect revive cold kalte entwürfe"),
    Command(_("Customer health"), "/customer-health", "handshake", words="upsell churn kunden gesundheit"),
    Command(_("Plans"), "/plans", "list-checks", words="intervention onboarding save rescue rettung einführung"),
)
