"""What a file can be imported into. Rooms describe their nouns as Targets and list them on their plates."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal
from uuid import UUID

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.office.imports import vocabulary
from comity.web.i18n import gettext as _

Kind = Literal[
    "text", "name", "email", "phone", "date", "moment", "number", "integer", "money", "bool", "country", "currency",
    "language", "url", "domain", "choice", "choices", "tags", "person", "size",
]  # fmt: skip
OnMatch = Literal["update", "fill", "skip"]


@dataclass(frozen=True, slots=True)
class Field:
    """Something a column can be. `name` is the key in a row's data; custom fields are `custom.<key>`."""

    name: str
    label: str
    kind: Kind = "text"
    many: bool = False
    """Several columns may feed it: e-mails, phones, lines of an address."""
    most: int = 500
    choices: Mapping[str, str] = field(default_factory=dict)
    """Folded word -> value, for kind choice; words may be in any language."""
    required: bool = False
    words: tuple[str, ...] = ()
    """More names that columns with this meaning have."""

    def known_as(self) -> frozenset[str]:
        """Every folded column name that means this field."""
        more = {vocabulary.fold(word) for word in (*self.words, str(self.label))}
        return vocabulary.words_of(self.name) | more


@dataclass(frozen=True, slots=True)
class Run:
    """What a target needs to know about the import it serves."""

    job_id: UUID
    name: str
    """Of the file: what the timeline says the record was imported from."""
    on_match: OnMatch
    fields: frozenset[str]
    """Names of the fields that columns were mapped to."""
    owner_id: UUID | None
    """Of new records that name none."""
    owners: Mapping[str, str | None] = field(default_factory=dict)
    """What an owner column says -> the member meant."""
    matches: bool = True
    """Whether any row matched a record that is there."""

    @property
    def filling(self) -> bool:
        """Only blanks of existing records are filled."""
        return self.on_match == "fill"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a chunk did. `beside` lists ids of other records it created, by relation, for undo."""

    created: int
    updated: int
    refused: Sequence[tuple[int, str]]
    """Row numbers that were not taken after all, and why."""
    beside: Mapping[str, Sequence[UUID]] = field(default_factory=dict)


class Target(ABC):
    """A noun that files can be imported into.

    Rows wait in app.import_rows with their `data`; a target matches them with what is there, says what would change,
    and loads them chunk by chunk. All of it set-based, as the person whose import it is.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    one: ClassVar[str]
    relation: ClassVar[str]
    href: ClassVar[str]
    """Path of one record, with {id}."""
    listed: ClassVar[str] = "source_id=eq.{id}"
    """The query of the list that shows what an import created, with {id}."""
    fields: ClassVar[tuple[Field, ...]]
    needs: ClassVar[tuple[str, ...]]
    """A row without any of these is bad."""
    needs_sentence: ClassVar[str]
    planned: ClassVar[bool] = True
    """Whether rows are matched by joins, whose plans need fresh statistics of what is there."""

    async def custom_fields(self, tx: Tx) -> Sequence[Field]:
        """Fields the organisation added."""
        return ()

    async def add_field(self, tx: Tx, label: str, kind: Kind) -> Field:
        """Adds a field to the organisation's records."""
        raise Problem("fields_fixed", 422, str(_("Records of this kind cannot have fields of your own.")))

    @abstractmethod
    async def match(self, tx: Tx, run: Run) -> None:
        """Marks rows of app.import_rows that are already there ('u' with record_id, '=' when nothing would change),
        that repeat an earlier row ('d' with twin), or that cannot be taken ('b' with problems)."""

    @abstractmethod
    async def differences(self, tx: Tx, run: Run, rows: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """What would change, by row number: {field: [old, new]}."""

    async def strangers(self, tx: Tx, run: Run) -> Sequence[tuple[str, int]]:
        """What an owner column says that is no member, and how often."""
        return ()

    async def prepare(self, tx: Tx, run: Run) -> Mapping[str, Sequence[UUID]]:
        """Creates what rows share (companies, tags), once, before any of them is loaded; the ids by relation."""
        return {}

    async def nudge(self, tx: Tx, record_id: UUID) -> None:  # noqa: B027
        """Makes the change feed tell of one record, so that open lists look again: loading itself is not told of."""

    @abstractmethod
    async def load(self, tx: Tx, run: Run, first: int, last: int) -> Loaded:
        """Writes the rows with numbers first to last: new ones, changes, timeline, audit.

        Ids of its own new records go into app.import_created under `first`: they need not travel here and back.
        """

    async def touched(self, tx: Tx, relation: str, ids: Sequence[UUID]) -> Sequence[UUID]:
        """Which of these created records people have worked with since, though the records themselves are unchanged."""
        return ()

    async def names(self, tx: Tx) -> Mapping[str, tuple[str, Mapping[UUID, str]]]:
        """Columns of ids that an export writes as names, by which an import finds them again: heading, and names."""
        return {}

    async def label(self, tx: Tx, relation: str, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        """Names to show for records."""
        return {}


class Targets:
    """Every target of the house, by kind."""

    def __init__(self, targets: Iterable[Target] = ()) -> None:
        self._by_kind = {target.kind: target for target in targets}

    def __iter__(self) -> Iterator[Target]:
        return iter(self._by_kind.values())

    def __getitem__(self, kind: str) -> Target:
        try:
            return self._by_kind[kind]
        except KeyError:
            known = ", ".join(sorted(self._by_kind))
            sentence = _("Comity cannot import “{kind}”; it can import {known}.").format(kind=kind, known=known)
            raise Problem("import_kind", 422, sentence, field="kind") from None

    def register(self, targets: Iterable[Target]) -> None:
        """Called once by the composition root with the targets of every plate."""
        self._by_kind.update({target.kind: target for target in targets})


registry = Targets()
