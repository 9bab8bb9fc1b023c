"""Pages of contacts and companies; named only by the plate."""
