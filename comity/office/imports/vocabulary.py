"""What columns are called in other people's files, in English, German, French and Spanish: words -> field."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import orjson

_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORDS = re.compile(r"[\W_]+")

LABELS = {
    # words in a column's name that say which of several numbers or addresses it is
    "work": "work", "business": "work", "office": "work", "company": "work", "geschäftlich": "work", "bureau": "work",
    "dienstlich": "work", "professionnel": "work", "trabajo": "work", "oficina": "work", "home": "home",
    "private": "home", "personal": "home", "privat": "home", "domicile": "home", "casa": "home", "mobile": "mobile",
    "cell": "mobile", "mobil": "mobile", "handy": "mobile", "portable": "mobile", "móvil": "mobile",
    "celular": "mobile", "fax": "fax", "other": "other", "andere": "other", "sonstige": "other", "autre": "other",
    "otro": "other", "whatsapp": "whatsapp", "gesch": "work", "geschäftl": "work", "dienstl": "work", "büro": "work",
    "priv": "home", "mob": "mobile", "perso": "home", "part": "home", "trab": "work",
}  # fmt: skip
_PREFIXES = (
    "contact", "person", "customer", "client", "lead", "company", "organization", "organisation", "account", "primary",
    "main", "mailing", "billing", "business", "default address", "address", "kontakt", "kunde", "firma", "deal", "your",
    "emails", "phones", "name", "work", "home", "other", "1", "2", "3", "4", "5",
)  # fmt: skip


EITHER = frozenset((
    "kunde", "kundin", "kunden", "customer", "customers", "client", "clients", "cliente", "clientes", "interessent",
    "interessenten", "auftraggeber", "prospect",
))  # fmt: skip
"""Words for whom one sells to: a person's whole name, unless other columns say that; then a company."""


def fold(name: str) -> str:
    """A column's name as it is compared: split at capitals, lower case, no accents, no punctuation."""
    spaced = _NOT_WORDS.sub(" ", _CAMEL.sub(" ", name)).strip().casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c))


@cache
def words_of(field: str) -> frozenset[str]:
    """Every known name of a field, folded."""
    return frozenset(fold(word) for word in _all().get(field, [])) | {fold(field)}


@cache
def known() -> frozenset[str]:
    """All folded names: a first row made of these is a header."""
    return frozenset().union(*(words_of(field) for field in _all()))


@cache
def bare(name: str) -> tuple[str, str]:
    """A folded name without the words that only say which one it is, and that label: phone work 2 -> phone, work."""
    tokens = name.split()
    labels = {fold(word): label for word, label in LABELS.items()}
    label = next((labels[token] for token in tokens if token in labels), "")
    kept = [t for t in tokens if t not in labels and not t.isdecimal() and t not in ("value", "primary", "main")]
    return " ".join(kept), label


def without_prefix(name: str) -> list[str]:
    """The name without what it belongs to: person name -> name, mailing city -> city."""
    return [name[len(prefix) + 1 :] for prefix in _PREFIXES if name.startswith(prefix + " ")]


@cache
def _all() -> dict[str, list[str]]:
    found: dict[str, list[str]] = orjson.loads(Path(__file__).with_suffix(".json").read_bytes())
    return found
