"""A signed take reads Trusted by the studio's root alone, and any change of any byte of it does not."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import av
import pytest

from filmwright.errors import FilmwrightError
from filmwright.provenance import check, keys, seal
from filmwright.provenance.manifest import TakeClaim, sign
from filmwright.provenance.trust import settings
from filmwright.studio import Studio, create


def boxes(data: bytes) -> dict[str, tuple[int, int]]:
    """First box of each kind: (start, end)."""
    found: dict[str, tuple[int, int]] = {}
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        found.setdefault(data[at + 4 : at + 8].decode("latin1"), (at, at + size))
        at += size
    return found


def test_a_signed_take_is_trusted_and_says_what_made_it(studio: Studio, signed: Path, claim: TakeClaim) -> None:
    found = check.read(signed, keys.anchors(studio))
    assert (found.state, found.trusted, found.sealed, found.problems) == ("Trusted", True, True, ())
    assert found.signer == "Test studio" and found.title == "take 1" and found.generator.startswith("Filmwright")
    assert found.source_type.endswith("/trainedAlgorithmicMedia")
    assert found.take["ledger_root"] == claim.ledger_root
    assert tuple(found.take["decision_ids"]) == claim.decision_ids
    assert tuple(found.take["attributions"]) == claim.attributions
    assert [(i["sha256"], i["relationship"], i["types"]) for i in found.ingredients] == [
        (claim.model.sha256, "inputTo", ["c2pa.types.model"]),
        (claim.snapshot.sha256 if claim.snapshot else "", "inputTo", ["c2pa.types.dataset"]),
        (claim.plates[0].sha256, "inputTo", []),
    ]


def test_the_pictures_are_untouched(clip: Path, signed: Path) -> None:
    def frames(path: Path) -> list[bytes]:
        with av.open(str(path)) as container:
            return [frame.to_ndarray().tobytes() for frame in container.decode(video=0)]

    assert frames(signed) == frames(clip) and len(frames(clip)) == 24


def test_any_flipped_byte_is_not_trusted(studio: Studio, signed: Path, tmp_path: Path) -> None:
    anchors, data, target = keys.anchors(studio), signed.read_bytes(), tmp_path / "flipped.mp4"
    chance = random.Random(7)
    places = {chance.randrange(len(data)) for _ in range(120)}
    for start, end in boxes(data).values():
        places |= {start, start + 3, start + 4, start + 9, end - 1, *(chance.randrange(start, end) for _ in range(12))}
    padding = data.index(b"cpad") + 20
    for place in sorted(places | set(range(padding, padding + 5)) | set(range(len(data) - 88, len(data), 5))):
        target.write_bytes(data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :])
        found = check.read(target, anchors)
        assert found.state in ("Invalid", "none") and found.problems, place


def test_anything_cut_off_added_or_moved_is_not_trusted(studio: Studio, signed: Path, tmp_path: Path) -> None:
    anchors, data, target = keys.anchors(studio), signed.read_bytes(), tmp_path / "changed.mp4"
    free = (16).to_bytes(4, "big") + b"free" + b"12345678"
    for changed in (
        data[:-1],
        data[:-88],
        data + b"\0",
        data + free,
        data[:-88] + free + data[-88:],
        data[: len(data) // 2],
    ):
        target.write_bytes(changed)
        assert check.read(target, anchors).state in ("Invalid", "none")


def test_a_seal_cannot_be_taken_from_another_take(
    studio: Studio, clip: Path, signed: Path, claim: TakeClaim, tmp_path: Path
) -> None:
    other = tmp_path / "other.mp4"
    sign(studio, clip, other, claim)
    other.write_bytes(other.read_bytes()[:-88] + signed.read_bytes()[-88:])
    found = check.read(other, keys.anchors(studio))
    assert found.state == "Invalid" and "seal" in " ".join(found.problems)


def test_another_root_is_not_trusted(studio: Studio, signed: Path, tmp_path: Path) -> None:
    stranger = create(tmp_path / "stranger", "Test studio")
    keys.ensure(stranger)
    for anchors in (keys.anchors(stranger), ""):
        found = check.read(signed, anchors)
        assert found.state == "Valid" and not found.trusted and "not among the anchors" in found.problems[0]
    assert check.read(signed, keys.anchors(stranger) + keys.anchors(studio)).trusted
    saved = tmp_path / "root.pem"
    saved.write_text(keys.anchors(studio))
    assert check.read(signed, keys.read_anchors(saved)).trusted


def test_a_stripped_manifest_is_none(studio: Studio, clip: Path, signed: Path, tmp_path: Path) -> None:
    anchors = keys.anchors(studio)
    assert check.read(clip, anchors).state == "none"
    data, (start, end) = signed.read_bytes(), boxes(signed.read_bytes())["uuid"]
    stripped = tmp_path / "stripped.mp4"
    stripped.write_bytes(data[:start] + data[end:])
    found = check.read(stripped, anchors)
    assert found.state == "none" and found.problems == ("the file carries no manifest",)


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\0\0\0\x18ftyp", b"\0\0\0\x18ftypisom" + b"\xff" * 5000, b"\x89PNG" * 99]
)
def test_what_is_no_film_is_a_result_and_not_a_traceback(studio: Studio, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "thing.mp4"
    path.write_bytes(data)
    found = check.read(path, "")
    assert found.state in ("none", "Invalid") and found.problems


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.mp4", tmp_path):
        with pytest.raises(FilmwrightError, match="cannot be read"):
            check.read(path, "")
        with pytest.raises(FilmwrightError, match="anchor cannot be read"):
            keys.read_anchors(path)


def test_a_manifest_of_the_studio_without_a_seal_is_not_trusted(studio: Studio, clip: Path, tmp_path: Path) -> None:
    """C2PA alone calls such a file Trusted even with a byte of its first box flipped; this is why there is a seal."""
    from c2pa import Builder, C2paSignerInfo, Context, Reader, Signer

    own = keys.ensure(studio)
    created = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    }
    assertions = [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}]
    builder = Builder({"format": "video/mp4", "assertions": assertions}, Context.from_dict(settings(own.root)))
    signer = Signer.from_info(C2paSignerInfo(b"es256", own.leaf.encode(), own.leaf_key.encode(), None))
    target = tmp_path / "plain.mp4"
    with clip.open("rb") as source, target.open("w+b") as dest:
        builder.sign(signer, "video/mp4", source, dest)
    data = bytearray(target.read_bytes())
    data[12] ^= 1
    target.write_bytes(data)
    with target.open("rb") as stream:
        assert (
            Reader("video/mp4", stream, context=Context.from_dict(settings(own.root))).get_validation_state()
            == "Trusted"
        )
    found = check.read(target, own.root)
    assert found.state == "Valid" and "not sealed" in found.problems[0]


def test_statements_of_any_shape_are_read_without_a_traceback(studio: Studio, signed: Path) -> None:
    """A stranger's manifest may be validly signed and hold anything anywhere."""
    odd = {"manifests": {"m": {"assertions": [{"label": "org.filmwright.take", "data": {"seal": "x"}}, 7]}}}
    shapes = [{}, {"manifests": []}, odd, {"manifests": {"m": {"ingredients": 3, "signature_info": [], "title": {}}}}]
    for shape in shapes:
        found = check._claim(signed, {"active_manifest": "m", "state": "Trusted", **shape})
        assert found.state != "Trusted" and found.problems
    assert not seal.intact(signed, "not hex")


@pytest.mark.parametrize(
    "change",
    [
        {"decision_ids": ()},
        {"decision_ids": ("not a hash",)},
        {"ledger_root": ""},
        {"ledger_root": "A" * 64},
        {"ledger_root": "a" * 64 + "\n"},
    ],
)
def test_a_claim_without_its_decisions_is_not_signed(
    studio: Studio, clip: Path, claim: TakeClaim, tmp_path: Path, change: dict[str, object]
) -> None:
    with pytest.raises(FilmwrightError):
        sign(studio, clip, tmp_path / "out.mp4", dataclasses.replace(claim, **change))
    assert not (tmp_path / "out.mp4").exists()


def test_what_cannot_be_signed_leaves_nothing(studio: Studio, claim: TakeClaim, tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("no film")
    for source in (text, tmp_path / "none.mp4"):
        with pytest.raises(FilmwrightError):
            sign(studio, source, tmp_path / "out.mp4", claim)
    assert [p.name for p in tmp_path.iterdir() if "out" in p.name] == []


def test_prompt_and_seed_are_not_in_the_file(signed: Path) -> None:
    assert b"prompt" not in signed.read_bytes() and b"seed" not in signed.read_bytes()
