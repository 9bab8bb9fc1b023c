"""What operators type. Each module is one command or a family: `add(commands)` says its arguments, `run` does it."""
