"""Which program a file comes from, by columns that only it writes.  seed: D35 source_system"""

from __future__ import annotations

from comity.office.imports.readers import Layout
from comity.office.imports.vocabulary import fold

_MARKS = {
    "hubspot": ("Record ID", "Lifecycle Stage"),
    "salesforce": ("LastName", "MailingCity"),
    "pipedrive": ("Person - Name",),
    "google": ("E-mail 1 - Value",),
    "linkedin": ("First Name", "Last Name", "Connected On"),
    "outlook": ("First Name", "E-mail Address", "Business Phone"),
    "shopify": ("Accepts Email Marketing", "Total Spent"),
    "atomic_crm": ("first_name", "sales_id", "has_newsletter"),
    "twenty": ("Emails / Primary Email",),
}


def of(layout: Layout) -> str:
    """A system's name, or the kind of file."""
    columns = {fold(name) for name in layout.columns}
    for system, marks in _MARKS.items():
        if {fold(mark) for mark in marks} <= columns:
            return system
    return layout.format
