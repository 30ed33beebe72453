"""The plate: a shot by its id or a file that was added, never a picture whose rights nobody has registered."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import catalogue, shots
from filmwright.library.ingest import ingest
from filmwright.media import stills
from filmwright.media.encode import H264Writer, read_clip
from filmwright.studio import Studio, create
from filmwright.takes.plate import Plate, find_plate

RIGHTS = "title: {title}\nowner: Us\ngrants:\n  - {{assigner: Us, agreement: letter, actions: [ingest]}}\n"


def picture(level: int) -> np.ndarray:
    """Dark at the top, ``level`` below."""
    made = np.full((180, 320, 3), 30, np.uint8)
    made[90:] = level
    return made


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """*Alpha*, a film of two shots, and *Card*, a still; not to be written to."""
    from fractions import Fraction

    folder = tmp_path_factory.mktemp("plates")
    with H264Writer(folder / "alpha.mp4", 320, 180, Fraction(24), 12.0, "ultrafast") as writer:
        for level in [220] * 30 + [90] * 30:
            writer.write_rgb(picture(level))
    (folder / "card.png").write_bytes(stills.png(picture(150)))
    studio = create(folder / "studio", "Test studio")
    for title, name in (("Alpha", "alpha.mp4"), ("Card", "card.png")):
        (folder / "rights.yaml").write_text(RIGHTS.format(title=title))
        catalogue.add(studio, [folder / name], title, folder / "rights.yaml")
    assert not ingest(studio).failed
    return studio


def test_a_shot_is_a_plate_of_its_first_frame(filled: Studio) -> None:
    second = shots.shots(filled, title="Alpha")[1]
    plate = find_plate(filled, second.shot[:8])
    assert plate == Plate(second.asset, "Alpha", 30, second.shot)
    assert (plate.span.in_frame, plate.span.out_frame) == (30, 31), "the rights of one frame are asked about"
    shown = plate.picture(filled)
    assert np.array_equal(shown, read_clip(shots.proxy(filled, second.shot))[0])
    assert shown.shape == (144, 256, 3) and abs(int(shown[120].mean()) - 90) < 4


@pytest.mark.parametrize(("name", "level"), [("alpha.mp4", 220), ("card.png", 150)])
def test_a_file_that_was_added_is_a_plate_wherever_its_copy_lies(
    filled: Studio, tmp_path: Path, name: str, level: int
) -> None:
    copy = shutil.copy(filled.path.parent / name, tmp_path / f"copy-of-{name}")
    plate = find_plate(filled, str(copy))
    assert (plate.frame, plate.shot, plate.title) == (0, "", name.split(".")[0].title())
    shown = plate.picture(filled)
    assert shown.shape == (144, 256, 3) and shown.dtype == np.uint8
    assert abs(int(shown[120].mean()) - level) < 4 and abs(int(shown[20].mean()) - 30) < 4


def test_a_picture_whose_rights_nobody_registered_is_refused(filled: Studio, tmp_path: Path) -> None:
    strange = tmp_path / "strange.png"
    strange.write_bytes(stills.png(picture(151)))
    with pytest.raises(FilmwrightError, match="nobody has registered the rights") as caught:
        find_plate(filled, str(strange))
    assert "filmwright add" in caught.value.do


@pytest.mark.parametrize(
    ("name", "said"),
    [("none.png", "no such file"), ("0000000000000000", "no such shot"), ("a cat", "not a shot's id"), ("", "shot")],
)
def test_what_is_neither_is_said(filled: Studio, name: str, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said):
        find_plate(filled, name)


def test_a_film_that_changed_since_it_was_added_is_no_plate(filled: Studio, tmp_path: Path) -> None:
    studio = Studio(filled.path, filled.settings)
    asset = next(one for one in catalogue.listing(studio) if one.title == "Card")
    kept = asset.path.read_bytes()
    try:
        asset.path.write_bytes(kept + b"\0")
        with pytest.raises(FilmwrightError, match="changed"):
            Plate(asset.id, "Card", 0, "").picture(studio)
    finally:
        asset.path.write_bytes(kept)


def test_a_plate_in_the_record() -> None:
    assert Plate("a", "Alpha", 7, "s").to_json() == {"asset": "a", "title": "Alpha", "frame": 7, "shot": "s"}
