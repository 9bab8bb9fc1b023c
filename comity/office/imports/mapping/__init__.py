"""Which column means what: guessed from names and values, changed by people, remembered per organisation."""
