"""Automations people make: when, if, then; without code and without a second query language."""
