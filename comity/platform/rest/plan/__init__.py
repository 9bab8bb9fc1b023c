"""Stage two: a Request checked against the schema cache becomes a Plan, or is refused. No database."""
