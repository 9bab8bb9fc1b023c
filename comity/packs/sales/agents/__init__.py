"""What sales asks of the wits, an agent a module: what it answers (.py), what it is told (.md), how judged (.toml)."""
