"""``verify`` with the studio at hand: a permit that was not asked for this take proves nothing of it.

Every file here is signed with a studio's real key, so that only what it names can be wrong with it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from filmwright.lineage import find
from filmwright.provenance import keys, manifest
from filmwright.provenance.manifest import Input, TakeClaim
from filmwright.rights import door
from filmwright.rights.vocabulary import Request, Span
from filmwright.studio import create, open_studio
from filmwright.takes import backing, records
from filmwright.takes.verify import verify

from ..conftest import draw_film


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    return draw_film(tmp_path_factory.mktemp("raw") / "raw.mp4", shots=1, seconds=1)


def honest(finished) -> TakeClaim:
    """What the finished studio's take says of itself."""
    said = finished.said["shoot"]
    return TakeClaim(
        title="take",
        model=Input(said["model"], said["model_id"]),
        snapshot=Input(said["snapshot"], said["snapshot_id"]),
        ledger_root=said["ledger_root"],
        decision_ids=(said["decision"],),
        plates=(Input(said["plate"]["title"], said["plate"]["asset"]),),
    )


def checked(studio, raw, folder, claim, signer=None, anchors=""):
    manifest.sign(signer or studio, raw, folder / "signed.mp4", claim)
    return verify(folder / "signed.mp4", studio, anchors)


def train_decision(finished) -> str:
    body = json.loads((finished.studio / "snapshots" / "S.json").read_text())
    return body["decisions"][body["shots"][0]["shot"]]


def test_what_the_take_says_of_itself_is_trusted(copied, raw, tmp_path):
    found = checked(open_studio(copied.studio), raw, tmp_path, honest(copied))
    assert (found.trusted, found.problems, found.not_at_hand) == (True, (), ())


def test_a_permit_for_training_is_no_permit_for_a_take(copied, raw, tmp_path):
    studio = open_studio(copied.studio)
    decision = door.find(studio, train_decision(copied))
    assert decision.verdict == "permit"
    claim = replace(honest(copied), decision_ids=(decision.id,), ledger_root=decision.ledger_root)
    found = checked(studio, raw, tmp_path, claim)
    assert not found.trusted
    assert any("is about train.base, not about generating" in line for line in found.problems)


def test_a_permit_for_one_shot_is_none_for_the_whole_model(copied, raw, tmp_path):
    studio = open_studio(copied.studio)
    asset = copied.said["shoot"]["plate"]["asset"]
    one = door.ask(studio, Request(action="generate.generic", spans=(Span(asset=asset, in_frame=0, out_frame=72),)))
    assert one.verdict == "permit"
    claim = replace(honest(copied), decision_ids=(one.id,), ledger_root=one.ledger_root)
    found = checked(studio, raw, tmp_path, claim)
    assert not found.trusted
    assert any("does not cover all that the model was trained on" in line for line in found.problems)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ledger_root": "ab" * 32}, "another ledger root than the file names"),
        ({"model": Input("M", "ab" * 32)}, r"the model that the file names \(abab.* is not in this studio's lineage"),
        ({"snapshot": Input("S", "ab" * 32)}, r"the snapshot that the file names \(abab.* is not in this studio"),
        ({"snapshot": None}, "the file names no snapshot"),
        ({"decision_ids": ("ab" * 32,)}, "is not in the ledger of this studio, which signed the file"),
        ({"plates": (Input("Somebody's", "ab" * 32),)}, "does not cover the first frame, of asset abab"),
    ],
)
def test_each_thing_that_the_file_names_must_be_the_decisions(copied, raw, tmp_path, changed, said):
    found = checked(open_studio(copied.studio), raw, tmp_path, replace(honest(copied), **changed))
    assert found.state == "Trusted" and not found.trusted
    (line,) = found.problems
    assert re.search(said, line)


def test_the_snapshot_must_be_the_models_own(copied, raw, tmp_path):
    from filmwright.library import snapshot

    studio = open_studio(copied.studio)
    other = snapshot.make(studio, "T", "index")
    found = checked(studio, raw, tmp_path, replace(honest(copied), snapshot=Input("T", other.id)))
    assert found.problems == ("the snapshot that the file names (T) is not the one its model was trained on",)


def test_the_first_frame_itself_must_be_covered(copied):
    studio = open_studio(copied.studio)
    said = honest(copied)
    beta = find(studio, copied.said["add"]["assets"][0]["asset"]).id
    other = next(node.id for node in [find(studio, shot["asset"]) for shot in copied.said["shots"]] if node.id != beta)
    model = find(studio, said.model.sha256)
    spans = [Span(asset=row["asset"], in_frame=row["in"], out_frame=row["out"]) for row in model.body["spans"]]
    assert {span.asset for span in spans} == {beta}
    asked = Request(action="generate.generic", spans=(*spans, Span(asset=other, in_frame=0, out_frame=10)))
    real = door.find(studio, said.decision_ids[0])
    decision = real.model_copy(update={"request": asked})
    (take,) = records.listing(studio)
    claim = {
        "model": {"sha256": said.model.sha256},
        "snapshot": {"sha256": said.snapshot.sha256},
        "ledger_root": said.ledger_root,
        "plates": [{"sha256": other}],
    }

    def faults(frame):
        record = replace(take, body={**take.body, "plate": {"asset": other, "frame": frame}})
        return backing.faults(studio, claim, [decision], record)

    assert faults(9) == []
    assert faults(10) == [f"Decision {decision.id[:12]} does not cover the first frame, of asset {other[:12]}"]
    assert backing.faults(studio, {**claim, "plates": []}, [decision], replace(take, body={"plate": None})) == []
    assert backing.faults(studio, claim, [decision], take) == [
        "the file names another first frame than its record in the studio"
    ]


def test_another_studio_says_what_is_not_at_hand(copied, tmp_path):
    other = create(tmp_path / "other")
    keys.ensure(other)
    take, anchor = copied.take, keys.anchors(open_studio(copied.studio))
    assert not verify(take, other).trusted
    for found in (verify(take, other, anchor), verify(take, None, anchor)):
        assert (found.trusted, found.state, found.problems) == (True, "Trusted", ())
        assert (found.decisions, found.not_at_hand) == ((), (copied.said["shoot"]["decision"],))
    assert verify(take, open_studio(copied.studio), keys.anchors(other)).not_at_hand == ()


def test_an_anchor_does_not_excuse_what_this_studio_signed(copied, raw, tmp_path):
    studio = open_studio(copied.studio)
    claim = replace(honest(copied), decision_ids=("ab" * 32,))
    found = checked(studio, raw, tmp_path, claim, anchors=keys.anchors(studio))
    assert not found.trusted and found.not_at_hand == ()


def test_a_stranger_cannot_borrow_this_studios_decisions(copied, raw, tmp_path):
    other = create(tmp_path / "other")
    keys.ensure(other)
    claim = replace(honest(copied), model=Input("M", "ab" * 32))
    found = checked(open_studio(copied.studio), raw, tmp_path, claim, signer=other, anchors=keys.anchors(other))
    assert found.state == "Trusted" and not found.trusted and "not in this studio's lineage" in found.problems[0]


def test_the_door_says_what_is_not_at_hand(copied, filmwright):
    filmwright("init", "other")
    anchor = copied.studio / "keys" / "root.pem"
    done = filmwright("verify", copied.take, "--studio", "other", "--anchor", anchor)
    assert done.returncode == 0 and "is not at hand here: whoever signed vouches for it" in done.stdout
    assert filmwright("verify", copied.take, "--studio", "other").returncode == 1


@pytest.mark.parametrize("value", [7, "x" * 64, ["ab" * 32, 7], [["ab" * 32]], {"a": 1}, ["AB" * 32]])
def test_ids_that_are_none_are_a_fault_and_never_looked_up(value):
    ids, faults = backing.named(value)
    assert set(ids) <= {"ab" * 32} and len(faults) == 1


def test_no_ids_are_no_fault_of_their_own():
    assert backing.named(None) == ([], []) and backing.named(["ab" * 32] * 2) == (["ab" * 32], [])
