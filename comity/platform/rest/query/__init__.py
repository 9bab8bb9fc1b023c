"""Stage three: a Plan becomes one parameterised SQL statement that answers with one row.

This is the only place in Comity that composes SQL text. Everything a client wrote is a parameter, a quoted name or a
quoted literal; the text depends on the shape of the request alone, so it stays prepared.
"""
