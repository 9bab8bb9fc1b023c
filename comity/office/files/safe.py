"""Cells that a spreadsheet would run as formulas are written so that it shows them instead."""

from __future__ import annotations

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """The cell behind an apostrophe when a spreadsheet would take it for a formula (OWASP: CSV injection).

    Numbers and phone numbers begin with + or - too and are no danger: they stay as they are.
    """
    if cell[:1] in _TRIGGERS and cell and not _is_number(cell):
        return "'" + cell
    return cell


def unsafe(cell: str) -> str:
    """The cell as it was before `safe`."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _TRIGGERS and cell[1:] else cell


def _is_number(cell: str) -> bool:
    rest = cell[1:]
    return cell[0] in "+-" and rest.replace(".", "", 1).replace(" ", "").isdecimal() and rest.isascii()
