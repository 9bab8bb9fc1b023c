"""The ground: the database, who is acting, durable work, facts. Knows nothing about customers."""
