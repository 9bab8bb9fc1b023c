"""Sealed files: AES-256-GCM in chunks, so that a range is read without the rest.

    header   "CSF1", chunk size (log2), 3 zero bytes, key id (8), salt (32)                     48 bytes
    chunks   nonce (12), ciphertext, tag (16); the chunk's number is authenticated with it

Every file has a key of its own, derived from the operator's by its salt. Chunks are all of the same size but the last.
A chunk cannot be moved, changed or taken from another file unnoticed; a missing end shows by the size the row tells.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass

MAGIC = b"CSF1"
CHUNK_LOG2 = 18
CHUNK = 1 << CHUNK_LOG2
HEADER = 48
_NONCE, _TAG = 12, 16
OVERHEAD = _NONCE + _TAG
RECORD = CHUNK + OVERHEAD
_FORM = struct.Struct(">4sB3x8s32s")
_NUMBER = struct.Struct(">Q")


class Damaged(Exception):
    """The bytes are not those that were sealed."""


@dataclass(frozen=True)
class Keys:
    """The operator's keys by their ids: the first seals, all open."""

    ring: dict[bytes, bytes]

    @classmethod
    def of(cls, secrets: Iterable[bytes]) -> Keys:
        """The keys made of 32-byte secrets, newest first."""
        return cls({_id(secret): secret for secret in secrets})

    @property
    def newest(self) -> bytes:
        """The id of the key new files are sealed with."""
        return next(iter(self.ring))


def _id(secret: bytes) -> bytes:
    return hashlib.sha256(b"comity storage key id" + secret).digest()[:8]


class Cipher:
    """What seals and opens the chunks of one file."""

    def __init__(self, header: bytes | memoryview, keys: Keys) -> None:
        from cryptography.hazmat.primitives import hashes  # loaded with the first file
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        try:
            magic, log2, key_id, salt = _FORM.unpack(header)
        except struct.error as error:
            raise Damaged("too short") from error
        if magic != MAGIC or log2 != CHUNK_LOG2 or key_id not in keys.ring:
            raise Damaged("not a sealed file, or sealed with a key that is not here")
        self.header = bytes(header)
        made = HKDF(hashes.SHA256(), 32, salt=salt, info=b"comity storage file")
        self._aead = AESGCM(made.derive(keys.ring[key_id]))

    @classmethod
    def new(cls, keys: Keys) -> Cipher:
        """A cipher for a new file."""
        return cls(_FORM.pack(MAGIC, CHUNK_LOG2, keys.newest, os.urandom(32)), keys)

    def seal(self, number: int, plain: bytes | memoryview) -> bytearray:
        """One chunk, sealed."""
        record = bytearray(len(plain) + OVERHEAD)
        self.seal_into(number, plain, memoryview(record))
        return record

    def seal_into(self, number: int, plain: bytes | memoryview, record: memoryview) -> None:
        """One chunk, sealed into memory that is used again and again."""
        nonce = os.urandom(_NONCE)
        record[:_NONCE] = nonce
        self._aead.encrypt_into(nonce, plain, _NUMBER.pack(number), record[_NONCE:])

    def open(self, number: int, record: bytes | memoryview) -> bytes:
        """One chunk as it was; Damaged when it is not."""
        plain = bytearray(max(0, len(record) - OVERHEAD))
        self._open(number, memoryview(record), memoryview(plain))
        return bytes(plain)

    def open_all(self, first: int, records: bytes | memoryview) -> list[bytes]:
        """Several chunks that follow each other."""
        view = memoryview(records)
        return [self.open(first + n, view[at : at + RECORD]) for n, at in enumerate(range(0, len(view), RECORD))]

    def open_into(self, first: int, records: bytes | memoryview, plain: memoryview) -> int:
        """The same into memory that is used again and again; how many bytes they are."""
        view, done = memoryview(records), 0
        for n, at in enumerate(range(0, len(view), RECORD)):
            done += self._open(first + n, view[at : at + RECORD], plain[done:])
        return done

    def _open(self, number: int, record: memoryview, plain: memoryview) -> int:
        from cryptography.exceptions import InvalidTag

        size = len(record) - OVERHEAD
        if not 0 <= size <= len(plain):
            raise Damaged("a chunk is cut short")
        try:
            self._aead.decrypt_into(bytes(record[:_NONCE]), record[_NONCE:], _NUMBER.pack(number), plain[:size])
        except InvalidTag as error:
            raise Damaged("a chunk was changed") from error
        return size


def sealed_size(size: int) -> int:
    """How many bytes a sealed file of `size` bytes has."""
    return HEADER + size + OVERHEAD * -(-size // CHUNK)


def place_of(number: int) -> int:
    """Where a chunk begins in the sealed file."""
    return HEADER + number * RECORD
