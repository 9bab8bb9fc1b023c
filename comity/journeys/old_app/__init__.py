"""What the old app kept in the browser: its export becomes records of the rooms, each once."""
