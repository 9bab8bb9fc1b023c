"""Typed questions, read by rules: no model, no network, a millisecond or two.

"leads in Paris over 50k not contacted for 30 days" becomes a noun, filters of the one query dialect, and a list of what
was not understood. scan cuts the question into words, grammar finds patterns (en.grammar, de.grammar), slots reads the
blanks in them, meaning turns each into filters of the noun it is about.
"""

from comity.office.search.question.read import read
from comity.office.search.question.reading import Clause, Reading, Unknown
from comity.office.search.question.slots import Vocabulary

__all__ = ["Clause", "Reading", "Unknown", "Vocabulary", "read"]
