"""Cutting a question into words, keeping where each one stood so that chips can point back at it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»"  # quoted text stays whole
    r"|\d[\d.,]*\d[^\W\d_]*|\d[^\W\d_]*"  # 50k, 50.000, 1.5m, 30
    r"|[^\W\d_]\w*(?:[-'’.&][^\W_]\w*)*['’]?"  # not-contacted, anna's, e-mail
    r"|>=|<=|[<>≥≤=+#€$£¥%~&?@]"
    r"|[^\s\w]",
    re.UNICODE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the question: as typed, as compared, and where it stood."""

    text: str
    low: str
    start: int
    end: int

    @property
    def quoted(self) -> bool:
        return self.text[0] in '"“„«' and len(self.text) > 1


def cut(question: str, nouns: frozenset[str] = frozenset()) -> list[Token]:
    """The words of a question, in order. "Yacht-Leads" is two, because leads is a noun."""
    tokens = []
    for found in _TOKEN.finditer(question):
        token = _token(found)
        head, dash, tail = token.text.rpartition("-")
        if dash and tail.lower() in nouns and token.low not in nouns:
            tokens.append(Token(head, head.lower(), token.start, token.start + len(head)))
            tokens.append(Token(tail, tail.lower(), token.end - len(tail), token.end))
        else:
            tokens.append(token)
    return tokens


def _token(found: re.Match[str]) -> Token:
    text = found.group()
    return Token(text, text.lower().replace("’", "'"), found.start(), found.end())
