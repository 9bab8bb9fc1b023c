"""A small sentence model (MiniLM and its kin) run here: texts become unit vectors, near where they mean the same."""

from __future__ import annotations

import importlib
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from comity.ai.offline.meaning.tokens import Vocabulary
from comity.ai.offline.meaning.weights import Broken, Tensor, read

Row = list[float]
Rows = list[Row]
PIECES = 256
"""Pieces of a text that are read."""
SLOW = 3_000_000
"""Numbers a model may have where numpy is not installed: plain Python would take minutes for more."""
FILES = ("model.safetensors", "vocab.txt", "config.json")


def numpy() -> Any | None:
    """numpy, where the operator installed it; Comity does not bring it."""
    try:
        return importlib.import_module("numpy")
    except ImportError:
        return None


class Model:
    """The weights in memory; `embed` is the only thing it does."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self.size = int(config["hidden_size"])
        self._layers = int(config["num_hidden_layers"])
        self._heads = int(config["num_attention_heads"])
        self._small = float(config.get("layer_norm_eps", 1e-12))
        self._most = min(PIECES, int(config.get("max_position_embeddings", 512)))
        self._vocabulary = Vocabulary.load(folder / "vocab.txt")
        weights = read(folder / "model.safetensors")
        self._numpy = numpy()
        if self._numpy is None and sum(len(tensor.values) for tensor in weights.values()) > SLOW:
            raise Broken("A model of this size needs numpy, which is not installed.")
        self._weights = {name: self._matrix(tensor) for name, tensor in weights.items()}
        if "embeddings.word_embeddings.weight" not in self._weights:
            raise Broken("These are not the weights of a BERT-like model.")

    def embed(self, texts: Sequence[str]) -> list[Row]:
        """One vector of length one for each text."""
        return [self._one(text) for text in texts]

    def _matrix(self, tensor: Tensor) -> Any:
        if self._numpy is not None:
            return self._numpy.frombuffer(tensor.values, dtype="float32").reshape(tensor.shape)
        if len(tensor.shape) < 2:
            return list(tensor.values)
        wide = tensor.shape[-1]
        return [list(tensor.values[at : at + wide]) for at in range(0, len(tensor.values), wide)]

    def _one(self, text: str) -> Row:
        rows = self._start(self._vocabulary.numbers(text, self._most))
        for layer in range(self._layers):
            name = f"encoder.layer.{layer}."
            seen = self._line(self._attended(rows, name + "attention.self."), name + "attention.output.dense")
            rows = self._even(_added(rows, seen), name + "attention.output.LayerNorm")
            inner = [[_gelu(value) for value in row] for row in self._line(rows, name + "intermediate.dense")]
            outer = self._line(inner, name + "output.dense")
            rows = self._even(_added(rows, outer), name + "output.LayerNorm")
        mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        length = math.sqrt(sum(value * value for value in mean)) or 1.0
        return [value / length for value in mean]

    def _start(self, numbers: Sequence[int]) -> Rows:
        words = self._weights["embeddings.word_embeddings.weight"]
        places = self._weights["embeddings.position_embeddings.weight"]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        rows = [
            [float(a) + float(b) + float(c) for a, b, c in zip(words[number], places[at], kind, strict=True)]
            for at, number in enumerate(numbers)
        ]
        return self._even(rows, "embeddings.LayerNorm")

    def _line(self, rows: Rows, name: str) -> Rows:
        """Every row through one dense layer."""
        weight, bias = self._weights[name + ".weight"], self._weights[name + ".bias"]
        if self._numpy is not None:
            out: Rows = (self._numpy.array(rows, dtype="float32") @ weight.T + bias).tolist()
            return out
        return [[sum(map(float.__mul__, row, column)) + add for column, add in zip(weight, bias, strict=True)]
                for row in rows]  # fmt: skip

    def _attended(self, rows: Rows, name: str) -> Rows:
        """Every row as the others it looks at, head by head."""
        query, key, value = (self._line(rows, name + part) for part in ("query", "key", "value"))
        wide = self.size // self._heads
        heads = [list(self._head(query, key, value, at, at + wide)) for at in range(0, self.size, wide)]
        return [[number for head in heads for number in head[at]] for at in range(len(rows))]

    def _head(self, query: Rows, key: Rows, value: Rows, first: int, last: int) -> Iterator[Row]:
        keys = [row[first:last] for row in key]
        columns = list(zip(*(row[first:last] for row in value), strict=True))
        root = math.sqrt(last - first)
        for row in query:
            asked = row[first:last]
            scores = [sum(map(float.__mul__, asked, other)) / root for other in keys]
            top = max(scores)
            shares = [math.exp(score - top) for score in scores]
            total = sum(shares)
            yield [sum(map(float.__mul__, shares, column)) / total for column in columns]

    def _even(self, rows: Rows, name: str) -> Rows:
        weight, bias = self._weights[name + ".weight"], self._weights[name + ".bias"]
        out = []
        for row in rows:
            mean = sum(row) / len(row)
            spread = math.sqrt(sum((value - mean) ** 2 for value in row) / len(row) + self._small)
            out.append([(v - mean) / spread * float(w) + float(b) for v, w, b in zip(row, weight, bias, strict=True)])
        return out


def _added(left: Rows, right: Rows) -> Rows:
    return [[a + b for a, b in zip(one, two, strict=True)] for one, two in zip(left, right, strict=True)]


def _gelu(value: float) -> float:
    return 0.5 * value * (1 + math.erf(value / math.sqrt(2)))
