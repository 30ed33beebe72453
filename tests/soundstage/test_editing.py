"""A title is cut by the grammar of film, and its timeline says so to others."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import opentimelineio as otio
import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.blocking import stood
from filmwright.soundstage.description import Film, Shot, Stand
from filmwright.soundstage.editing import make_film, story
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.operator import views
from filmwright.soundstage.sets.families import place
from filmwright.soundstage.timeline import KEY, timeline
from filmwright.soundstage.vocabulary import Action, Scale, Transition

TRAVELS = (Action.WALK, Action.RUN, Action.ENTER, Action.LEAVE)


@pytest.fixture(scope="module")
def film() -> Film:
    return make_film(
        5, "The Parcel", shots=14, sequences=3, cast=[one.id for one in CAST[10:13]], sets=["field", "desert"]
    )


def camera_and_cast(shot: Shot) -> tuple[np.ndarray, np.ndarray]:
    """(T, 3) eyes and (T, 3) directions to the frame's right."""
    times = np.linspace(0, (shot.frames - 1) / float(shot.picture.rate), 3)
    made = views(shot, place(shot.set), stood(shot.cast, place(shot.set), times))
    return np.array([view.eye for view in made]), np.array([view.right for view in made])


def sequences(film: Film) -> dict[str, list[Shot]]:
    made: dict[str, list[Shot]] = {}
    for cut in film.cuts:
        made.setdefault(cut.sequence, []).append(cut.shot)
    return made


def test_a_title_has_its_shots_cast_and_sets(film: Film) -> None:
    assert len(film.cuts) == 14 and len(sequences(film)) == 3
    cast = {role.character for cut in film.cuts for role in cut.shot.cast}
    assert cast <= {one.id for one in CAST[10:13]} and len(cast) >= 2
    stands = [shots[0].set for shots in sequences(film).values()]
    assert stands[0].family == stands[2].family and stands[0].seed == stands[2].seed
    for shots in sequences(film).values():
        assert len({shot.set for shot in shots}) == 1
    lengths = [cut.shot.frames for cut in film.cuts]
    assert min(lengths) >= 24 and max(lengths) <= 96 and len(set(lengths)) > 5


def test_a_sequence_opens_wide_and_goes_nearer(film: Film) -> None:
    for shots in sequences(film).values():
        scales = [shot.camera.scale for shot in shots]
        assert scales[0] is Scale.WIDE
        assert any(scale in (Scale.MEDIUM, Scale.CLOSE) for scale in scales[1:])


@pytest.mark.parametrize("seed", range(3))
def test_all_cameras_of_a_conversation_are_on_one_side_of_its_line(seed: int) -> None:
    made = make_film(seed, "Line", 6, 1, [one.id for one in CAST[20 + seed : 22 + seed]], ["field"])
    shots = [cut.shot for cut in made.cuts]
    group = next(shot for shot in shots if len(shot.cast) == 2 and shot.cast[0].action not in TRAVELS)
    one, two = (np.asarray(role.at) for role in group.cast)
    line = two - one
    sides = []
    for shot in shots:
        eyes, _right = camera_and_cast(shot)
        off = eyes[:, ::2] - one
        sides += list(np.sign(line[0] * off[:, 1] - line[1] * off[:, 0]))
    assert len(set(sides)) == 1


def test_shot_and_reverse_look_to_opposite_sides() -> None:
    made = make_film(1, "Reverse", 6, 1, [CAST[20].id, CAST[21].id], ["field"])
    looks: dict[str, set[float]] = {}
    for cut in made.cuts:
        role, camera = cut.shot.cast[0], cut.shot.camera
        if len(cut.shot.cast) == 1 and camera.scale in (Scale.MEDIUM, Scale.CLOSE):
            looks.setdefault(role.character, set()).add(
                float(np.sign(np.sin(np.radians(role.facing - camera.azimuth))))
            )
    assert sorted(map(tuple, looks.values())) == [(-1.0,), (1.0,)]


@pytest.mark.parametrize("seed", range(2))
def test_travel_keeps_its_direction_across_the_frame(seed: int) -> None:
    made = make_film(seed, "Journey", 12, 3, [CAST[30 + seed].id, CAST[40].id], ["field", "desert"])
    ways = []
    for cut in made.cuts:
        _eyes, right = camera_and_cast(cut.shot)
        for role in cut.shot.cast:
            if role.action in TRAVELS and role.to is not None:
                ways.append(np.sign(np.subtract(role.to, role.at) @ right[1][::2]))
    assert len(ways) >= 2 and len(set(ways)) == 1


def test_transitions_stand_where_sequences_begin(film: Film) -> None:
    assert film.cuts[0].transition is Transition.FADE
    for before, cut in pairwise(film.cuts):
        assert cut.transition is Transition.CUT or cut.sequence != before.sequence
    brief = make_film(0, "Brief", 12, 12, [CAST[3].id], [Stand(family="field", seed=1)])
    assert {cut.transition for cut in brief.cuts} == set(Transition)


def test_the_same_seed_is_the_same_film(film: Film) -> None:
    again = make_film(5, "The Parcel", 14, 3, [one.id for one in CAST[10:13]], ["field", "desert"])
    assert again.id == film.id


def test_a_story_has_who_it_names_where_it_names() -> None:
    stands = [Stand(family="field", seed=1), Stand(family="field", seed=2)]
    scenes = [([CAST[k % 3].id], stands[k % 2]) for k in range(5)] + [([CAST[0].id, CAST[1].id], stands[0])]
    made = story(3, "Memory", scenes, frames=12)
    for cut, (cast, stand) in zip(made.cuts, scenes, strict=True):
        assert [role.character for role in cut.shot.cast] == cast and cut.shot.set == stand and cut.shot.frames == 12
        assert cut.shot.camera.scale is not Scale.WIDE


def test_wishes_that_cannot_be() -> None:
    for shots, parts in ((2, 3), (0, 0), (5, 0)):
        with pytest.raises(FilmwrightError, match="sequences"):
            make_film(1, "No", shots, parts)
    with pytest.raises(FilmwrightError, match="did you mean"):
        make_film(1, "No", 2, 1, sets=["dessert"])
    with pytest.raises(FilmwrightError, match="each once"):
        make_film(1, "No", 2, 1, cast=[CAST[0].id, CAST[0].id])
    with pytest.raises(FilmwrightError, match="title"):
        make_film(1, "", 1, 1, sets=["field"])
    with pytest.raises(FilmwrightError, match="at least one"):
        story(1, "No", [])


@pytest.mark.parametrize("rate", [24, Fraction(24000, 1001)])
def test_a_timeline_survives_the_round_trip(rate: Fraction | int) -> None:
    made = make_film(2, "Round", 6, 3, [CAST[3].id, CAST[4].id], ["field"], rate=rate)
    first = timeline(made, "round.mp4")
    back = otio.adapters.read_from_string(otio.adapters.write_to_string(first, "otio_json"), "otio_json")
    assert back.is_equivalent_to(first)
    clips, track = list(back.find_clips()), back.tracks[0]
    assert len(clips) == 6 and back.metadata[KEY]["rate"] == str(made.cuts[0].shot.picture.rate)
    at = 0
    for clip, cut, start in zip(clips, made.cuts, made.starts, strict=True):
        assert clip.source_range.start_time.value == at and clip.source_range.start_time.rate == float(rate)
        at += int(clip.source_range.duration.value)
        assert clip.metadata[KEY]["shot"] == cut.shot.id and clip.metadata[KEY]["sequence"] == cut.sequence
        assert list(clip.metadata[KEY]["frames"]) == [start, start + cut.shot.frames]
        assert clip.media_reference.target_url == "round.mp4"
    assert at == made.frames == track.duration().value
    assert [marker.name for marker in track.markers] == ["sequence 1", "sequence 2", "sequence 3"]


def test_a_dissolve_reaches_from_where_both_are_seen_to_where_one_is() -> None:
    made = next(
        film
        for film in (make_film(seed, "D", 2, 2, [CAST[3].id], ["field"]) for seed in range(20))
        if film.cuts[1].transition is Transition.DISSOLVE
    )
    items = list(timeline(made, "d.mp4").tracks[0])
    fade, one, dissolve, two, out = items
    joint = int(two.source_range.start_time.value)
    assert joint - dissolve.in_offset.value == made.starts[1]
    assert joint + dissolve.out_offset.value == made.cuts[0].shot.frames
    assert dissolve.transition_type == otio.schema.TransitionTypes.SMPTE_Dissolve
    assert fade.in_offset.value == 0 and fade.out_offset.value == made.cuts[0].overlap
    assert (out.in_offset.value, out.out_offset.value) == (made.fade_out, 0)
    assert one.source_range.end_time_exclusive().value == joint
