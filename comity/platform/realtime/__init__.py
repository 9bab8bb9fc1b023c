"""Realtime: who may hear of a change hears of it, at once."""
