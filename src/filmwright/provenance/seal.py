"""The seal: one signature over every byte of the file.

C2PA leaves some bytes of an mp4 unproven: boxes that its hash rules exclude (``ftyp``, ``free``, ``skip``, ``mfra``),
the padding of its own signature, salts and toggles of its boxes. In a small take one byte in eight can be flipped and
the file still reads Trusted (measured; ``tests/provenance/test_seal.py``). So each take carries, inside its signed
manifest, the public half of an Ed25519 key made for it alone, and ends with a ``free`` box that holds that key's
signature over all bytes before the signature. The private half is dropped once used. Players and other C2PA readers
skip the box.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_MAGIC = b"filmwright.seal1"
_SIGNATURE = 64
_HEADER = (8 + len(_MAGIC) + _SIGNATURE).to_bytes(4, "big") + b"free" + _MAGIC
_BLOCK = 1 << 20


def public_hex(key: Ed25519PrivateKey) -> str:
    """The key's public half, 64 hex digits, as the manifest carries it."""
    return key.public_key().public_bytes_raw().hex()


def close(path: Path, key: Ed25519PrivateKey) -> None:
    """Append the seal to a file."""
    with path.open("r+b") as stream:
        stream.seek(0, os.SEEK_END)
        stream.write(_HEADER)
        digest = _digest(stream, stream.tell())
        stream.seek(0, os.SEEK_END)
        stream.write(key.sign(_MAGIC + digest))


def intact(path: Path, public: str) -> bool:
    """Whether the file ends with a seal of this key over all that stands before it."""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        body = size - _SIGNATURE
        if body < len(_HEADER):
            return False
        stream.seek(body - len(_HEADER))
        if stream.read(len(_HEADER)) != _HEADER:
            return False
        signature = stream.read()
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
            key.verify(signature, _MAGIC + _digest(stream, body))
        except (InvalidSignature, ValueError, TypeError):
            return False
    return True


def _digest(stream: BinaryIO, size: int) -> bytes:
    digest = hashlib.sha256()
    stream.seek(0)
    while size > 0 and (block := stream.read(min(_BLOCK, size))):
        digest.update(block)
        size -= len(block)
    return digest.digest()
