"""The hall every room opens onto: contacts, companies, the timeline, tasks, tags, custom fields, duplicates, merges."""
