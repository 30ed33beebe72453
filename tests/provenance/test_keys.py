"""The studio's certificates: made once, private to their owner, never overwritten, renewed under the same root."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.provenance import check, keys
from filmwright.provenance.manifest import TakeClaim, sign
from filmwright.studio import Studio, create


def test_made_once_and_private(studio: Studio) -> None:
    first = keys.ensure(studio)
    assert keys.ensure(studio) == first
    for name in ("root.key.pem", "leaf.key.pem"):
        assert stat.S_IMODE((studio.path / "keys" / name).stat().st_mode) == 0o600
    root, leaf = keys._load_cert(studio.path / "keys/root.pem"), keys._load_cert(studio.path / "keys/leaf.pem")
    leaf.verify_directly_issued_by(root)
    assert keys.anchors(studio) == first.root and "PRIVATE" not in first.root + first.leaf


def test_names_of_any_length_and_script(tmp_path: Path) -> None:
    for number, name in enumerate(("x" * 300, "千と千尋の神隠し" * 12, "")):
        keys.ensure(create(tmp_path / f"s{number}", name))


def test_a_leaf_near_its_end_is_renewed_and_old_takes_stay_trusted(
    studio: Studio, signed: Path, clip: Path, claim: TakeClaim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys.ensure(studio)
    monkeypatch.setattr(keys, "RENEW_DAYS", keys.LEAF_YEARS * 366)
    after = keys.ensure(studio)
    monkeypatch.undo()
    assert after.leaf != before.leaf and after.root == before.root and keys.ensure(studio) == after
    assert len(list((studio.path / "keys").glob("leaf-*.pem"))) == 1
    sign(studio, clip, tmp_path / "new.mp4", claim)
    assert check.read(signed, after.root).trusted and check.read(tmp_path / "new.mp4", after.root).trusted


def test_an_ended_certificate_is_refused(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "LEAF_YEARS", 0)
    monkeypatch.setattr(keys, "_DAY", timedelta(seconds=-1))
    with pytest.raises((FilmwrightError, ValueError)):
        keys.ensure(studio)


@pytest.mark.parametrize("name", ["root.pem", "leaf.pem", "leaf.key.pem"])
def test_keys_that_are_torn_or_anothers_are_refused(studio: Studio, tmp_path: Path, name: str) -> None:
    keys.ensure(studio)
    other = create(tmp_path / "other", "Other")
    keys.ensure(other)
    path = studio.path / "keys" / name
    path.write_bytes((other.path / "keys" / name).read_bytes())
    with pytest.raises(FilmwrightError, match="do not belong together"):
        keys.ensure(studio)
    path.write_bytes(b"torn")
    with pytest.raises(FilmwrightError, match="this is not a"):
        keys.ensure(studio)
    if name == "leaf.key.pem":
        path.unlink()
        with pytest.raises(FilmwrightError, match="missing"):
            keys.ensure(studio)


@pytest.mark.parametrize("name", ["leaf.key.pem", "root.key.pem"])
def test_a_key_that_others_may_read_is_refused(studio: Studio, name: str) -> None:
    before = keys.ensure(studio)
    path = studio.path / "keys" / name
    path.chmod(0o644)
    with pytest.raises(FilmwrightError, match=f"{name}: .*open to others than its owner .mode 0644.*chmod 600 "):
        keys.ensure(studio)
    path.chmod(0o600)
    assert keys.ensure(studio) == before
    (studio.path / "keys" / "root.key.pem").unlink()
    assert keys.ensure(studio) == before, "the root's key may be kept elsewhere"


def test_a_making_cut_short_is_finished(studio: Studio) -> None:
    keys.ensure(studio)
    folder = studio.path / "keys"
    (folder / "leaf.pem").unlink()
    again = keys.ensure(studio)
    assert again.root == keys.anchors(studio)
    for name in ("root.pem", "leaf.pem", "leaf.key.pem"):
        (folder / name).unlink()
    assert keys.ensure(studio).leaf_key != again.leaf_key


def test_anchors_that_are_no_certificates(tmp_path: Path) -> None:
    path = tmp_path / "root.pem"
    path.write_text("hello")
    with pytest.raises(FilmwrightError, match="not a certificate"):
        keys.read_anchors(path)
