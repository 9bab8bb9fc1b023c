"""Webhooks: what outside services tell us, and what we tell the outside."""
