"""Work made visible: what ran, what it did step by step, why it did or did not run; and steering it."""
