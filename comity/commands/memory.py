"""How the C library keeps memory: blocks files pass through are kept, what a start left behind is given back."""

from __future__ import annotations

import asyncio
import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h of glibc, mallopt(3)
_PIECE = 4 << 20
_KEPT = 32 << 20
_SETTLED = 5.0


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


def give_back_soon() -> None:
    """Said once at the end of a start: what was needed only to load goes back to the machine, some 3 MB a process.

    A few seconds later, when the first round of what was due is done too, which leaves as much behind.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):
        return
    asyncio.get_running_loop().call_later(_SETTLED, trim, 0)
