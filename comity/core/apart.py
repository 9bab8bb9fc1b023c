"""Reading what strangers wrote in a program beside us, which may take so much time and memory and no more.

A page or a document can be made to keep a parser busy for hours, or to fill all memory; in a thread it would take
everything else here down with it.

    text = await apart.run("comity.packs.library.document_text", "text_of", data, name, kind)

The function is given the bytes and the words, and its answer is JSON.
"""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module
from typing import Any, Final

import orjson

SECONDS: Final = 60
MEMORY: Final = 1_500_000_000
MOST: Final = 32 * 1024 * 1024
"""Bytes of an answer."""


class Unread(Exception):
    """Why there is no answer: `large` (it took too much), `broken`, or what the function itself raised."""

    @property
    def why(self) -> str:
        return str(self)


async def run(module: str, function: str, data: bytes, *words: str, seconds: int = SECONDS) -> Any:
    """What the function makes of the bytes; raises Unread."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "comity.core.apart", module, function, str(seconds), *words,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(2 * seconds + 30):
            said, _nothing = await process.communicate(data)
    except TimeoutError:
        raise Unread("large") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    try:
        found = orjson.loads(said)
    except orjson.JSONDecodeError:  # it was stopped: by memory, by time, or by the bytes themselves
        raise Unread("large" if process.returncode else "broken") from None
    if "why" in found:
        raise Unread(found["why"])
    return found["value"]


def main(module: str, function: str, seconds: str, *words: str) -> None:
    """Says as JSON what the function makes of standard input."""
    import logging
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    logging.disable(logging.CRITICAL)
    act = getattr(import_module(module), function)
    said = _answer(act, words)
    sys.stdout.buffer.write(said if len(said) <= MOST else orjson.dumps({"why": "large"}))


def _answer(act: Any, words: tuple[str, ...]) -> bytes:
    try:
        return orjson.dumps({"value": act(sys.stdin.buffer.read(), *words)}, default=str)
    except Unread as unread:
        return orjson.dumps({"why": unread.why[:300]})
    except MemoryError:
        return orjson.dumps({"why": "large"})
    except Exception:  # what hostile bytes do to a parser has no end of names
        return orjson.dumps({"why": "broken"})


if __name__ == "__main__":
    from comity.core import apart  # what functions raise is of that module, not of this one, which is `__main__`

    apart.main(*sys.argv[1:])
