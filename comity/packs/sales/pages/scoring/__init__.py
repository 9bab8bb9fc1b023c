"""Scores: on a lead's page, a company's web site, and how leads are scored here."""

from comity.packs.sales.pages.scoring import company, panel, settings

ROUTES = (*panel.ROUTES, *company.ROUTES, *settings.ROUTES)
PANELS = (*panel.PANELS, *company.PANELS)
SETTINGS = (settings.PAGE,)

__all__ = ["PANELS", "ROUTES", "SETTINGS"]
