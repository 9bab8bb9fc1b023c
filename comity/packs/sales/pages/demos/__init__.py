"""The pages of the demo builder, and the page a link shows."""

from comity.packs.sales.pages.demos import build, shown

ROUTES = (*build.ROUTES, *shown.ROUTES)
PANELS = build.PANELS

__all__ = ["PANELS", "ROUTES"]
