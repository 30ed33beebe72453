"""Ingest: rights first, each film once, refusals and failures kept, nothing twice."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from filmwright.errors import Busy, FilmwrightError
from filmwright.library import catalogue, shots, tables
from filmwright.library.ingest import ingest
from filmwright.media.encode import read_clip
from filmwright.rights import ledger
from filmwright.rights.grants import Revocation
from filmwright.studio import Studio, create

from .conftest import draw, write_rights


def added(studio: Studio, film: Path, title: str, *actions: str) -> catalogue.AssetRecord:
    rights = write_rights(studio.path.parent / f"{title}.yaml", title, actions or ("ingest", "train.base"))
    return catalogue.add(studio, [film], title, rights)[0]


def decisions(studio: Studio) -> int:
    with studio.engine.connect() as connection:
        return sum(row.kind == "decision" for row in connection.execute(ledger.entries.select()))


def test_a_film_becomes_shots(studio: Studio, alpha: Path) -> None:
    asset = added(studio, alpha, "Alpha")
    report = ingest(studio)
    assert [(one.state, one.fresh, one.shots) for one in report.assets] == [("done", True, 3)]
    found = shots.shots(studio)
    assert [(s.in_frame, s.out_frame) for s in found] == [(0, 30), (30, 70), (70, 96)]
    assert {s.asset for s in found} == {asset.id}
    assert {s.camera for s in found} == {"pan right"}


def test_ingesting_again_does_nothing_and_asks_nothing(studio: Studio, alpha: Path) -> None:
    added(studio, alpha, "Alpha")
    ingest(studio)
    before = tables.shot_rows(studio, tables.SHOTS.names), decisions(studio)
    again = ingest(studio)
    assert [(one.state, one.fresh) for one in again.assets] == [("done", False)]
    assert (tables.shot_rows(studio, tables.SHOTS.names), decisions(studio)) == before
    assert decisions(studio) == 1


def test_a_refused_film_is_reported_and_the_others_go_on(studio: Studio, alpha: Path, beta: Path) -> None:
    added(studio, beta, "Beta", "index")
    added(studio, alpha, "Alpha")
    report = ingest(studio)
    assert [one.title for one in report.refused] == ["Beta"]
    assert "no grant of ingest on 'Beta' from its owner The Test Works" in report.refused[0].error
    assert {s.title for s in shots.shots(studio)} == {"Alpha"}
    ingest(studio)
    assert decisions(studio) == 2  # the refusal stands; it is not asked again while nothing changed


def test_a_refused_film_is_ingested_once_the_grant_is_there(studio: Studio, alpha: Path) -> None:
    added(studio, alpha, "Alpha", "index")
    assert ingest(studio).refused
    added(studio, alpha, "Alpha", "index", "ingest")
    assert ingest(studio).assets[0].state == "done"


def test_a_copy_in_another_title_joins_its_original(studio: Studio, alpha: Path, beta: Path) -> None:
    added(studio, alpha, "Alpha")
    added(studio, beta, "Beta")
    assert ingest(studio).groups == 4
    found = {(s.title, s.in_frame): s.group for s in shots.shots(studio)}
    assert found["Beta", 0] == found["Alpha", 30]
    assert len(set(found.values())) == 4


def test_a_film_that_changed_is_refused_and_nothing_is_lost(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    film = Path(shutil.copy(alpha, tmp_path / "film.mp4"))
    other = draw(tmp_path / "other.mp4", [(8, 30)])
    added(studio, film, "Alpha")
    added(studio, other, "Other")
    with film.open("r+b") as stream:
        stream.seek(-9, os.SEEK_END)
        stream.write(b"\0\1\2")
    report = ingest(studio)
    assert [one.title for one in report.failed] == ["Alpha"]
    assert "changed after it was added" in report.failed[0].error
    assert {s.title for s in shots.shots(studio)} == {"Other"}
    shutil.copy(alpha, film)
    assert {one.state for one in ingest(studio).assets} == {"done"}
    assert len(shots.shots(studio)) == 4


def test_a_film_that_went_away_is_a_failure(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    film = Path(shutil.copy(alpha, tmp_path / "film.mp4"))
    added(studio, film, "Alpha")
    film.unlink()
    assert "not where it was added" in ingest(studio).failed[0].error


def test_other_proxy_settings_replace_the_rows(studio: Studio, alpha: Path) -> None:
    added(studio, alpha, "Alpha")
    ingest(studio)
    slower = Studio(studio.path, studio.settings.model_copy(update={"proxy_rate": "8/1"}))
    assert ingest(slower).assets[0].fresh
    assert [str(s.proxy_rate) for s in shots.shots(slower)] == ["8"] * 3


def test_settings_that_go_there_and_back_give_the_rows_of_the_settings(studio: Studio, alpha: Path) -> None:
    added(studio, alpha, "Alpha")
    ingest(studio)
    first = tables.shot_rows(studio, tables.SHOTS.names)
    small = Studio(studio.path, studio.settings.model_copy(update={"proxy_width": 128, "proxy_height": 80}))
    assert ingest(small).assets[0].fresh
    assert read_clip(shots.proxy(small, first[0]["shot"])).shape[1:] == (80, 128, 3)
    assert ingest(studio).assets[0].fresh, "its own record says done, but the rows are the other's"
    assert tables.shot_rows(studio, tables.SHOTS.names) == first
    assert not ingest(studio).assets[0].fresh and decisions(studio) == 2


def test_a_table_that_was_lost_is_made_again(studio: Studio, alpha: Path) -> None:
    added(studio, alpha, "Alpha")
    ingest(studio)
    before = tables.shot_rows(studio, tables.SHOTS.names), tables.group_rows(studio)
    shutil.rmtree(studio.path / "tables")
    report = ingest(studio)
    assert [(one.state, one.fresh, one.shots) for one in report.assets] == [("done", True, 3)]
    assert (tables.shot_rows(studio, tables.SHOTS.names), tables.group_rows(studio)) == before
    assert decisions(studio) == 1


def test_a_lost_table_is_not_made_again_of_a_film_that_may_no_more(studio: Studio, alpha: Path) -> None:
    added(studio, alpha, "Alpha")
    ingest(studio)
    with ledger.writing(studio) as connection:
        grant = connection.execute(ledger.entries.select().where(ledger.entries.c.kind == "grant")).one().record_id
        ledger.append(connection, [Revocation(grant=grant)], ledger.ensure_key(studio))
    assert ingest(studio).assets[0].state == "done", "what was read while it was allowed stays"
    shutil.rmtree(studio.path / "tables")
    report = ingest(studio)
    assert [(one.state, one.shots) for one in report.assets] == [("refused", 0)]
    assert "was revoked" in report.refused[0].error


def test_there_is_no_other_place_to_run(studio: Studio) -> None:
    with pytest.raises(FilmwrightError, match="'local' or on 'ray'"):
        ingest(studio, on="moon")


def test_two_at_once_one_refuses(studio: Studio, alpha: Path) -> None:
    added(studio, alpha, "Alpha")
    with studio.lock("ingest"), pytest.raises(Busy, match="already running"):
        ingest(studio)
    assert ingest(studio).assets[0].state == "done"


def test_two_processes_at_once_neither_corrupts(studio: Studio, alpha: Path) -> None:
    added(studio, alpha, "Alpha")
    code = f"""
        from pathlib import Path
        from filmwright.errors import Busy
        from filmwright.library.ingest import ingest
        from filmwright.studio import open_studio
        try:
            print(ingest(open_studio(Path({str(studio.path)!r}))).shots)
        except Busy as busy:
            print("busy:", busy)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=60)[0].strip() for process in both]
    assert all(line == "3" or line.startswith("busy: ingest is already running") for line in said)
    assert "3" in said
    assert len(tables.shot_rows(studio)) == 3
    assert ledger.verify(studio) == []


def test_a_full_disk_is_said_and_the_next_run_completes(studio: Studio, tmp_path: Path) -> None:
    """A cap on file size stands for a full disk; it lets the database write, and not the rows of this film."""
    added(studio, draw(tmp_path / "film.mp4", [(seed, 60) for seed in range(9)]), "Alpha")
    code = f"""
        import resource, signal
        from pathlib import Path
        from filmwright.library.ingest import ingest
        from filmwright.studio import open_studio
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        studio = open_studio(Path({str(studio.path)!r}))
        resource.setrlimit(resource.RLIMIT_FSIZE, (800_000, 800_000))
        print(ingest(studio).assets[0].error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "the disk is full" in done.stdout + done.stderr, done.stderr
    assert tables.shot_rows(studio) == []
    assert ingest(studio).assets[0].state == "done"
    assert len(tables.shot_rows(studio)) == 9


def test_a_full_small_disk_loses_nothing(alpha: Path, tmp_path: Path) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        studio = create(place / "studio", "Small")
        added(studio, alpha, "Alpha")
        filler = place / "filler"
        free = shutil.disk_usage(place).free
        filler.write_bytes(b"\0" * max(0, free - 100_000))
        try:
            report = ingest(studio)
            said = report.assets[0].error
        except FilmwrightError as error:
            said = str(error)
        assert "the disk is full" in said
        filler.unlink()
        again = ingest(studio).assets[0]
        assert (again.state, again.error) == ("done", "")
        assert len(tables.shot_rows(studio)) == 3
        studio.engine.dispose()
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


@pytest.mark.ray
def test_rows_from_ray_are_identical(tmp_path: Path, alpha: Path, beta: Path) -> None:
    pytest.importorskip("ray", reason="Ray isn't installed: pip install 'filmwright[cluster]'")
    made = []
    for on in "local", "ray":
        (tmp_path / on).mkdir()
        studio = create(tmp_path / on / "studio", "Test studio")
        added(studio, alpha, "Alpha")
        added(studio, beta, "Beta")
        ingest(studio, on=on)
        made.append((tables.shot_rows(studio, tables.SHOTS.names), tables.group_rows(studio)))
    assert made[0] == made[1]
    assert len(made[0][0]) == 5


_TELLS_ITS_PEAK = """
import atexit, sys
from pathlib import Path
from filmwright.cli.main import run
told = Path(sys.argv.pop(1))
atexit.register(lambda: told.write_bytes(Path("/proc/self/status").read_bytes()))
run()
"""


@pytest.mark.film
@pytest.mark.slow
def test_the_real_film_becomes_its_shots(studio: Studio, film: Path) -> None:
    """Within a tenth of the 131 shots that people count, in less than 1.5 GB."""
    added(studio, film, "Big Buck Bunny")
    told = studio.path.parent / "status"
    # In a process of its own: whatever else ran in this one would count too. What the kernel counts for a child
    # (ru_maxrss) begins with its parent's peak, so the child is asked for its own.
    command = [sys.executable, "-c", _TELLS_ITS_PEAK, str(told), "ingest", "--studio", str(studio.path)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    peak = re.search(r"VmHWM:\s+(\d+) kB", told.read_text())
    assert peak is not None and int(peak[1]) < 1.5 * 2**20
    found = shots.shots(studio)
    assert 118 <= len(found) <= 144
    assert sum(s.frames for s in found) == 14_315
    report = ingest(studio)
    assert report.groups == len(found)  # the film repeats no shot
    assert found[0].camera == "tilt down"
