"""Battle cards: whom we sell against, what helps to win, kept up from pages the organisation names."""
