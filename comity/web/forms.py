"""Forms: what was typed becomes a checked pydantic model, or comes back beside its errors. Works without JavaScript."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar, get_origin

from annotated_types import MaxLen
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from comity.core.errors import Problem
from comity.web.i18n import gettext as _

M = TypeVar("M", bound=BaseModel)

_SENTENCES: Final[dict[str, str]] = {
    "missing": _("Please fill this in."),
    "string_too_short": _("Please write at least {min_length} characters."),
    "string_too_long": _("Please keep this under {max_length} characters."),
    "string_pattern_mismatch": _("This does not have the right form."),
    "int_parsing": _("Please enter a whole number."),
    "int_from_float": _("Please enter a whole number."),
    "decimal_parsing": _("Please enter a number."),
    "float_parsing": _("Please enter a number."),
    "decimal_max_places": _("Please use at most {decimal_places} decimal places."),
    "greater_than": _("This must be more than {gt}."),
    "greater_than_equal": _("This must be at least {ge}."),
    "less_than": _("This must be less than {lt}."),
    "less_than_equal": _("This must be at most {le}."),
    "date_parsing": _("Please enter a date."),
    "date_from_datetime_parsing": _("Please enter a date."),
    "datetime_parsing": _("Please enter a date and time."),
    "datetime_from_date_parsing": _("Please enter a date and time."),
    "uuid_parsing": _("Please choose one of the offered values."),
    "literal_error": _("Please choose one of the offered values."),
    "enum": _("Please choose one of the offered values."),
    "bool_parsing": _("Please choose yes or no."),
    "url_parsing": _("Please enter a full web address."),
}
_BRACKETED: Final = re.compile(r"^(\w+)\[([^\[\]]+)\]$")


class FormProblem(Problem):
    """What was typed does not fit; carries the form so that it can be shown again."""

    def __init__(self, form: "Form[Any]") -> None:
        super().__init__("invalid_form", 422, _("Please look at the marked fields."), details=dict(form.errors))
        self.form = form


@dataclass(frozen=True, slots=True)
class Form(Generic[M]):
    """What was typed, what is wrong with it, and the model when nothing is."""

    values: Mapping[str, Any]
    errors: Mapping[str, str]
    model: M | None = None
    sent: bool = True

    @property
    def ok(self) -> bool:
        """Whether everything typed is acceptable."""
        return not self.errors

    def value(self, name: str, default: Any = "") -> Any:
        """What to show in a field."""
        found = self.values.get(name, default)
        return default if found is None else found

    def error(self, name: str) -> str:
        """What to say under a field; empty when it is fine."""
        return self.errors.get(name, "")

    def refused(self, problem: Problem) -> "Form[M]":
        """This form with a problem the database or a verb had with it, on its field or on the whole."""
        return replace(self, errors={**self.errors, problem.field or "": problem.sentence}, model=None)


def blank(model: type[M], values: Mapping[str, Any] | BaseModel | None = None) -> Form[M]:
    """A form not sent yet, filled with the model's defaults and what is known."""
    known = values.model_dump() if isinstance(values, BaseModel) else dict(values or {})
    defaults = {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if not field.is_required() and field.default_factory is None
    }
    return Form({**defaults, **known}, {}, sent=False)


async def check(request: Request, model: type[M]) -> Form[M]:
    """Read the request's form and check it; never raises for what a person typed."""
    typed = gather(await _fields(request, model), model)
    given = {name: value for name, value in typed.items() if value not in ("", None)}
    try:
        return Form(typed, {}, model.model_validate(given))
    except ValidationError as wrong:
        return Form(typed, _errors(wrong))


async def _fields(request: Request, model: type[BaseModel]) -> FormData:
    """What was sent, as long as the longest text the form takes allows; letters may take four bytes each."""
    longest = max((_longest(field) for field in model.model_fields.values()), default=0)
    try:
        return await sent(request, max_part_size=max(2**20, 4 * longest))
    except HTTPException as error:
        raise Problem("too_large", 413, _("What was sent is too large for this form.")) from error


async def sent(request: Request, **limits: int) -> FormData:
    """The form as it came, within Starlette's limits or these; its files are closed once the request is answered."""
    form = await request.form(**limits)
    request.scope.setdefault("state", {}).setdefault("forms", []).append(form)
    return form


def _longest(field: FieldInfo) -> int:
    return max((rule.max_length for rule in field.metadata if isinstance(rule, MaxLen)), default=0)


async def read(request: Request, model: type[M]) -> M:
    """The checked model, or a FormProblem (422) that carries the form."""
    form = await check(request, model)
    if form.model is None:
        raise FormProblem(form)
    return form.model


def gather(data: FormData, model: type[BaseModel]) -> dict[str, Any]:
    """Form fields by name: lists where the model has lists, `custom[key]` into a mapping, text stripped."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(data.keys()):
        values = [value.replace("\0", "").strip() if isinstance(value, str) else value for value in data.getlist(name)]
        bracketed = _BRACKETED.match(name)
        if bracketed:
            found.setdefault(bracketed[1], {})[bracketed[2]] = values[-1]
        elif _is_many(model, name):
            found[name] = [value for value in values if value != ""]
        else:
            found[name] = values[-1]
    return {name: value for name, value in found.items() if not _is_empty_upload(value)}


def _is_many(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and get_origin(field.annotation) in (list, set, tuple, frozenset)


def _is_empty_upload(value: Any) -> bool:
    return isinstance(value, UploadFile) and not value.filename


def _errors(wrong: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for error in wrong.errors(include_url=False, include_input=False):
        name = str(error["loc"][0]) if error["loc"] else ""
        if error["type"] in ("value_error", "assertion_error"):
            sentence = str(_(str(error["ctx"]["error"])))
        else:
            known = _SENTENCES.get(error["type"], _("This is not a value we can use here."))
            sentence = known.format(**error.get("ctx", {}))
        found.setdefault(name, sentence)
    return found
