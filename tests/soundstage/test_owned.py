"""The papers of a rendered film, read by the studio that it belongs to."""

from __future__ import annotations

import pytest

from filmwright.errors import RightsRefused
from filmwright.library import appearances, captions, catalogue
from filmwright.library import shots as library
from filmwright.library.ingest import ingest
from filmwright.library.snapshot import make
from filmwright.rights import door
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.soundstage.description import Cut, Film
from filmwright.soundstage.film import shots_of, write_film
from filmwright.soundstage.owned import ACTIONS, BRIEF, LIKENESS, Seen, merged
from filmwright.soundstage.vocabulary import SetFamily

from .conftest import small_shot


def test_spans_that_touch_become_one():
    spans = [Seen("a", 0, 6), Seen("b", 2, 4), Seen("a", 6, 9), Seen("a", 8, 12), Seen("a", 13, 14), Seen("b", 2, 4)]
    assert merged(spans) == (Seen("a", 0, 12), Seen("b", 2, 4), Seen("a", 13, 14))


def added(studio, tiny):
    (asset,) = catalogue.add(studio, [tiny.picture], tiny.film.title, tiny.rights, tiny.captions)
    return asset


def test_the_studio_may_do_all_of_it(studio, tiny):
    asset = added(studio, tiny)
    for action in Action:
        asked = Request(action=action, spans=(Span(asset=asset.id, in_frame=0, out_frame=10),))
        (mine,) = door.preview(studio, [asked])
        wanted = (
            "permit" if action in ACTIONS and action not in LIKENESS else "unknown" if action in LIKENESS else "deny"
        )
        assert mine.verdict == wanted, action


def test_of_a_likeness_it_is_asked_what_the_use_is(studio, tiny):
    asset = added(studio, tiny)
    asked = Request(action=LIKENESS[0], spans=(Span(asset=asset.id, in_frame=0, out_frame=10),), use="a trailer")
    (decision,) = door.preview(studio, [asked])
    assert any("is this the use described" in sentence for sentence in decision.sentences())


def test_another_studio_may_not(tiny, tmp_path):
    from filmwright.studio import create

    other = create(tmp_path / "other", "Another studio")
    asset = added(other, tiny)
    asked = Request(action=Action.TRAIN_BASE, spans=(Span(asset=asset.id, in_frame=0, out_frame=10),))
    (decision,) = door.preview(other, [asked])
    assert decision.verdict == "deny"


def test_the_cast_sheet_says_what_the_rights_file_says(studio, tiny):
    asset = added(studio, tiny)
    said = appearances.by_hand(studio, tiny.folder / "appearances.csv")
    assert (len(said.subjects), len(said.appearances), said.known) == (0, 0, 2)
    assert asset.title == "Tiny"


def test_captions_are_of_this_film_and_cover_it_shot_by_shot(studio, tiny):
    asset = added(studio, tiny)
    kept = captions.of(studio, asset.id)
    assert [(one.in_frame, one.out_frame) for one in kept] == [(0, 4), (4, 10)]
    for one, shot in zip(kept, shots_of(tiny.folder), strict=True):
        assert one.text in shot["captions"] and len(one.text) <= BRIEF
    assert captions.load(tiny.captions).sha256 == asset.id


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """Three shots of two seconds without a cast, cut hard."""
    families = (SetFamily.FOREST, SetFamily.NIGHT_CITY, SetFamily.DESERT)
    film = Film(title="Cuts", cuts=tuple(Cut(shot=small_shot(family, frames=24)) for family in families))
    return write_film(film, tmp_path_factory.mktemp("cut") / "film", truth=False, owner="Test studio")


def test_ingest_finds_the_cuts_that_the_timeline_has(studio, cut):
    import opentimelineio

    (track,) = opentimelineio.adapters.read_from_file(str(cut.folder / "film.otio")).video_tracks()
    spans = [clip.range_in_parent() for clip in track.find_clips()]
    told = [(round(span.start_time.value), round(span.end_time_exclusive().value)) for span in spans]
    catalogue.add(studio, [cut.picture], "Cuts", cut.rights, cut.captions)
    ingest(studio)
    found = library.shots(studio)
    assert [(shot.in_frame, shot.out_frame) for shot in found] == told == [(0, 24), (24, 48), (48, 72)]
    assert all(one.caption in shot["captions"] for one, shot in zip(found, shots_of(cut.folder), strict=True))
    assert len(make(studio, "all", Action.TRAIN_BASE).shots) == 3
    with pytest.raises(RightsRefused):
        make(studio, "voices", Action.GENERATE_REPLICA_VOICE)
