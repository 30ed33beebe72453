"""A face is lost where it is turned away, or where an arm, a pole, a brim or a body stands before it."""

from __future__ import annotations

import numpy as np
import pytest

from filmwright.soundstage.description import Camera, Role, Shot, Stand
from filmwright.soundstage.faces import lost
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.geometry import mesh
from filmwright.soundstage.place import Place
from filmwright.soundstage.staging import stage_shot
from filmwright.soundstage.view import looking
from filmwright.soundstage.vocabulary import Action, Scale, SetFamily

OPEN = Place(mesh(np.zeros((0, 3)), np.zeros((0, 3)), (0, 0, 0)))
BARE = next(one for one in CAST if not one.headgear.kind and 1.65 < one.proportions.height < 1.75)
TALL = next(one for one in CAST if one.proportions.height > 1.75)
HATTED = next(one for one in CAST if one.headgear.kind == "straw hat" and one.proportions.height > 1.5)


def missing(
    *roles: Role, azimuth: float = 0.0, above: float = 0.0, scale: Scale = Scale.MEDIUM, seconds: float = 1.2
) -> list[float]:
    shot = Shot(set=Stand(family=SetFamily.FIELD), cast=roles, camera=Camera(scale=scale), frames=48)
    angle, head = np.radians(azimuth), np.array([0.0, 1.5, 0.0])
    eye = head + 4 * np.array([np.sin(angle) * np.cos(above), np.sin(above), np.cos(angle) * np.cos(above)])
    found = lost(shot, OPEN, (looking(eye, head, 50, (256, 144)),), np.array([seconds]))
    return list(np.maximum(found.turned, found.hidden)[0])


def test_a_face_is_lost_as_it_turns_away_sooner_near_by() -> None:
    one = Role(character=BARE.id)
    near = [missing(one, azimuth=angle)[0] for angle in (0, 40, 80, 110, 180)]
    far = [missing(one, azimuth=angle, scale=Scale.FULL)[0] for angle in (0, 40, 80, 110, 180)]
    assert near[0] == near[1] == far[0] == far[1] == 0 and near[-1] == far[-1] == 1
    assert near == sorted(near) and far == sorted(far) and near[2] > far[2]


def test_another_body_and_a_thing_before_a_face_hide_it() -> None:
    behind = Role(character=BARE.id)
    before = Role(character=TALL.id, at=(0.0, 0.8))
    assert missing(behind)[0] == 0
    assert missing(behind, before)[0] > 0.5
    assert missing(behind, before.model_copy(update={"at": (0.8, 0.8)}))[0] == 0
    gives = Role(character=BARE.id, action=Action.GIVE, prop="sign")
    angles = np.arange(-90, 0, 5)
    assert max(missing(gives, azimuth=float(angle), scale=Scale.FULL, seconds=0.0)[0] for angle in angles) >= 0.5


def test_a_brim_hides_the_eyes_from_above_and_only_from_there() -> None:
    assert missing(Role(character=HATTED.id))[0] == 0
    assert missing(Role(character=HATTED.id), above=np.radians(50))[0] >= 0.5
    assert missing(Role(character=BARE.id), above=np.radians(50))[0] < 0.5


@pytest.mark.parametrize("scale", ["medium", "close"])
def test_staged_looks_show_the_face(scale: str) -> None:
    """In the middle of a shot of somebody who looks about the face is to be seen."""
    for seed in range(6):
        shot = stage_shot(seed, family="field", set_seed=1, action="look", scale=scale, time="day", weather="clear")
        angle, lead = np.radians(shot.camera.azimuth), shot.cast[0]
        head = np.array([lead.at[0], 1.4, lead.at[1]])
        eye = head + 3 * np.array([np.sin(angle), 0.05, np.cos(angle)])
        view = looking(eye, head, 50, (256, 144))
        found = lost(shot, OPEN, (view,), np.array([1.0]))
        assert found.turned[0, 0] < 0.5 and found.hidden[0, 0] < 0.5
