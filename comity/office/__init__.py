"""The organisation: members, teams, settings, mail, notifications, saved views, audit, import and export, search."""
