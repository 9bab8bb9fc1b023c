"""What coaching asks of the wits: a judge of talks, and a partner to practise with."""
