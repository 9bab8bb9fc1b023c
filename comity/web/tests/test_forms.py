from typing import Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, field_validator
from starlette.datastructures import FormData
from starlette.requests import Request

from comity.core.errors import Problem
from comity.web import forms


class Deal(BaseModel):
    title: str = Field(min_length=2, max_length=10)
    amount: int | None = Field(None, ge=0)
    stage: Literal["new", "won"] = "new"
    tags: list[str] = []
    owner: UUID | None = None
    custom: dict[str, str] = {}

    @field_validator("title")
    @classmethod
    def _no_shouting(cls, title: str) -> str:
        if title.isupper():
            raise ValueError("Please do not shout.")
        return title


def request(body: str) -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


async def test_a_good_form_becomes_the_model() -> None:
    form = await forms.check(request("title=+Ring+&amount=&tags=a&tags=&tags=b&custom[size]=52"), Deal)
    assert form.ok
    assert form.model == Deal(title="Ring", tags=["a", "b"], custom={"size": "52"})


async def test_what_was_typed_stays_beside_its_errors() -> None:
    form = await forms.check(request("title=X&amount=-3&stage=maybe&owner=nobody"), Deal)
    assert not form.ok
    assert form.model is None
    assert form.value("amount") == "-3"
    assert form.errors == {
        "title": "Please write at least 2 characters.",
        "amount": "This must be at least 0.",
        "stage": "Please choose one of the offered values.",
        "owner": "Please choose one of the offered values.",
    }


async def test_missing_and_own_rules_are_sentences() -> None:
    assert (await forms.check(request(""), Deal)).error("title") == "Please fill this in."
    assert (await forms.check(request("title=LOUD"), Deal)).error("title") == "Please do not shout."


async def test_read_raises_a_problem_that_carries_the_form() -> None:
    with pytest.raises(forms.FormProblem) as wrong:
        await forms.read(request("title="), Deal)
    assert wrong.value.status == 422
    assert wrong.value.form.error("title")


def test_a_refusal_of_the_database_lands_on_its_field() -> None:
    form = forms.blank(Deal, {"title": "Ring"}).refused(Problem("taken", 409, "There is one already.", field="title"))
    assert form.error("title") == "There is one already."
    assert form.value("title") == "Ring"
    assert form.value("stage") == "new"
    assert form.refused(Problem("other", 409, "No.")).error("") == "No."


def test_empty_uploads_are_not_there() -> None:
    assert forms.gather(FormData([("title", "a"), ("title", "b")]), Deal) == {"title": "b"}
