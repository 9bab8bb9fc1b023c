"""The pages of battle cards."""

from comity.packs.sales.pages.rivals import card, mentions

ROUTES = card.ROUTES
PANELS = mentions.PANELS

__all__ = ["PANELS", "ROUTES"]
