"""The utilities: the Supabase wire. This floor does not know that it is in a CRM."""
