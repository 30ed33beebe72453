from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from filmwright import files
from filmwright.canonical import file_sha256
from filmwright.errors import Busy, FilmwrightError, RightsRefused
from filmwright.lineage import graph
from filmwright.media.encode import read_clip
from filmwright.media.probe import Limits, probe
from filmwright.studio import open_studio
from filmwright.takes import records, slate
from filmwright.takes.shoot import shoot

from ..conftest import copy_studio

PROMPT = "Alpha. a ball rolls by"


@pytest.fixture(autouse=True)
def one_thread():
    """A model of no size gains nothing from a second thread, and loses much where other work runs beside it."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def shot_before(finished):
    (take,) = [t for t in records.listing(open_studio(finished.studio)) if t.id == finished.said["shoot"]["take"]]
    return take


def test_a_take_is_two_seconds_of_16_by_9_that_a_browser_plays(finished):
    found = probe(finished.take, Limits(1 << 30, 1000, 4096))
    assert (found.codec, found.pixel_format) == ("h264", "yuv420p")
    assert found.frames / found.rate >= 2 and found.rate == 12
    assert abs(found.width / found.height - 16 / 9) < 0.01
    assert finished.take.read_bytes()[4:8] == b"ftyp"


def test_the_record_says_what_the_file_does_not(finished):
    take = shot_before(finished)
    assert take.id == file_sha256(finished.take)
    assert (take.prompt, take.seed) == (PROMPT, 3)
    claim = json.dumps(finished.said["verify"]["claim"])
    assert PROMPT not in claim and '"seed"' not in claim
    assert take.body["model"] in claim and take.decision_id in claim and "(c) The Test Works" in claim


def test_a_take_descends_from_its_model_snapshot_and_film(finished):
    nodes, _ = graph(open_studio(finished.studio), finished.said["shoot"]["take"])
    assert {node.kind for node in nodes} == {"take", "model", "run", "snapshot", "asset"}


def test_the_first_frame_is_the_plate(finished):
    from filmwright.takes.plate import find_plate

    studio = open_studio(finished.studio)
    picture = find_plate(studio, finished.said["shoot"]["plate"]["shot"]).picture(studio)
    first = read_clip(finished.take)[0]
    assert abs(first.astype(int) - picture).mean() < 12


def test_the_same_seed_gives_the_same_frames_in_another_studio_too(copied, finished, tmp_path):
    copy_studio(finished.studio, tmp_path / "twin")
    plate = copied.said["shoot"]["plate"]["shot"]
    one, twin = open_studio(copied.studio), open_studio(tmp_path / "twin")
    first = shoot(one, "M", PROMPT, first_frame=plate, seed=4)
    second = shoot(twin, "M", PROMPT, first_frame=plate, seed=4)
    assert (read_clip(first.file(one)) == read_clip(second.file(twin))).all()
    assert (read_clip(first.file(one)) != read_clip(copied.take)).any()


def test_a_request_with_a_seed_is_not_made_twice(copied):
    studio = open_studio(copied.studio)
    again = shoot(studio, "M", PROMPT, first_frame=copied.said["shoot"]["plate"]["shot"], seed=3)
    assert again.id == copied.said["shoot"]["take"] and len(records.listing(studio)) == 1


def test_without_a_seed_each_take_is_another(copied):
    studio = open_studio(copied.studio)
    plate = copied.said["shoot"]["plate"]["shot"]
    one, other = (shoot(studio, "M", PROMPT, first_frame=plate) for _ in range(2))
    assert one.name != other.name and one.seed != other.seed


def test_a_plate_of_a_title_that_may_not_be_generated_from_is_refused(copied):
    studio = open_studio(copied.studio)
    with pytest.raises(RightsRefused, match=r"generate\.generic.*Beta"):
        shoot(studio, "M", PROMPT, first_frame=copied.shot("Beta"))
    assert len(records.listing(studio)) == 1


def test_a_plate_that_nobody_registered_is_refused_with_the_way_out(copied, tmp_path):
    from PIL import Image

    Image.new("RGB", (256, 144), "red").save(tmp_path / "mine.png")
    with pytest.raises(FilmwrightError, match="filmwright add"):
        shoot(open_studio(copied.studio), "M", PROMPT, first_frame=str(tmp_path / "mine.png"))


def test_a_registered_still_serves_as_plate(copied, tmp_path, filmwright):
    from PIL import Image

    Image.linear_gradient("L").resize((640, 360)).convert("RGB").save(tmp_path / "mine.png")
    rights = (copied.folder / "alpha.yaml").read_text().replace("Alpha", "Stills")
    (tmp_path / "stills.yaml").write_text(rights)
    added = filmwright("add", "mine.png", "--title", "Stills", "--rights", "stills.yaml", "--studio", copied.studio)
    assert added.returncode == 0, added.stderr
    studio = open_studio(copied.studio)
    take = shoot(studio, "M", PROMPT, first_frame=str(tmp_path / "mine.png"), seed=1)
    assert take.body["plate"]["title"] == "Stills"
    assert abs(read_clip(take.file(studio))[0].mean(axis=(1, 2)).argmin() - 0) < 20


@pytest.mark.parametrize(
    "more", [{"kind": "last_frame", "picture": "SHOT"}, {"kind": "reference", "of": "set", "name": "SHOT"}]
)
def test_a_model_of_the_older_kind_takes_no_other_conditions(finished, more):
    from filmwright.models.conditions import parse

    said = [{key: finished.shot("Alpha") if value == "SHOT" else value for key, value in more.items()}]
    with pytest.raises(FilmwrightError, match="this model takes words and a first frame alone") as caught:
        shoot(open_studio(finished.studio), "M", PROMPT, conditions=parse(said))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["0123456789abcdef", "nothing.png", "../../etc/passwd", "x"])
def test_a_plate_that_is_not_there_is_one_line(finished, name):
    with pytest.raises(FilmwrightError):
        shoot(open_studio(finished.studio), "M", PROMPT, first_frame=name)


def every_grant(studio):
    """All grants of the ledger, revoked or not, by id."""
    from filmwright.rights import chain, ledger, stored

    with ledger.reading(studio) as connection:
        held = chain.entries.c.kind == "grant"
        found = connection.execute(chain.entries.select().where(held).order_by(chain.entries.c.record_id)).all()
    return [stored.parse(entry.kind, entry.body) for entry in found]


def test_a_revoked_grant_stops_the_next_take_and_leaves_the_old_one_trusted(copied):
    from filmwright.rights import ledger
    from filmwright.rights.grants import Revocation
    from filmwright.takes.verify import verify

    studio = open_studio(copied.studio)
    with ledger.writing(studio) as connection:
        gone = [Revocation(grant=grant.id) for grant in every_grant(studio)]
        ledger.append(connection, gone, ledger.ensure_key(studio))
    with pytest.raises(RightsRefused):
        shoot(studio, "M", PROMPT)
    found = verify(copied.take, studio)
    assert found.trusted and found.decisions[0].today == "deny"


def test_out_gets_a_copy_and_nothing_is_written_over(copied, tmp_path):
    studio = open_studio(copied.studio)
    plate = copied.said["shoot"]["plate"]["shot"]
    out = tmp_path / "copy.mp4"
    take = shoot(studio, "M", PROMPT, first_frame=plate, seed=5, out=out)
    assert file_sha256(out) == take.id == file_sha256(take.file(studio))
    before = len(records.listing(studio))
    with pytest.raises(FilmwrightError, match="already"):
        shoot(studio, "M", PROMPT, first_frame=plate, seed=6, out=out)
    assert len(records.listing(studio)) == before and file_sha256(out) == take.id


def test_a_request_that_is_being_shot_is_not_shot_twice(copied):
    studio = open_studio(copied.studio)
    with slate.held(studio, "00ff", None), pytest.raises(Busy), slate.held(studio, "00ff", None):
        pass


def test_a_slate_is_taken_up_where_a_kill_left_it_and_goes_when_the_take_is_stored(copied):
    studio = open_studio(copied.studio)
    with pytest.raises(KeyboardInterrupt), slate.held(studio, "00ff", None) as (first, work):
        (work / "raw.mp4").write_bytes(b"half")
        raise KeyboardInterrupt
    with slate.held(studio, "00ff", None) as (second, _):
        assert second == first
    with slate.held(studio, "00ff", None) as (third, work):
        assert third.name != first.name and not list(work.iterdir())


@pytest.mark.parametrize("fault", [FilmwrightError("refused"), RightsRefused("refused"), RuntimeError()])
def test_a_refused_take_leaves_no_slate_and_no_file_that_nobody_recorded(copied, fault):
    studio = open_studio(copied.studio)
    with pytest.raises(KeyboardInterrupt), slate.held(studio, "00ff", None) as (first, work):
        (copied.studio / "takes" / f"{first.name}.mp4").write_bytes(b"signed, and then killed")
        raise KeyboardInterrupt
    with pytest.raises(type(fault)), slate.held(studio, "00ff", None) as (again, work):
        assert again == first
        (work / "raw.mp4").write_bytes(b"half")
        raise fault
    assert not list((copied.studio / "takes" / ".slates").iterdir())
    assert [path.name for path in (copied.studio / "takes").glob("*.mp4")] == [copied.take.name]
    with slate.held(studio, "00ff", None) as (other, _):
        assert other.name != first.name and other.seed != first.seed


def left_by_a_kill(copied, monkeypatch, **asked):
    """Shoot, and be killed before a frame is sampled; the slate stays."""
    from filmwright.models import sample

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    studio = open_studio(copied.studio)
    with monkeypatch.context() as patch:
        patch.setattr(sample, "generate", killed)
        with pytest.raises(KeyboardInterrupt):
            shoot(studio, "M", PROMPT, first_frame=copied.shot("Alpha"), **asked)
    (left,) = (copied.studio / "takes" / ".slates").glob("*.json")
    return json.loads(left.read_text())


def give_instead(studio, **changed):
    """Revoke every grant of the ledger and give each anew with some terms changed; none where nothing is changed."""
    from filmwright.rights import ledger
    from filmwright.rights.grants import Revocation

    held = every_grant(studio)
    anew = [grant.model_copy(update=changed) for grant in held] if changed else []
    with ledger.writing(studio) as connection:
        gone = [Revocation(grant=grant.id) for grant in held]
        ledger.append(connection, [*gone, *anew], ledger.ensure_key(studio))


def test_after_a_kill_the_right_is_asked_for_again(copied, monkeypatch):
    studio = open_studio(copied.studio)
    left = left_by_a_kill(copied, monkeypatch)
    give_instead(studio)
    with pytest.raises(RightsRefused):
        shoot(studio, "M", PROMPT, first_frame=copied.shot("Alpha"))
    assert len(records.listing(studio)) == 1
    give_instead(studio, agreement="given anew")
    assert shoot(studio, "M", PROMPT, first_frame=copied.shot("Alpha")).name != left["name"]


def test_each_run_asks_about_its_own_instant(copied, monkeypatch):
    from filmwright.rights import door, vocabulary

    studio = open_studio(copied.studio)
    give_instead(studio, valid_from="2030-01-01", valid_to="2030-12-31")
    plate = copied.shot("Alpha")
    with pytest.raises(RightsRefused, match="begins on 2030-01-01"):
        shoot(studio, "M", PROMPT, first_frame=plate, seed=11)
    monkeypatch.setattr(vocabulary, "now", lambda: "2030-06-01T00:00:00+00:00")
    left_by_a_kill(copied, monkeypatch, seed=11)
    monkeypatch.setattr(vocabulary, "now", lambda: "2030-12-31T23:59:00+00:00")
    take = shoot(studio, "M", PROMPT, first_frame=plate, seed=11)
    assert door.find(studio, take.decision_id).at == "2030-12-31T23:59:00.000+00:00"
    left_by_a_kill(copied, monkeypatch, seed=12)
    monkeypatch.setattr(vocabulary, "now", lambda: "2031-01-01T00:00:00+00:00")
    with pytest.raises(RightsRefused, match="ended on 2030-12-31"):
        shoot(studio, "M", PROMPT, first_frame=plate, seed=12)


def test_a_killed_take_without_a_seed_is_completed_as_one(copied, monkeypatch):
    studio = open_studio(copied.studio)
    board = left_by_a_kill(copied, monkeypatch)
    assert set(board) == {"name", "seed"}
    take = shoot(studio, "M", PROMPT, first_frame=copied.shot("Alpha"))
    assert (take.name, take.seed) == (board["name"], board["seed"])
    assert len(records.listing(studio)) == 2 and not list((copied.studio / "takes" / ".slates").iterdir())


def test_a_take_runs_at_its_models_rate_whatever_the_studio_is_set_to_now(copied):
    settings = copied.studio / "studio.yaml"
    settings.write_text(settings.read_text().replace("12/1", "24/1"))
    studio = open_studio(copied.studio)
    assert studio.settings.proxy_rate == "24/1"
    take = shoot(studio, "M", PROMPT, first_frame=copied.shot("Alpha"))
    found = probe(take.file(studio), Limits(1 << 30, 1000, 4096))
    assert (take.body["rate"], found.rate, found.frames) == ("12/1", 12, 24)


@pytest.mark.parametrize("project", ["a\x01b", "x" * 5000, os.fsdecode(b"\xff")])
def test_a_project_that_is_no_name_is_one_bounded_line(finished, project):
    with pytest.raises(FilmwrightError, match="project") as caught:
        shoot(open_studio(finished.studio), "M", PROMPT, project=project)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


@pytest.mark.kill
@pytest.mark.slow
def test_killed_at_any_moment_the_same_command_makes_one_take(copied):
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "filmwright.cli.main", "shoot", "M", PROMPT]
    command += ["--first-frame", copied.shot("Alpha"), "--seed"]
    began = time.perf_counter()
    # How long a whole one takes on this machine, to spread the kills over it.
    subprocess.run([*command, "1"], cwd=copied.studio, env=environment, capture_output=True, check=True)
    whole = time.perf_counter() - began
    studio = open_studio(copied.studio)
    before = {take.id for take in records.listing(studio)}
    for share in (0.3, 0.6, 0.8, 0.9, 0.97):
        process = subprocess.Popen(
            [*command, "2"],
            cwd=copied.studio,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(whole * share)
        ended = process.poll() is not None
        os.killpg(process.pid, signal.SIGKILL) if not ended else None
        process.wait()
        if ended:
            break
    else:
        done = subprocess.run(
            [*command, "2"], cwd=copied.studio, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    made = [take for take in records.listing(studio) if take.id not in before]
    assert len(made) == 1
    held = sorted(path.name for path in (copied.studio / "takes").glob("*.mp4"))
    assert held == sorted(f"{take.name}.mp4" for take in records.listing(studio))
    assert not list((copied.studio / "takes" / ".slates").iterdir())
    assert not list((copied.studio / "takes").glob(".part-*"))


def test_a_full_disk_leaves_no_take(copied, monkeypatch):
    import errno

    studio = open_studio(copied.studio)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(FilmwrightError, match="disk is full"):
        shoot(studio, "M", PROMPT, first_frame=copied.shot("Alpha"), seed=9)
    monkeypatch.undo()
    assert len(records.listing(studio)) == 1
