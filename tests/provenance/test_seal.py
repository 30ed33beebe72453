"""The seal: every byte of a file counts, those too that C2PA leaves unproven."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from filmwright.provenance import keys, seal
from filmwright.provenance.trust import settings
from filmwright.studio import Studio


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def sealed(tmp_path: Path, key: Ed25519PrivateKey) -> Path:
    """A small file and its seal."""
    path = tmp_path / "small.mp4"
    path.write_bytes(bytes(range(200)))
    seal.close(path, key)
    return path


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ (1 << place % 8)]) + data[place + 1 :]


def test_every_flipped_byte_of_a_small_file_is_found(sealed: Path, key: Ed25519PrivateKey) -> None:
    public, data = seal.public_hex(key), sealed.read_bytes()
    assert seal.intact(sealed, public) and len(data) == 200 + 88
    unfound = []
    for place in range(len(data)):
        sealed.write_bytes(flipped(data, place))
        if seal.intact(sealed, public):
            unfound.append(place)
    assert unfound == []


def test_bytes_cut_off_added_or_moved_are_found(sealed: Path, key: Ed25519PrivateKey) -> None:
    data = sealed.read_bytes()
    for changed in (b"", data[:88], data[1:], data[:-1], data + b"\0", data + data[-88:], data[:-88], b"\0" + data):
        sealed.write_bytes(changed)
        assert not seal.intact(sealed, seal.public_hex(key))
    sealed.write_bytes(data)
    assert seal.intact(sealed, seal.public_hex(key))


def test_only_its_own_key_opens_it(sealed: Path, key: Ed25519PrivateKey) -> None:
    other = seal.public_hex(Ed25519PrivateKey.generate())
    for public in (other, "", "zz", "é", seal.public_hex(key)[:-2], "0" * 64):
        assert not seal.intact(sealed, public)


def test_it_is_a_box_that_players_skip(sealed: Path) -> None:
    box = sealed.read_bytes()[200:]
    assert int.from_bytes(box[:4], "big") == len(box) and box[4:8] == b"free"


def test_an_empty_file_can_be_sealed(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    seal.close(path, key)
    assert seal.intact(path, seal.public_hex(key))


def test_c2pa_alone_leaves_bytes_unproven_and_the_seal_none(studio: Studio, signed: Path, tmp_path: Path) -> None:
    """Why there is a seal: of evenly spaced bytes of a take, C2PA trusts more than one in twenty when it is flipped."""
    from c2pa import C2paError, Context, Reader

    def report(path: Path) -> str:
        try:
            with path.open("rb") as stream, Reader("video/mp4", stream, context=trusting) as reader:
                return reader.get_validation_state()
        except C2paError:
            return "unreadable"

    trusting = Context.from_dict(settings(keys.anchors(studio)))
    data, path = signed.read_bytes(), tmp_path / "flipped.mp4"
    public = data[data.index(b"jpublic_key") :][13:77].decode()
    assert seal.intact(signed, public) and report(signed) == "Trusted"
    places = range(7, len(data), max(1, len(data) // 150))
    trusted = 0
    for place in places:
        path.write_bytes(flipped(data, place))
        trusted += report(path) == "Trusted"
        assert not seal.intact(path, public), place
    assert trusted / len(places) > 0.05
