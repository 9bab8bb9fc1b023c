"""The pages of the meeting qualifier: what visitors see, and what the organisation writes."""

from comity.packs.sales.pages.qualifier import meet, settings

ROUTES = (*meet.ROUTES, *settings.ROUTES)
PANELS = settings.PANELS

__all__ = ["PANELS", "ROUTES"]
