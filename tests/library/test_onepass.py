"""One pass: rows cover every frame once, say what is to be seen, and cost bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from filmwright.library import onepass, tables
from filmwright.media.encode import read_clip
from filmwright.media.planes import Picture
from filmwright.media.probe import Limits, probe

from .conftest import draw, scene

LIMITS = Limits(1 << 40, 2_000_000, 16_384)


def planes(seed: int, index: int, shift: int = 0, width: int = 256, height: int = 144) -> Picture:
    rgb = scene(seed, width + 64, height)[:, shift : shift + width]
    yuv = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2YUV_I420).ravel()
    luma = width * height
    y, u, v = np.split(yuv, [luma, luma + luma // 4])
    half = (height // 2, width // 2)
    return Picture(index, y.reshape(height, width), u.reshape(half), v.reshape(half))


def rows(pictures: Iterator[Picture] | list[Picture], rate: int = 24, proxy_rate: int = 12) -> list[onepass.Row]:
    return list(onepass.shot_rows(pictures, "a" * 64, "k", Fraction(rate), Fraction(proxy_rate), 1280))


def cut(*shots: tuple[int, int]) -> list[Picture]:
    """Pictures of shots (seed, frames)."""
    made: list[Picture] = []
    for seed, frames in shots:
        one = planes(seed, 0)
        made += [Picture(len(made) + k, one.y, one.u, one.v) for k in range(frames)]
    return made


def test_shots_cover_every_frame_once() -> None:
    found = rows(cut((1, 50), (2, 33), (3, 71)))
    assert [(row["in_frame"], row["out_frame"]) for row in found] == [(0, 50), (50, 83), (83, 154)]
    assert len({row["shot"] for row in found}) == 3
    assert set(found[0]) == set(tables.SHOTS.names)


def test_no_frames_no_rows_and_one_frame_one_row() -> None:
    assert rows([]) == []
    (only,) = rows([planes(1, 0)])
    assert (only["in_frame"], only["out_frame"], only["proxy_frames"], only["camera"]) == (0, 1, 1, "unknown")


@pytest.mark.parametrize(("rate", "frames"), [(24, 24), (25, 30), (12, 7), (30, 31), (10, 10), (60, 61)])
def test_proxy_frame_k_shows_the_source_frame_that_it_should(rate: int, frames: int) -> None:
    pictures = [planes(1, k, shift=k) for k in range(frames)]
    (row,) = rows(pictures, rate)
    shown = read_clip(row["proxy"])
    wanted = [k for k in (int(n * Fraction(rate, 12) + Fraction(1, 2)) for n in range(999)) if k < frames]
    assert len(shown) == row["proxy_frames"] == len(wanted)
    for picture, index in zip(shown, wanted, strict=True):
        gaps = [np.abs(picture.astype(int) - other.rgb()).mean() for other in pictures]
        assert gaps[index] == min(gaps)
        assert gaps[index] < 4


def test_the_thumbnail_is_a_jpeg_of_the_middle_and_the_hash_is_the_proxys() -> None:
    (row,) = rows(cut((4, 60)))
    picture = cv2.imdecode(np.frombuffer(row["thumbnail"], np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (144, 256, 3)
    assert hashlib.sha256(row["proxy"]).hexdigest() == row["proxy_sha256"]


def test_a_very_long_shot_is_kept_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onepass, "LONGEST", 2)
    assert [row["out_frame"] for row in rows(cut((1, 130)))] == [48, 96, 130]


def test_few_pictures_are_held_at_a_time() -> None:
    alive = {"now": 0, "most": 0}

    class Counted(np.ndarray):  # type: ignore[type-arg]
        def __del__(self) -> None:
            alive["now"] -= self.base is None

    def stream() -> Iterator[Picture]:
        one = planes(1, 0)
        for k in range(600):
            y = np.ndarray.__new__(Counted, one.y.shape, np.uint8)
            y[:] = one.y
            alive["now"] += 1
            alive["most"] = max(alive["most"], alive["now"])
            yield Picture(k, y, one.u, one.v)

    rows(stream())
    assert alive["most"] < 90


def test_scanning_twice_gives_identical_rows(tmp_path: Path) -> None:
    film = draw(tmp_path / "film.mp4")
    found = probe(film, LIMITS)
    item = {
        "asset": "a" * 64, "ingest_key": "k", "path": str(film), "probe": found.to_dict(), "width": 256, "height": 144,
        "limits": {"max_bytes": 1 << 40, "max_frames": 10**6, "max_side": 10**4}, "proxy_rate": "12/1",
    }  # fmt: skip
    seen: list[float] = []
    for name in "one", "two":
        (said,) = onepass.scan({**item, "scratch": str(tmp_path / name)}, seen.append)
        assert said["shots"] == 3
    assert sum(seen) == 2 * 96
    one, two = (onepass.scratch_reader(tmp_path / name).read_all() for name in ("one", "two"))
    assert one.equals(two)
