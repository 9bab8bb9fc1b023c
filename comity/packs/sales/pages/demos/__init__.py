"""The pages of the demo builder, and the page a link shows."""

from comity.packs.sales.pages.demos import build, pictures, shown

ROUTES = (*build.ROUTES, *pictures.ROUTES, *shown.ROUTES)
PANELS = build.PANELS

__all__ = ["PANELS", "ROUTES"]
