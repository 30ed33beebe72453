"""``deliver``: nothing leaves the studio unasked, and what left is on record."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from filmwright import files, lineage
from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.rights import chain, door, ledger, stored
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.vocabulary import Subject
from filmwright.studio import open_studio
from filmwright.takes import records
from filmwright.takes.deliver import deliver, deliveries, find_take
from filmwright.takes.shoot import shoot
from filmwright.takes.verify import verify

PROMPT = "Alpha. a ball rolls by"


def the_take(copied):
    studio = open_studio(copied.studio)
    return studio, find_take(studio, copied.said["shoot"]["name"])


def count(studio):
    with ledger.reading(studio) as connection:
        return ledger.count(connection)


def alpha(studio):
    """The subject of *Alpha*, and the owner's grant on it."""
    with ledger.reading(studio) as connection:
        rows = connection.execute(select(chain.entries).where(chain.entries.c.kind.in_(("subject", "grant")))).all()
    said = [stored.parse(row.kind, row.body) for row in rows]
    subject = next(one for one in said if isinstance(one, Subject) and one.name == "Alpha")
    return subject, next(one for one in said if isinstance(one, Grant) and subject.id in one.subjects)


def forbid(studio, **terms):
    subject, _ = alpha(studio)
    no = Prohibition(assigner="The Test Works", subjects=[subject.id], actions=["deliver"], **terms)
    with ledger.writing(studio) as connection:
        ledger.append(connection, [no], ledger.ensure_key(studio))


def test_a_copy_that_leaves_is_asked_for_and_kept_on_record(copied, tmp_path):
    studio, take = the_take(copied)
    made = deliver(studio, take, tmp_path / "out.mp4", territory=["US", "CA"], media=["cinema"])
    assert file_sha256(tmp_path / "out.mp4") == take.id and verify(tmp_path / "out.mp4", studio).trusted
    decision = door.find(studio, made.decision)
    assert (decision.request.action, decision.verdict) == ("deliver", "permit")
    assert decision.request.spans == door.find(studio, take.decision_id).request.spans
    assert set(decision.request.territory) == {"US", "CA"} and decision.request.media == ("cinema",)
    nodes, edges = lineage.graph(studio, take.id)
    assert [(n.kind, n.body["sha256"], n.body["path"]) for n in nodes if n.kind == "delivery"] == [
        ("delivery", take.id, str(tmp_path / "out.mp4"))
    ]
    assert (made.id, take.id, "take") in edges
    assert deliveries(studio, take.id) == [made]


def test_the_same_delivery_again_changes_nothing_and_another_place_is_another(copied, tmp_path):
    studio, take = the_take(copied)
    made = deliver(studio, take, tmp_path / "out.mp4")
    before = count(studio)
    assert deliver(studio, take, tmp_path / "out.mp4") == made and count(studio) == before
    other = deliver(studio, take, tmp_path / "other.mp4")
    wider = deliver(studio, take, tmp_path / "out.mp4", territory=["US"])
    assert len({made.id, other.id, wider.id}) == 3 and len(deliveries(studio, take.id)) == 3


def counted(studio, uses):
    """The owner lets *Alpha* out so many times, and no more."""
    subject, old = alpha(studio)
    grant = Grant(assigner=old.assigner, subjects=[subject.id], actions=["deliver"], max_uses=uses)
    rest = Grant(assigner=old.assigner, subjects=[subject.id], actions=["generate.generic"])
    with ledger.writing(studio) as connection:
        ledger.append(connection, [Revocation(grant=old.id), grant, rest], ledger.ensure_key(studio))
    return lambda: ledger.facts(studio).uses(grant)


OTHERS = [{"territory": ["US"]}, {"media": ["cinema"]}, {"use": "a trailer"}, {"project": "Spring"}]


@pytest.mark.parametrize(
    ("moved", "other"), [(True, {}), *((moved, other) for moved in (True, False) for other in OTHERS)]
)
def test_each_delivery_is_a_use_wherever_the_first_copy_is_now(copied, tmp_path, moved, other):
    studio, take = the_take(copied)
    uses = counted(studio, 1)
    deliver(studio, take, tmp_path / "out.mp4")
    assert len(uses()) == 1
    if moved:
        (tmp_path / "out.mp4").rename(tmp_path / "sent.mp4")
    with pytest.raises(RightsRefused, match="is used up"):
        deliver(studio, take, tmp_path / "out.mp4", **other)
    assert len(uses()) == 1 and len(deliveries(studio, take.id)) == 1


def test_the_same_words_are_as_many_uses_as_deliveries(copied, tmp_path):
    studio, take = the_take(copied)
    uses = counted(studio, 2)
    for number in range(2):
        deliver(studio, take, tmp_path / "out.mp4", territory=["NO"])
        (tmp_path / "out.mp4").rename(tmp_path / f"sent-{number}.mp4")
    assert len(uses()) == len({use.job for use in uses()}) == 2
    with pytest.raises(RightsRefused, match="is used up"):
        deliver(studio, take, tmp_path / "out.mp4", territory=["NO"])


def test_the_same_delivery_asked_for_again_under_a_counted_grant_changes_nothing(copied, tmp_path):
    studio, take = the_take(copied)
    uses = counted(studio, 1)
    made, before = deliver(studio, take, tmp_path / "out.mp4"), count(studio)
    for _ in range(3):
        assert deliver(studio, take, tmp_path / "out.mp4") == made
    assert count(studio) == before and len(uses()) == len(deliveries(studio, take.id)) == 1


def killed(*_):
    raise KeyboardInterrupt


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def killed_at_the_end(part, path, real=files.os.replace):
    """The waybill has been put in its place likewise, and before."""
    return killed() if path.name == "out.mp4" else real(part, path)


@pytest.mark.parametrize(
    ("place", "stop"),
    [((Path, "write_bytes"), killed), ((Path, "write_bytes"), full), ((files.os, "replace"), killed_at_the_end)],
)
def test_a_delivery_cut_short_goes_on_with_its_one_use(copied, tmp_path, monkeypatch, place, stop):
    studio, take = the_take(copied)
    uses = counted(studio, 1)
    with monkeypatch.context() as patch, pytest.raises((KeyboardInterrupt, FilmwrightError)):
        patch.setattr(*place, stop)
        deliver(studio, take, tmp_path / "out.mp4")
    (use,) = uses()
    assert not (tmp_path / "out.mp4").exists()
    made = deliver(studio, take, tmp_path / "out.mp4")
    assert uses() == [use] and file_sha256(made.path) == take.id
    made.path.rename(tmp_path / "sent.mp4")
    with pytest.raises(RightsRefused, match="is used up"):
        deliver(studio, take, tmp_path / "out.mp4")


def test_a_refusal_leaves_no_copy_and_says_where_the_take_is(copied, tmp_path):
    studio, take = the_take(copied)
    forbid(studio, territory=["US"])
    with pytest.raises(RightsRefused, match=r"deliver is refused.*the take itself is made and stays at") as caught:
        deliver(studio, take, tmp_path / "out.mp4", territory=["US"])
    assert door.find(studio, caught.value.decision_id).verdict == "deny"
    assert not list(tmp_path.glob("*.mp4")) and deliveries(studio, take.id) == []
    assert deliver(studio, take, tmp_path / "out.mp4", territory=["FR"]).territory == ("FR",)


def test_what_was_delivered_is_not_said_to_be_delivered_again_once_it_is_forbidden(copied, tmp_path):
    studio, take = the_take(copied)
    deliver(studio, take, tmp_path / "out.mp4")
    forbid(studio)
    with pytest.raises(RightsRefused, match="is forbidden"):
        deliver(studio, take, tmp_path / "out.mp4")
    assert len(deliveries(studio, take.id)) == 1


def test_shoot_delivers_only_what_may_leave_and_keeps_the_take(copied, tmp_path):
    studio = open_studio(copied.studio)
    plate = copied.shot("Alpha")
    forbid(studio, territory=["US"])
    asked = {"first_frame": plate, "seed": 21, "out": tmp_path / "out.mp4"}
    with pytest.raises(RightsRefused, match="the take itself is made and stays"):
        shoot(studio, "M", PROMPT, territory=["US"], **asked)
    (take,) = [one for one in records.listing(studio) if one.seed == 21]
    assert file_sha256(take.file(studio)) == take.id and not (tmp_path / "out.mp4").exists()
    assert not list((copied.studio / "takes" / ".slates").iterdir())
    # The same request with a seed gives the take that is there, and this time it may leave.
    assert shoot(studio, "M", PROMPT, territory=["FR"], **asked).id == take.id
    assert file_sha256(tmp_path / "out.mp4") == take.id
    assert [one.territory for one in deliveries(studio, take.id)] == [("FR",)]


@pytest.mark.parametrize("limits", [{"territory": ["US"]}, {"media": ["cinema"]}])
def test_where_a_take_goes_is_asked_only_where_it_goes_somewhere(finished, limits):
    with pytest.raises(FilmwrightError, match=r"add --out FILE\.mp4"):
        shoot(open_studio(finished.studio), "M", PROMPT, **limits)


@pytest.mark.parametrize("limits", [{"territory": ["Atlantis"]}, {"media": ["telepathy"]}, {"project": "x" * 5000}])
def test_a_place_that_is_none_is_one_line_before_anything_is_asked(copied, tmp_path, limits):
    studio, take = the_take(copied)
    before = count(studio)
    for call in (lambda: deliver(studio, take, tmp_path / "out.mp4", **limits),
                 lambda: shoot(studio, "M", PROMPT, out=tmp_path / "out.mp4", **limits)):  # fmt: skip
        with pytest.raises(FilmwrightError) as caught:
            call()
        assert "\n" not in str(caught.value)
    assert count(studio) == before and not list(tmp_path.glob("*.mp4"))


@pytest.mark.parametrize("out", ["out.mov", "nowhere/out.mp4", "folder.mp4"])
def test_a_place_that_cannot_be_written_is_one_line_before_anything_is_asked(copied, tmp_path, out):
    (tmp_path / "folder.mp4").mkdir()
    studio, take = the_take(copied)
    before = count(studio)
    with pytest.raises(FilmwrightError):
        deliver(studio, take, tmp_path / out)
    assert count(studio) == before


def test_nothing_is_written_over(copied, tmp_path):
    studio, take = the_take(copied)
    (tmp_path / "out.mp4").write_bytes(b"mine")
    with pytest.raises(FilmwrightError, match="there is a file of this name already"):
        deliver(studio, take, tmp_path / "out.mp4")
    assert (tmp_path / "out.mp4").read_bytes() == b"mine"


def test_a_take_that_was_altered_or_lost_does_not_leave(copied, tmp_path):
    studio, take = the_take(copied)
    file = take.file(studio)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(FilmwrightError, match="gone or was altered"):
        deliver(studio, take, tmp_path / "out.mp4")
    file.unlink()
    with pytest.raises(FilmwrightError, match="gone or was altered"):
        deliver(studio, take, tmp_path / "out.mp4")


def test_a_take_for_one_project_is_not_delivered_for_another(copied, tmp_path):
    studio = open_studio(copied.studio)
    take = shoot(studio, "M", PROMPT, first_frame=copied.shot("Alpha"), seed=22, project="Winter")
    with pytest.raises(FilmwrightError, match="made for the project Winter, not for Summer"):
        deliver(studio, take, tmp_path / "out.mp4", project="Summer")
    assert deliver(studio, take, tmp_path / "out.mp4").project == "Winter"


def test_a_full_disk_leaves_no_copy_and_no_record(copied, tmp_path, monkeypatch):
    studio, take = the_take(copied)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(FilmwrightError, match=r"the disk is full.*the take itself is made and lies at"):
        deliver(studio, take, tmp_path / "out.mp4")
    monkeypatch.undo()
    assert deliveries(studio, take.id) == [] and not list(tmp_path.glob("*"))[1:]


def test_the_commands_say_what_left_and_a_take_is_found_by_name_id_or_file(copied, filmwright):
    name, take = copied.said["shoot"]["name"], copied.said["shoot"]["take"]
    place = ("--studio", copied.studio, "--json")
    keys = {"delivery", "name", "take", "file", "decision", "project", "territory", "media", "created_at"}
    for number, key in enumerate((name, take[:8], copied.said["shoot"]["file"])):
        done = filmwright("deliver", key, "--out", f"{number}.mp4", "--territory", "US", "--media", "cinema", *place)
        assert done.returncode == 0, done.stderr
        facts = json.loads(done.stdout)
        assert set(facts) == keys and facts["take"] == take and facts["territory"] == ["US"]
    done = filmwright("deliver", "nothing", "--out", "x.mp4", *place)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "no take of this name" in done.stderr
    done = filmwright(
        "shoot", "M", PROMPT, "--seed", "3", "--first-frame", copied.shot("Alpha"), "--out", "s.mp4", *place
    )
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["copy"] == "s.mp4" and set(facts["delivery"]) == keys
    listed = filmwright("lineage", name, "--studio", copied.studio)
    assert listed.stdout.count("delivery ") == 4


def test_cut_short_before_the_copy_is_there_it_is_on_record_and_the_same_command_completes_it(
    copied, tmp_path, monkeypatch
):
    studio, take = the_take(copied)

    monkeypatch.setattr(files.os, "replace", killed_at_the_end)
    with pytest.raises(KeyboardInterrupt):
        deliver(studio, take, tmp_path / "out.mp4")
    monkeypatch.undo()
    assert not (tmp_path / "out.mp4").exists() and len(deliveries(studio, take.id)) == 1
    made = deliver(studio, take, tmp_path / "out.mp4")
    assert file_sha256(made.path) == take.id and deliveries(studio, take.id)[-1] == made
