"""Meaning search with a tiny model made here, and a plain sentence where there is none."""

from __future__ import annotations

import json
import math
import random
import struct
from pathlib import Path

import pytest

from comity.ai.offline import meaning

WIDE, INNER, LAYERS = 8, 16, 2
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "invoice", "bill", "##s", "boat", "sail", "red", "the"]


def shapes() -> dict[str, tuple[int, ...]]:
    """The tensors of a small BERT."""
    out: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), WIDE),
        "embeddings.position_embeddings.weight": (32, WIDE),
        "embeddings.token_type_embeddings.weight": (2, WIDE),
        "embeddings.LayerNorm.weight": (WIDE,),
        "embeddings.LayerNorm.bias": (WIDE,),
    }
    for number in range(LAYERS):
        name = f"encoder.layer.{number}."
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            out |= {f"{name}{part}.weight": (WIDE, WIDE), f"{name}{part}.bias": (WIDE,)}
        out |= {f"{name}intermediate.dense.weight": (INNER, WIDE), f"{name}intermediate.dense.bias": (INNER,)}
        out |= {f"{name}output.dense.weight": (WIDE, INNER), f"{name}output.dense.bias": (WIDE,)}
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            out |= {f"{name}{part}.weight": (WIDE,), f"{name}{part}.bias": (WIDE,)}
    return out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Weights by chance, but `bill` stands beside `invoice` and `sail` beside `boat`."""
    chance = random.Random(5)
    table, data = {}, b""
    for name, shape in shapes().items():
        values = [chance.gauss(0, 0.05) for _ in range(math.prod(shape))]
        if name.endswith("LayerNorm.weight"):
            values = [1.0] * len(values)
        if name == "embeddings.word_embeddings.weight":
            values = [chance.gauss(0, 1) for _ in values]
            for word, like in (("bill", "invoice"), ("sail", "boat")):
                at, to = WORDS.index(like) * WIDE, WORDS.index(word) * WIDE
                values[to : to + WIDE] = [v + 0.05 for v in values[at : at + WIDE]]
        raw = struct.pack(f"<{len(values)}f", *values)
        table[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    head = json.dumps(table).encode()
    (tmp_path / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + data)
    (tmp_path / "vocab.txt").write_text("\n".join(WORDS))
    (tmp_path / "config.json").write_text(
        json.dumps({"hidden_size": WIDE, "num_hidden_layers": LAYERS, "num_attention_heads": 2,
                    "max_position_embeddings": 32})
    )  # fmt: skip
    return tmp_path


def test_texts_that_mean_the_same_lie_near_each_other(folder: Path) -> None:
    model = meaning.load(folder)
    assert model is not None and model.size == WIDE and meaning.why_not(folder) == ""
    invoice, bill, boat = model.embed(["the red invoice", "the red bill", "the red boat"])
    assert math.isclose(sum(value * value for value in invoice), 1, rel_tol=1e-5)
    assert meaning.likeness(invoice, bill) > 0.98 > meaning.likeness(invoice, boat)
    assert model.embed(["The RED invoice"]) == [invoice]


def test_a_vector_is_written_as_pgvector_reads_it() -> None:
    assert meaning.literal([0.5, -0.25, 1e-7]) == "[0.5,-0.25,1e-07]"


def test_words_are_taken_apart_and_strange_ones_are_unknown(folder: Path) -> None:
    model = meaning.load(folder)
    assert model is not None
    for text in ("", "bills", "ünknown\u0000 \ud7ff", "boat " * 5000, "x" * 5000):
        assert len(model.embed([text])[0]) == WIDE
    assert model.embed(["bills"]) != model.embed(["bill"])


def test_without_weights_it_says_so_plainly(tmp_path: Path) -> None:
    assert meaning.load(None) is None and meaning.load(tmp_path) is None
    assert meaning.why_not(tmp_path) == meaning.MISSING


def test_weights_that_are_cut_short_are_refused_with_the_reason(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-40])
    assert meaning.load(folder) is None
    assert meaning.why_not(folder).startswith("The weights are cut short at ")
