"""How rows are cut into chunks (D35): each once, the last ones smaller, nothing again that an older cut loaded."""

from __future__ import annotations

import pytest

from comity.office.imports.load import CHUNK, SMALLEST, chunks, left


@pytest.mark.parametrize("rows", [1, 499, 500, 5_000, 20_000, 99_999, 1_000_000])
def test_every_row_is_in_one_chunk_and_the_last_ones_are_small(rows: int) -> None:
    found = list(chunks(2, rows + 1))
    assert [row for first, last in found for row in range(first, last + 1)] == list(range(2, rows + 2))
    sizes = [last - first + 1 for first, last in found]
    assert max(sizes) <= CHUNK
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] <= max(SMALLEST, rows // 4)


def test_what_is_loaded_stays_out_whole() -> None:
    found = list(chunks(2, 30_001))
    loaded = [(0, 0), found[0], found[2]]
    assert [rest for chunk in found for rest in left(chunk, loaded)] == [found[1], *found[3:]]


def test_what_an_older_program_cut_otherwise_is_neither_lost_nor_loaded_again() -> None:
    loaded = [(0, 0), (2, 5_001), (7_002, 7_101), (25_002, 30_001)]
    rest = [row for chunk in chunks(2, 30_001) for part in left(chunk, loaded) for row in range(part[0], part[1] + 1)]
    done = {row for first, last in loaded for row in range(first, last + 1)}
    assert rest == [row for row in range(2, 30_002) if row not in done]
