"""What people type into cells, as values: phones, addresses, dates, numbers, names, countries. Pure, and fast."""
