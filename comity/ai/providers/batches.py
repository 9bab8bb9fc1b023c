"""Batches: many questions handed in together for half the price, answered within a day.

OpenAI API reference, "Batch": a JSONL file by POST /files (purpose batch), POST /batches, GET /batches/{id}, the
answers in `output_file_id`. Anthropic API reference, "Message Batches": POST /v1/messages/batches with `requests`, then
GET until `processing_status` is ended, the answers as JSONL at `results_url`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from comity.ai.agent import Message
from comity.ai.providers.anthropic import Anthropic
from comity.ai.providers.base import Failure, Reply, post, refused
from comity.ai.providers.openai import OpenAI
from comity.platform.outside.problems import OutsideFailure

if TYPE_CHECKING:
    import httpx

DISCOUNT: Final = 0.5
State = Literal["running", "done", "failed"]
Questions = Mapping[str, str]


def able(model: Any) -> bool:
    """Whether this provider takes batches."""
    return isinstance(model, Anthropic) or (isinstance(model, OpenAI) and model.provider == "openai")


async def hand_in(
    client: httpx.AsyncClient, model: Any, mark: str, instructions: str, questions: Questions, schema: Any, most: int
) -> str:
    """Hands the questions in, by the names they are answered under; the batch's id. One mark is handed in once."""
    if isinstance(model, Anthropic):
        requests = [
            {"custom_id": name, "params": _anthropic(model, instructions, question, schema, most)}
            for name, question in questions.items()
        ]
        made = await post(client, f"{model.base_url}/v1/messages/batches", model.headers, {"requests": requests})
        return str(made["id"])
    found = await _known(client, model, mark)
    if found is not None:
        return found
    lines = [_line(model, name, instructions, question, schema, most) for name, question in questions.items()]
    file = await _upload(client, model, "\n".join(lines).encode())
    body = {
        "input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h",
        "metadata": {"comity": mark},
    }  # fmt: skip
    return str((await post(client, f"{model.base_url}/batches", model.headers, body))["id"])


async def state(client: httpx.AsyncClient, model: Any, batch: str) -> tuple[State, str]:
    """How far it is, and where its answers are."""
    if isinstance(model, Anthropic):
        said = await _get(client, f"{model.base_url}/v1/messages/batches/{batch}", model.headers)
        ended = said.get("processing_status") == "ended"
        return ("done" if ended else "running"), str(said.get("results_url") or "")
    said = await _get(client, f"{model.base_url}/batches/{batch}", model.headers)
    status = said.get("status")
    if status in ("failed", "cancelled"):
        return "failed", ""
    file = said.get("output_file_id")
    where = f"{model.base_url}/files/{file}/content" if file else ""
    return ("done" if status in ("completed", "expired") else "running"), where


async def answers(client: httpx.AsyncClient, model: Any, where: str) -> dict[str, Reply]:
    """The answers by name; those that failed are left out."""
    if not where or not where.startswith(
        model.base_url.rstrip("/") + "/"
    ):  # keys go to the provider's own address only
        return {}
    response = await client.get(where, headers=model.headers, timeout=60.0)
    if response.status_code != 200:
        raise refused(response)
    found: dict[str, Reply] = {}
    for line in response.text.splitlines():
        try:
            said = json.loads(line)
            name = str(said["custom_id"])
            if isinstance(model, Anthropic):
                found[name] = model.read(said["result"]["message"])
            else:
                found[name] = model.read(said["response"]["body"])
        except (ValueError, KeyError, TypeError, Failure):
            continue
    return found


def _anthropic(model: Anthropic, instructions: str, question: str, schema: Any, most: int) -> dict[str, Any]:
    return model.body(instructions, _asked(question), most) | model.tool(schema)


def _line(model: OpenAI, name: str, instructions: str, question: str, schema: Any, most: int) -> str:
    form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    body = model.body(model.name, instructions, _asked(question), most) | {"response_format": form}
    return json.dumps({"custom_id": name, "method": "POST", "url": "/v1/chat/completions", "body": body})


def _asked(question: str) -> Sequence[Message]:
    return [Message("user", question)]


async def _known(client: httpx.AsyncClient, model: OpenAI, mark: str) -> str | None:
    """A batch handed in before under the same mark: whoever crashed after handing in does not pay again."""
    listed = await _get(client, f"{model.base_url}/batches?limit=100", model.headers)
    for batch in listed.get("data") or []:
        if isinstance(batch, dict) and (batch.get("metadata") or {}).get("comity") == mark:
            return str(batch["id"])
    return None


async def _upload(client: httpx.AsyncClient, model: OpenAI, content: bytes) -> str:
    import httpx

    files = {"file": ("questions.jsonl", content, "application/jsonl")}
    try:
        response = await client.post(
            f"{model.base_url}/files", headers=model.headers, data={"purpose": "batch"}, files=files, timeout=120.0
        )
    except (httpx.HTTPError, OutsideFailure) as error:
        raise Failure(f"not reachable ({type(error).__name__})", outage=True) from None
    if response.status_code != 200:
        raise refused(response)
    return str(response.json()["id"])


async def _get(client: httpx.AsyncClient, url: str, headers: Mapping[str, str]) -> dict[str, Any]:
    import httpx

    try:
        response = await client.get(url, headers=dict(headers), timeout=30.0)
        said = response.json() if response.status_code == 200 else None
    except (httpx.HTTPError, ValueError, OutsideFailure) as error:
        raise Failure(f"not reachable ({type(error).__name__})", outage=True) from None
    if not isinstance(said, dict):
        raise refused(response)
    return said
