"""How somebody says who they are: `I'm Alessandra Monti from Monti Architects` is a person and a company."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_OPENS: Final = re.compile(
    r"^\W*(?:(?:hi|hello|sure|of course|hallo|guten tag|bonjour|hola|olá|ciao)\b[\s,.!]*)?"
    r"(?:(?:my name is|the name is|my name's|i am|i['’]m|this is|it is|it['’]s|mein name ist|ich hei(?:ß|ss)e|ich bin|"
    r"je m['’]appelle|je suis|mon nom est|me llamo|mi nombre es|soy|(?:o )?meu nome é|chamo-me|sou|mi chiamo)\s+)?",
    re.I,
)
_BETWEEN: Final = re.compile(
    r"\s*(?:[,;|/]|\s[-–—]\s|\s(?:from|with|at|of|von der|von|bei der|bei|vom|de chez|chez|da|do|de la empresa|de)"
    r"\s(?=[\"“«]?(?:the |der |die |la |le |l['’])?[A-ZÀ-ÖØ-Þ0-9]))\s*"
)
_COMPANY: Final = re.compile(
    r"^(?:and )?(?:i work (?:for|at)|working (?:for|at)|my company is|our company is|the company is|company:?|"
    r"meine firma ist|firma:?|de chez|chez|from|at|with|bei|von|the)\s+",
    re.I,
)
_PARTICLES: Final = frozenset(("de", "da", "do", "von", "of"))
"""Stand in names as well: `Ana García de Souza`. They part a whole name from two words or more, and nothing else."""
_NONE: Final = frozenset(
    ("none", "no company", "private", "privately", "keine", "privat", "aucune", "ninguna", "nenhuma", "-")
)


class Introduced(NamedTuple):
    """Who somebody says they are; a company only where one was named."""

    name: str
    company: str


def introduced(words: str) -> Introduced:
    """Splits an answer to `your name, and your company's`. What cannot be told apart is the name."""
    said = _OPENS.sub("", words.strip(), count=1).strip(" .!\n\t") or words.strip()
    for between in _BETWEEN.finditer(said):
        name, company = said[: between.start()], said[between.end() :]
        if between.group().strip().lower() in _PARTICLES and min(len(name.split()), len(company.split())) < 2:
            continue
        company = _COMPANY.sub("", company).strip(' .!"“”«»\n\t')
        return Introduced(name.strip(), "" if company.lower() in _NONE else company)
    return Introduced(said, "")
