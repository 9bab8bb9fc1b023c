"""The demo: a believable organisation made by a seeded generator, and its removal.

cast, trades and talk are texts; people, deals, entries and talks turn them into rows with a random generator that
always starts at the same place; make writes the rows in a few COPYs; remove takes everything away again. Every row made
here has an id of UUID version 8 that says so (marked.py).
"""
