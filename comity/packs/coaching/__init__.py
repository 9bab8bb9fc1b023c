"""Coaching: calls judged by the organisation's own rubric, practice against objections really heard, and a library.

Read it in this order: pack.py (what the room offers), rubrics.py (a noun and its verbs), analyses.py with
agents/judge.py (a judgement and its evidence), workflows.py (how it happens once), pages/analysis.py (a page).
"""
