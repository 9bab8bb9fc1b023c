"""Market search: answers out of pages and feeds the organisation names, each with its words, source and date."""
