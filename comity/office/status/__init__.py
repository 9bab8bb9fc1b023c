"""The status page's insides: what is looked at (checks), what is remembered (history), what is said (incidents)."""
