"""Pages of the organisation: signing in and out, settings, mail, audit. Named only by the door plate."""
