"""How the C library keeps the memory that files pass through."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h of glibc, mallopt(3)
_PIECE = 4 << 20
_KEPT = 32 << 20


def reuse_blocks() -> None:
    """Blocks a file passes through are used again instead of being mapped anew, which costs more than the copy.

    Where the C library is not glibc nothing happens.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    mallopt(_MMAP_THRESHOLD, _PIECE)
    mallopt(_TRIM_THRESHOLD, _KEPT)
