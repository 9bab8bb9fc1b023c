"""What an automation can do: each kind of step with its fields.

Text may name what is known, such as {{name}} or {{event.amount}}. A branch does its next `then` steps only where the
record fits its condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

_NAMED: Final = re.compile(r"\{\{\s*([a-z_][a-z0-9_.]{0,100})\s*\}\}")


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Change(_Step):
    """Sets a field of the record."""

    do: Literal["change"] = "change"
    field: str = Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")
    value: str = Field(default="", max_length=2000)


class Task(_Step):
    """Makes a task about the record."""

    do: Literal["task"] = "task"
    subject: str = Field(min_length=1, max_length=300)
    days: int = Field(default=0, ge=0, le=365)


class Mail(_Step):
    """Sends a mail."""

    do: Literal["mail"] = "mail"
    to: str = Field(min_length=3, max_length=320)
    subject: str = Field(min_length=1, max_length=300)
    text: str = Field(min_length=1, max_length=20_000)


class Notify(_Step):
    """Leaves a note for the owner of the automation."""

    do: Literal["notify"] = "notify"
    title: str = Field(min_length=1, max_length=300)


class Function(_Step):
    """Calls a server function with fields of JSON."""

    do: Literal["function"] = "function"
    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")
    input: str = Field(default="{}", max_length=4000)


class Ask(_Step):
    """Asks a model about the record; later steps name what it said as {{answer}}."""

    do: Literal["ask"] = "ask"
    question: str = Field(min_length=3, max_length=2000)


class Wait(_Step):
    """Goes on after a while."""

    do: Literal["wait"] = "wait"
    hours: float = Field(gt=0, le=24 * 90)


class WaitFor(_Step):
    """Goes on once something happens to the record, or stops when it does not in time."""

    do: Literal["wait_for"] = "wait_for"
    kind: str = Field(pattern=r"^[a-z_]+\.[a-z_.-]+$", max_length=100)
    hours: float = Field(gt=0, le=24 * 90)


class Branch(_Step):
    """Does the next steps only where the record fits."""

    do: Literal["branch"] = "branch"
    condition: str = Field(min_length=1, max_length=2000)
    then: int = Field(default=1, ge=1, le=30)


class Webhook(_Step):
    """Calls an address with what is known."""

    do: Literal["webhook"] = "webhook"
    url: str = Field(pattern=r"^https?://\S+$", max_length=2000)


Step = Annotated[
    Change | Task | Mail | Notify | Function | Ask | Wait | WaitFor | Branch | Webhook, Field(discriminator="do")
]
STEPS: Final[TypeAdapter[list[Step]]] = TypeAdapter(list[Step])
KINDS: Final[Mapping[str, type[_Step]]] = {
    kind.model_fields["do"].default: kind
    for kind in (Change, Task, Mail, Notify, Function, Ask, Wait, WaitFor, Branch, Webhook)
}


def filled(text: str, known: Mapping[str, Any]) -> str:
    """The text with what is named put in; what is not known stays empty. Nothing is evaluated."""
    return _NAMED.sub(lambda match: _value(known, match[1]), text)


def _value(known: Mapping[str, Any], path: str) -> str:
    found: Any = known
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return "" if found is None else str(found)
