"""Contracts: read clause by clause, each with its words; versions, our own standard wording, dates as tasks."""
