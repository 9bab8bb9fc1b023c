"""The pages of contracts."""

from comity.packs.sales.pages.contracts import all_contracts, contract, new, panels, standards

ROUTES = (*all_contracts.ROUTES, *new.ROUTES, *contract.ROUTES, *standards.ROUTES)
PANELS = panels.PANELS
LISTS = (all_contracts.SPEC,)

__all__ = ["LISTS", "PANELS", "ROUTES"]
