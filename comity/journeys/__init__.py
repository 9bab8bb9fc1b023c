"""Promises that cross rooms: one readable function each."""
