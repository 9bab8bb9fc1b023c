"""Reads a model's weights from a safetensors file: a table of names and places, then plain numbers."""

from __future__ import annotations

import json
import math
import struct
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST = 2_000_000_000
"""Bytes a file of weights may have."""
SIZES = {"F32": 4, "F16": 2}


class Broken(Exception):
    """The weights cannot be read; says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Numbers and their shape."""

    shape: tuple[int, ...]
    values: array[float]


def read(path: Path) -> dict[str, Tensor]:
    """All tensors by name, without a model's prefix; half precision becomes single."""
    data = path.read_bytes()
    if not 8 < len(data) <= MOST:
        raise Broken(f"{path.name} is not a safetensors file.")
    (length,) = struct.unpack("<Q", data[:8])
    try:
        table: dict[str, Any] = json.loads(data[8 : 8 + length])
    except ValueError as error:
        raise Broken(f"{path.name} is not a safetensors file.") from error
    table.pop("__metadata__", None)
    return {name.removeprefix("bert."): _tensor(data, 8 + length, name, entry) for name, entry in table.items()
            if entry["dtype"] in SIZES}  # fmt: skip


def _tensor(data: bytes, base: int, name: str, entry: dict[str, Any]) -> Tensor:
    first, last = entry["data_offsets"]
    shape = tuple(int(side) for side in entry["shape"])
    raw = data[base + first : base + last]
    if len(raw) != math.prod(shape) * SIZES[entry["dtype"]]:
        raise Broken(f"The weights are cut short at {name}.")
    if entry["dtype"] == "F16":
        return Tensor(shape, array("f", struct.unpack(f"<{len(raw) // 2}e", raw)))
    values = array("f")
    values.frombytes(raw)
    return Tensor(shape, values)
