"""The persona on a lead's page."""

from comity.packs.sales.pages.personas import panel

ROUTES = panel.ROUTES
PANELS = panel.PANELS

__all__ = ["PANELS", "ROUTES"]
