"""Who you are: users, sessions, tokens and keys, in GoTrue's dialect (wire.md 2). It knows no CRM.

What it asks of whoever knows organisations is in `house.py` and in the SQL function auth.membership.
"""
