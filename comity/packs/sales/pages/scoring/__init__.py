"""The score on a lead's page."""

from comity.packs.sales.pages.scoring import panel

ROUTES = panel.ROUTES
PANELS = panel.PANELS
