"""Props: what a hand can hold."""

from __future__ import annotations

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.props import PROPS, prop
from filmwright.soundstage.geometry import Mesh
from filmwright.soundstage.vocabulary import SEMANTICS, Semantic


def _distance(thing: Mesh) -> float:
    """Metres from the grip to the nearest of many points of the surface."""
    share = draws(0, "points").dirichlet((1, 1, 1), size=(len(thing.faces), 60))
    points = np.einsum("fnk,fkx->fnx", share, thing.vertices[thing.faces])
    return float(np.linalg.norm(points, axis=-1).min())


@pytest.mark.parametrize("name", PROPS)
def test_each_is_there_to_be_held(name: str) -> None:
    thing = prop(name)
    assert 8 <= len(thing.faces) <= 700
    assert (thing.semantics == SEMANTICS.index(Semantic.PROP)).all()
    assert np.isfinite(thing.vertices).all() and np.isfinite(thing.normals).all()
    assert np.array_equal(thing.rest, thing.vertices)
    assert 0.1 < (thing.high - thing.low).max() < 1.8
    assert _distance(thing) < 0.1, "the hand would hold nothing"


def test_there_are_enough_and_each_has_its_shape() -> None:
    assert len(PROPS) >= 14
    sizes = np.array([prop(name).high - prop(name).low for name in PROPS])
    unlike = np.abs(sizes[:, None] - sizes[None]).max(-1) + np.eye(len(sizes))
    assert unlike.min() > 0.005


def test_a_wrong_name_gets_the_nearest() -> None:
    with pytest.raises(FilmwrightError, match="did you mean 'lantern'"):
        prop("lantren")
    assert len(prop("Toy_Boat").faces) == len(prop("toy boat").faces)
