"""Comity: the AI CRM that is one Python program on one Postgres."""
