"""Names and literals in SQL."""

from __future__ import annotations

from comity.platform.rest.schema.model import Name

_LONGEST = 63  # bytes Postgres keeps of a name


def ident(name: str) -> str:
    """A quoted name."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A quoted string, whatever standard_conforming_strings says."""
    quoted = "'" + text.replace("'", "''") + "'"
    return "E" + quoted.replace("\\", "\\\\") if "\\" in quoted else quoted


def qualified(name: Name) -> str:
    return f"{ident(name.schema)}.{ident(name.name)}" if name.schema else ident(name.name)


_SPELT = frozenset(
    (
        "bigint", "bit", "bit varying", "boolean", "char", "character", "character varying", "dec", "decimal",
        "double precision", "float", "int", "integer", "interval", "numeric", "real", "smallint", "time",
        "time with time zone", "time without time zone", "timestamp", "timestamp with time zone",
        "timestamp without time zone", "varchar",
    )
)  # fmt: skip


def type_name(name: str) -> str:
    """A type as a client writes it: SQL's own spellings as they are, every other quoted, whatever it is made of."""
    lower = " ".join(name.lower().split())
    return lower if lower in _SPELT else ident(lower)


def alias(name: str, depth: int, taken: frozenset[str]) -> str:
    """What a level is called in the statement: never what one above it is called."""
    suffix = f"_{depth}" if depth else ""
    short = name.encode()[: _LONGEST - len(suffix)].decode(errors="ignore") + suffix
    while short in taken:
        short = short.encode()[: _LONGEST - 1].decode(errors="ignore") + "_"
    return short
