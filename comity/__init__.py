"""Comity: the AI CRM that is one Python program on one Postgres."""

__version__ = "0.1.0"
