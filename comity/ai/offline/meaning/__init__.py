"""Meaning search: texts as vectors by a small model of the operator's, or a plain sentence that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from comity.ai.offline.meaning.model import FILES, Model
from comity.ai.offline.meaning.weights import Broken

__all__ = ["FILES", "MISSING", "Broken", "Model", "likeness", "literal", "load", "why_not"]
MISSING = (
    "No model for meaning search is installed. Put model.safetensors, vocab.txt and config.json of a MiniLM sentence"
    " model into one folder; until then search goes by words."
)


def load(folder: Path | None) -> Model | None:
    """The model in that folder; None where there is none that can be used, `why_not` then says why."""
    if folder is None or not all((folder / name).is_file() for name in FILES):
        return None
    try:
        return Model(folder)
    except (Broken, KeyError, TypeError, ValueError, OSError):
        return None


def why_not(folder: Path | None) -> str:
    """Empty where the model can be used, else what stands in the way, in one sentence."""
    if folder is None or not all((folder / name).is_file() for name in FILES):
        return MISSING
    try:
        Model(folder)
    except Broken as error:
        return str(error)
    except (KeyError, TypeError, ValueError, OSError):
        return "The model's files do not fit each other."
    return ""


def likeness(left: Sequence[float], right: Sequence[float]) -> float:
    """How near two unit vectors lie, -1 to 1."""
    return sum(a * b for a, b in zip(left, right, strict=True))


def literal(vector: Sequence[float]) -> str:
    """The vector as pgvector reads it from text: `[0.1,0.2]`."""
    return "[" + ",".join(f"{value:.6g}" for value in vector) + "]"
