"""At night people are lit a little from the camera's side, in every look; what stands around them stays as dark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from filmwright.soundstage.description import Camera, Picture, Role, Shot, Stand
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.lighting import lighting
from filmwright.soundstage.render.raster import Raster
from filmwright.soundstage.scene import Scene
from filmwright.soundstage.sets.families import place
from filmwright.soundstage.truth import take
from filmwright.soundstage.vocabulary import Key, Look, Scale, SetFamily, Time

NIGHT = Stand(family=SetFamily.FIELD, seed=1, time=Time.NIGHT, key=Key.LOW)


@pytest.mark.parametrize("look", list(Look))
def test_the_fill_lights_people_and_nothing_else(look: Look) -> None:
    shot = Shot(
        set=NIGHT, cast=(Role(character=CAST[3].id),), camera=Camera(scale=Scale.FULL, lens=50),
        picture=Picture(width=128, height=72, look=look), frames=2,
    )  # fmt: skip
    scene, dark = Scene(shot), Scene(shot)
    dark.__dict__["light"] = replace(scene.light, fill=0.0)
    raster = Raster(scene.place.mesh, (128, 72), "cpu")
    lit, unlit = take(scene, raster, 0), take(dark, raster, 0)
    assert np.array_equal(lit.channels.depth, unlit.channels.depth)
    people = lit.instances == 1
    # Blur, bloom and wandering edges carry some of it a few pixels away.
    away = np.ones_like(people)
    rows, columns = np.nonzero(people)
    away[max(rows.min() - 9, 0) : rows.max() + 9, max(columns.min() - 9, 0) : columns.max() + 9] = False
    assert lit.picture[people].mean() > 1.2 * unlit.picture[people].mean()
    assert np.abs(lit.picture[away].astype(int) - unlit.picture[away]).max() <= 2


def test_a_day_needs_no_fill_and_a_dark_room_does() -> None:
    day = NIGHT.model_copy(update={"time": Time.DAY, "key": Key.HIGH})
    assert lighting(day, place(day)).fill == 0
    room = Stand(family=SetFamily.ROOM, seed=1, time=Time.NIGHT, key=Key.LOW)
    assert lighting(room, place(room)).fill > 0.05 and lighting(NIGHT, place(NIGHT)).fill > 0.05
