"""The pages of playbooks."""

from comity.packs.sales.pages.playbooks import book, edit, panel

ROUTES = (*edit.ROUTES, *book.ROUTES, *panel.ROUTES)
PANELS = panel.PANELS

__all__ = ["PANELS", "ROUTES"]
