"""Takes under conditions, end to end: asked for with all that they are made from, signed, proven, delivered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from filmwright import lineage
from filmwright.cli.take import _in_short
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import shots as library_shots
from filmwright.media.encode import read_clip
from filmwright.models import sample
from filmwright.models.shelf import open_model
from filmwright.provenance import check, keys
from filmwright.rights import door, ledger
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Subject
from filmwright.takes import backing, deliver, records, scenery
from filmwright.takes.cue import cue
from filmwright.takes.verify import verify

from ..conftest import run_filmwright
from .conftest import PROMPT, House
from .test_staging import BOX, STROKE, staged

MARA = Subject(id="identity:mara", kind="identity", name="Mara Lind", owner="Mara Lind")
PAN = [{"move": "pan"}]
REPLICA = "generate.replica.visual"


def say(house: House, *said: Record) -> None:
    with ledger.writing(house.studio) as connection:
        ledger.append(connection, said, ledger.ensure_key(house.studio))


def allow_beta(house: House) -> Grant:
    """Its owner lets shots be made from *Beta*, and let out."""
    from filmwright.library import catalogue

    (beta,) = [one for one in catalogue.title_records(house.studio) if one.name == "Beta"]
    grant = Grant(assigner=beta.owner, subjects=[beta.subject], actions=["generate.generic", "deliver"])
    say(house, grant)
    return grant


def mara_in(house: House, shot: str) -> None:
    """She is in a shot, and lets others be made with what learned of it; whether of her, is another question."""
    at = library_shots.find(house.studio, shot)
    seen = Appearance(asset=at.asset, in_frame=at.in_frame, out_frame=at.out_frame, subject=MARA.id)
    say(house, MARA, seen, Grant(assigner="Mara Lind", subjects=[MARA.id], actions=["generate.generic", "deliver"]))
    work = next(one for one in ledger.facts(house.studio).presences(at.asset, at.in_frame, at.out_frame))
    owner = ledger.facts(house.studio).subject(work.subject)
    say(house, Grant(assigner=owner.owner, subjects=[owner.id], actions=[REPLICA]))


def consent(house: House) -> Grant:
    terms: dict[str, Any] = {"description_of_use": PROMPT, "counsel_or_union": True}
    grant = Grant(assigner="Mara Lind", subjects=[MARA.id], actions=[REPLICA], **terms)
    say(house, grant)
    return grant


def nothing_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("something was sampled")

    monkeypatch.setattr(sample, "generate", never)


def test_every_kind_of_condition_makes_a_take_that_is_proven_and_goes_out(house, tmp_path):
    film, other = house.alpha[:2]
    first = house.shoot(
        {"kind": "first_frame", "picture": film},
        {"kind": "last_frame", "picture": other},
        {"kind": "keyframe", "picture": str(house.folder / "alpha.mp4"), "at": 9},
        {"kind": "reference", "of": "look", "name": other},
        {"kind": "sketch", "strokes": [STROKE]},
    )
    taken = {"video": first.name}
    whole = {"video": first.name, "frames": 6}
    made = [
        house.shoot({"kind": "depth", **taken}, {"kind": "edges", **taken}, {"kind": "camera", "moves": PAN}),
        house.shoot({"kind": "source", **taken, "strength": 0.5}, {"kind": "motion", **taken}),
        house.shoot({"kind": "source", **taken}, {"kind": "mask", "box": BOX}),
        house.shoot({"kind": "source", **taken}, {"kind": "outpaint", "scale": 0.5}),
        house.shoot({"kind": "extend_forward", **whole}, {"kind": "extend_backward", **whole}, frames=25),
    ]  # fmt: skip
    retake = house.shoot({"kind": "retake", "video": made[-1].id[:8], "in": 8, "out": 20})
    assert retake.body["frames"] == 25 and retake.body["plate"] is None
    for take in (first, *made, retake):
        found = verify(take.file(house.studio), house.studio)
        assert found.trusted, found.problems
    assert deliver.deliver(house.studio, retake, tmp_path / "out.mp4").take == retake.id
    assert [one["kind"] for one in first.body["conditions"]][:2] == ["first_frame", "last_frame"]
    assert first.body["plate"]["shot"] == film
    nodes, _ = lineage.graph(house.studio, retake.id)
    assert {first.id, made[-1].id} <= {node.id for node in nodes if node.kind == "take"}
    # The old take's frames are there again, as its file has them but for the coding of this one.
    old, new = (read_clip(take.file(house.studio)).astype(int) for take in (made[-1], retake))
    kept = [*range(8), *range(20, 25)]
    assert np.abs(old[kept] - new[kept]).mean() < 3


def test_what_a_retake_keeps_is_kept_to_the_bit(house):
    shot = house.alpha[0]
    retake = staged(house, {"kind": "retake", "video": shot, "in": 10, "out": 20})
    scene = scenery.scene(house.studio, retake)
    model = open_model(house.studio, "H")
    frames = sample.generate(model.path, PROMPT, frames=36, seed=1, scene=scene, steps=1)
    film = read_clip(library_shots.proxy(house.studio, shot))
    kept = [*range(10), *range(20, 36)]
    assert np.array_equal(frames[kept], film[kept]) and (frames[10:20] != film[10:20]).any()


def test_the_same_seed_and_conditions_are_the_same_take_and_others_another(house):
    one = {"kind": "last_frame", "picture": house.alpha[1]}
    first = house.shoot(one)
    assert house.shoot(one).id == first.id
    others = [house.shoot({**one, "picture": house.alpha[2]}), house.shoot(one, steps=2), house.shoot(one, frames=25)]
    assert len({take.id for take in (first, *others)}) == 4 and others[2].body["frames"] == 25


def test_a_control_that_nobody_registered_stops_before_anything_is_asked_or_sampled(house, tmp_path, monkeypatch):
    nothing_is_sampled(monkeypatch)
    theirs = tmp_path / "theirs.png"
    from PIL import Image

    Image.new("RGB", (256, 144), "red").save(theirs)
    for condition in (
        {"kind": "depth", "video": str(theirs)},
        {"kind": "reference", "of": "prop", "name": str(theirs)},
    ):
        with pytest.raises(FilmwrightError, match="nobody has registered the rights in this film"):
            house.shoot(condition)
    assert len(records.listing(house.studio)) == 1


@pytest.mark.parametrize("kind", ["reference", "depth", "motion", "source", "keyframe"])
def test_film_that_may_not_be_generated_from_is_refused_in_any_part(house, monkeypatch, kind):
    nothing_is_sampled(monkeypatch)
    said = {"reference": {"of": "set", "name": house.beta[0]}, "keyframe": {"picture": house.beta[0], "at": 3}}
    with pytest.raises(RightsRefused, match=r"generate\.generic.*Beta"):
        house.shoot({"kind": kind, **said.get(kind, {"video": house.beta[0]})})


def test_a_grant_taken_back_stops_the_next_take_and_all_that_are_made_from_the_last(house, tmp_path):
    grant = allow_beta(house)
    reference = {"kind": "reference", "of": "set", "name": house.beta[0]}
    take = house.shoot(reference)
    onward = {"kind": "extend_forward", "video": take.name}
    longer = house.shoot(onward)
    beta = library_shots.find(house.studio, house.beta[0]).asset
    for made in (take, longer):
        assert beta in {span.asset for span in door.find(house.studio, made.decision_id).request.spans}
    say(house, Revocation(grant=grant.id))
    for condition in (reference, onward):
        with pytest.raises(RightsRefused, match=r"generate\.generic.*Beta"):
            house.shoot(condition, seed=2)
    with pytest.raises(RightsRefused, match=r"deliver.*Beta"):
        deliver.deliver(house.studio, longer, tmp_path / "out.mp4")
    assert verify(longer.file(house.studio), house.studio).trusted, "it was right when it was made"


def test_a_performer_in_a_source_makes_it_a_replica_and_what_goes_on_from_that_too(house, tmp_path, monkeypatch):
    shot = house.alpha[1]
    mara_in(house, shot)
    with monkeypatch.context() as patch:
        nothing_is_sampled(patch)
        for kind in ("source", "edges"):
            with pytest.raises(
                RightsRefused, match=r"Mara Lind can be seen in what the take is made from.*replica\.visual"
            ):
                house.shoot({"kind": kind, "video": shot})
    assert len(house.shoot({"kind": "depth", "video": shot}).decisions) == 1, "a depth shows nobody"
    grant = consent(house)
    take = house.shoot({"kind": "source", "video": shot})
    longer = house.shoot({"kind": "extend_forward", "video": take.name}, use=PROMPT)
    for made in (take, longer):
        generic, replica = (door.find(house.studio, one).request for one in made.decisions)
        assert (generic.action, replica.action) == ("generate.generic", REPLICA)
        found = verify(made.file(house.studio), house.studio)
        assert found.trusted, found.problems
    say(house, Revocation(grant=grant.id, assigner="Mara Lind"))
    with pytest.raises(RightsRefused, match="Mara Lind can be seen"):
        house.shoot({"kind": "extend_forward", "video": take.name}, use=PROMPT, seed=2)
    with pytest.raises(RightsRefused, match=r"generate\.replica\.visual"):
        deliver.deliver(house.studio, longer, tmp_path / "out.mp4")


def test_a_take_that_was_asked_for_by_a_name_is_hers_wherever_it_goes_on(house):
    mara_in(house, house.alpha[1])
    consent(house)
    take = house.shoot(prompt="Mara Lind rides by", use=PROMPT)
    longer = house.shoot({"kind": "extend_forward", "video": take.name}, prompt="a ball", use=PROMPT)
    assert len(take.decisions) == len(longer.decisions) == 2


def test_the_decision_of_a_take_must_cover_all_that_its_record_names(house):
    allow_beta(house)
    take = house.shoot({"kind": "last_frame", "picture": house.alpha[1]})
    said = check.read(take.file(house.studio), keys.anchors(house.studio)).take
    made = [door.find(house.studio, take.decision_id)]
    assert backing.faults(house.studio, said, made, take) == []
    assert backing.faults(house.studio, said, made, None) == []
    (row,) = take.body["material"]
    beta = library_shots.find(house.studio, house.beta[0])
    other = {**row, "id": beta.asset, "spans": [[0, 1]]}
    lies = replace(take, body={**take.body, "material": [other]})
    (fault,) = backing.faults(house.studio, said, made, lies)
    assert "names another first frame than its record" in fault
    claim = {**said, "plates": [{"name": "Beta", "sha256": beta.asset}]}
    (fault,) = backing.faults(house.studio, claim, made, lies)
    assert "does not cover the first frame" in fault
    gone = replace(take, body={**take.body, "material": [{**row, "kind": "take", "id": "ab" * 32}]})
    (fault,) = backing.faults(house.studio, {**said, "plates": [{"sha256": "ab" * 32}]}, made, gone)
    assert "is gone" in fault


def test_a_take_that_was_altered_is_no_material(house):
    take = house.shoot()
    file = take.file(house.studio)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(FilmwrightError, match="gone or was altered"):
        house.shoot({"kind": "extend_forward", "video": take.name})
    with pytest.raises(FilmwrightError, match="nobody has registered"):
        house.shoot({"kind": "extend_forward", "video": str(file)})


def test_a_take_whose_file_was_added_as_a_film_stays_what_it_was_made_from(house, tmp_path):
    from filmwright.library import catalogue
    from filmwright.library.ingest import ingest

    grant = allow_beta(house)
    take = house.shoot({"kind": "source", "video": house.beta[0]})
    rights = (house.folder / "alpha.yaml").read_text().replace("Alpha", "Washed")
    (tmp_path / "washed.yaml").write_text(rights)
    catalogue.add(house.studio, [take.file(house.studio)], "Washed", tmp_path / "washed.yaml")
    assert not ingest(house.studio).failed
    say(house, Revocation(grant=grant.id))
    washed = library_shots.shots(house.studio, title="Washed")[0].shot
    for name in (take.name, str(take.file(house.studio)), washed):
        with pytest.raises(RightsRefused, match=r"generate\.generic.*Beta"):
            house.shoot({"kind": "first_frame", "picture": name}, seed=2)


@pytest.mark.parametrize(("frames", "right"), [(23, False), (24, True), (31, True), (720, True), (721, False)])
def test_a_take_has_any_length_from_two_seconds_to_a_minute(housed, frames, right):
    model = open_model(housed.studio, "H")
    if right:
        assert cue(housed.studio, model, PROMPT, (), frames, None, None, None).frames == frames
        return
    with pytest.raises(
        FilmwrightError, match=f"{frames} frames were asked for; at 12 a second a take has 24 to 720 ->"
    ):
        cue(housed.studio, model, PROMPT, (), frames, None, None, None)


@pytest.mark.parametrize("prompt", ["", "x" * 10_000])
def test_a_prompt_that_says_nothing_or_too_much_is_refused(house, prompt):
    with pytest.raises(FilmwrightError, match="the prompt"):
        house.shoot(prompt=prompt)
    with pytest.raises(FilmwrightError, match="0 steps"):
        house.shoot(steps=0)


def test_the_command_reads_a_file_of_conditions_and_its_short_forms(house, tmp_path):
    def run(*more: object) -> Any:
        return run_filmwright(house.studio.path, "shoot", "H", PROMPT, "--seed", 1, "--steps", 1, *more)

    (tmp_path / "c.yaml").write_text(f"conditions:\n  - {{kind: keyframe, picture: {house.alpha[2]}, at: 5}}\n")
    done = run("--conditions", tmp_path / "c.yaml", "--last-frame", house.alpha[1], "--json")
    if done.returncode == 0:  # a model of six steps may show too little for the gate
        (take,) = [one for one in records.listing(house.studio) if one.body.get("conditions")]
        assert [one["kind"] for one in take.body["conditions"]] == ["keyframe", "last_frame"]
    else:
        assert "pixels spread" in done.stderr
    done = run("--source", house.alpha[0], "--strength", 2)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "condition 1 (source): strength" in done.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"retake": "t"}, "nobody says which frames"),
        ({"retake": "t", "from_": 3}, "nobody says which frames"),
        ({"to": 3}, "frames of nothing"),
        ({"strength": 0.5}, "a strength of nothing"),
    ],
)
def test_half_a_short_form_is_one_line(given, said):
    nothing = {"last_frame": "", "source": "", "strength": None, "retake": "", "from_": None, "to": None, "extend": ""}
    with pytest.raises(FilmwrightError, match=said):
        _in_short(**{**nothing, **given})


def test_short_forms_are_conditions():
    assert _in_short("a", "b", 0.5, "c", 1, 2, "d") == [
        {"kind": "last_frame", "picture": "a"},
        {"kind": "source", "video": "b", "strength": 0.5},
        {"kind": "retake", "video": "c", "in": 1, "out": 2},
        {"kind": "extend_forward", "video": "d"},
    ]
    assert _in_short("", "", None, "", None, None, "") == []
