"""Types of the exposed schema for people who write clients: `comity types python|typescript`."""
