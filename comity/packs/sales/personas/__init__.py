"""Personas: what the person behind a lead is like, from what they said and what is known; no trait without evidence."""
