"""Uploads: every kind of source arrives whole, and what the store refuses is said as people speak."""

from __future__ import annotations

import io
from typing import BinaryIO

import pytest
from starlette.datastructures import UploadFile

from comity.core.errors import Problem
from comity.office.files import uploads
from comity.platform.storage import errors
from comity.platform.storage.errors import Refusal

LONG = bytes(range(256)) * 10_000


@pytest.mark.parametrize(
    "source", [LONG, io.BytesIO(LONG), UploadFile(io.BytesIO(LONG))], ids=["bytes", "file", "form"]
)
async def test_a_source_arrives_whole(source: bytes | BinaryIO | UploadFile) -> None:
    assert b"".join([piece async for piece in uploads.pieces(source)]) == LONG


@pytest.mark.parametrize(
    ("refusal", "code", "status"),
    [
        (errors.TOO_LARGE(), "file_too_large", 413),
        (errors.infected("Eicar"), "file_infected", 422),
        (errors.DISK_FULL(), "disk_full", 507),
        (errors.STORE_DOWN(), "store_away", 503),
        (errors.SCANNER_DOWN(), "scanner_away", 503),
        (errors.DENIED(), "not_allowed", 403),
        (errors.bad_mime("x/y"), "InvalidMimeType", 415),
    ],
)
def test_a_refusal_is_said_to_people(refusal: Refusal, code: str, status: int) -> None:
    said = uploads.refused(refusal)
    assert (said.code, said.status) == (code, status)


def test_a_room_says_its_own_limit() -> None:
    limit = Problem("picture_large", 413, "A picture may have up to 15 MB.", field="file")
    assert uploads.refused(errors.TOO_LARGE(), limit) == limit
    assert uploads.refused(errors.DISK_FULL(), limit).code == "disk_full"
