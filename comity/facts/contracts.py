"""What happens to contracts. Announced by the tables' own triggers, so that a change over the wire tells the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractAdded:
    """A contract has a file, its first or another one."""

    kind: ClassVar[str] = "sales.contract_added"
    subject: str
    version_id: str
    number: int
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status:
    subject: str
    title: str
    lead_id: str | None = None
    company_id: str | None = None
    owner_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDraft(_Status):
    """A contract is a draft again."""

    kind: ClassVar[str] = "sales.contract_draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSent(_Status):
    """A contract was sent for signature."""

    kind: ClassVar[str] = "sales.contract_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSigned(_Status):
    """A contract was signed."""

    kind: ClassVar[str] = "sales.contract_signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDeclined(_Status):
    """Somebody declined to sign a contract; `reason` says why when it was said."""

    kind: ClassVar[str] = "sales.contract_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractVoid(_Status):
    """A contract was withdrawn."""

    kind: ClassVar[str] = "sales.contract_void"
