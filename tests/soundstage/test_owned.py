"""The papers of a rendered film, read by the studio that it belongs to."""

from __future__ import annotations

import pytest

from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import appearances, captions, catalogue
from filmwright.library import shots as library
from filmwright.library.ingest import ingest
from filmwright.library.snapshot import make
from filmwright.rights import door, ledger
from filmwright.rights.grants import Revocation
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.soundstage.description import Cut, Film
from filmwright.soundstage.film import write_film
from filmwright.soundstage.owned import ACTIONS, BRIEF, LIKENESS, OWNER, Seen, check_free, merged, subject
from filmwright.soundstage.papers import shots_of
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


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    """Films of two frames with the same character in them, by owner: "" for nobody by name."""
    made = {}
    for seed, owner in enumerate(("", "Another studio")):
        shot = small_shot(SetFamily.DESERT, (0,), frames=2, seed=seed)
        film = Film(title=f"By {owner or 'nobody'}", cuts=(Cut(shot=shot),))
        made[owner] = write_film(film, tmp_path_factory.mktemp("others") / "film", truth=False, owner=owner)
    return made


def test_films_of_several_owners_with_one_character_are_each_its_owners(studio, tiny, others):
    frames = {added(studio, tiny).id: 10}
    for owner, film in others.items():
        check_free(studio, film.film, film.picture, owner)
        frames[added(studio, film).id] = 2
    # Whoever runs the soundstage is meant where nobody is named; another studio allowed itself alone.
    assert verdicts(studio, frames) == ["permit", "permit", "deny"]
    facts = ledger.facts(studio)
    lead = tiny.film.cuts[0].shot.cast[0].character
    whose = [facts.subject(subject(lead, owner)).owner for owner in ("Test studio", *others)]
    assert whose == ["Test studio", OWNER, "Another studio"]
    # What one of them takes back is gone from that one's footage alone.
    with ledger.writing(studio) as connection:
        gone = [Revocation(grant=grant.id) for grant in facts.grants(subject(lead), Action.TRAIN_BASE)]
        ledger.append(connection, gone, ledger.ensure_key(studio))
    assert len(gone) == 1 and verdicts(studio, frames) == ["permit", "deny", "deny"]


def verdicts(studio, frames):
    """Whether each of {asset: its frames} may be trained on."""
    spans = [Span(asset=asset, in_frame=0, out_frame=out) for asset, out in frames.items()]
    asked = [Request(action=Action.TRAIN_BASE, spans=(span,)) for span in spans]
    return [decision.verdict for decision in door.preview(studio, asked)]


def test_what_the_ledger_knows_otherwise_is_said_before_anything_is_rendered(studio, tiny, tmp_path):
    added(studio, tiny)
    for owner, said in (("Another studio", "--owner 'Test studio'"), ("TEST STUDIO", "--owner 'Test studio'")):
        with pytest.raises(FilmwrightError, match="work:tiny: the ledger has this subject") as fault:
            check_free(studio, tiny.film, tiny.picture, owner)
        assert said in str(fault.value)
    renamed = tiny.film.model_copy(update={"title": "Another"})
    with pytest.raises(FilmwrightError, match=r"character:.*@test-studio: the ledger has this subject"):
        check_free(studio, renamed, tmp_path / "film.mp4", "TEST STUDIO")
    with pytest.raises(FilmwrightError, match="name the film otherwise: --title"):
        check_free(studio, tiny.film.model_copy(update={"title": "tiny"}), tiny.picture, "Test studio")
    check_free(studio, renamed, tmp_path / "film.mp4", "Another studio")
    check_free(studio, tiny.film, tiny.picture, "Test studio")


@pytest.mark.parametrize("owner", ["two  spaces", " before", "a\u202eb", "a\x07b", "x" * 201])
def test_an_owner_that_no_rights_file_can_hold_is_refused_before_anything_is_made(tmp_path, owner):
    film = Film(title="X", cuts=(Cut(shot=small_shot(SetFamily.DESERT)),))
    with pytest.raises(FilmwrightError, match="the film's owner"):
        write_film(film, tmp_path / "film", owner=owner)
    assert not (tmp_path / "film").exists()


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
