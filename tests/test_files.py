from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap

import pytest

from filmwright import files
from filmwright.errors import Busy, FilmwrightError


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole(tmp_path):
    path = tmp_path / "deep" / "down" / "a.txt"
    files.write_text(path, "première\n")
    assert path.read_text(encoding="utf-8") == "première\n" and names(path.parent) == ["a.txt"]
    files.write_bytes(path, b"second")
    assert path.read_bytes() == b"second" and names(path.parent) == ["a.txt"]


def test_a_key_file_is_never_open_to_others(tmp_path):
    files.write_bytes(tmp_path / "key", b"secret", mode=0o600)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_key_file_is_used_only_while_it_is_its_owners(tmp_path):
    key = tmp_path / "a key's file"
    files.write_bytes(key, b"secret", mode=0o600)
    files.need_private(key)
    key.chmod(0o640)
    with pytest.raises(FilmwrightError) as said:
        files.need_private(key)
    assert subprocess.run(said.value.do, shell=True, check=True).returncode == 0, "the remedy can be typed as it stands"
    files.need_private(key)
    assert names(tmp_path) == [key.name]
    with pytest.raises(FileNotFoundError):
        files.need_private(tmp_path / "none")


@pytest.mark.parametrize("make", [files.new_file, files.new_folder])
def test_a_failure_leaves_what_was_there(tmp_path, make):
    if make is files.new_file:
        (tmp_path / "a").write_text("old")
    with pytest.raises(ZeroDivisionError), make(tmp_path / "a") as part:
        (part.write_text if make is files.new_file else (part / "x").write_text)("new")
        raise ZeroDivisionError
    assert names(tmp_path) == (["a"] if make is files.new_file else [])
    if make is files.new_file:
        assert (tmp_path / "a").read_text() == "old"


def test_a_new_file_goes_over_nothing(tmp_path):
    files.write_new(tmp_path / "new", b"told")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    for name in ("new", "folder", "link", "pipe"):
        with pytest.raises(FilmwrightError, match="something of this name already"):
            files.write_new(tmp_path / name, b"other")
    with pytest.raises(FilmwrightError, match="no such folder"):
        files.write_new(tmp_path / "gone" / "new", b"other")
    assert (tmp_path / "new").read_bytes() == b"told" and names(tmp_path) == ["folder", "link", "new", "pipe"]


def test_a_folder_appears_whole_or_not_at_all(tmp_path):
    with files.new_folder(tmp_path / "a") as part:
        (part / "deep").mkdir()
        (part / "deep" / "x").write_text("1")
        assert not (tmp_path / "a").exists()
    assert names(tmp_path) == ["a"] and (tmp_path / "a" / "deep" / "x").read_text() == "1"


def test_a_folder_that_is_there_is_not_overwritten(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine").write_text("1")
    with pytest.raises(OSError), files.new_folder(tmp_path / "a") as part:
        (part / "x").write_text("2")
    assert names(tmp_path) == ["a"] and names(tmp_path / "a") == ["mine"]


@pytest.mark.kill
@pytest.mark.parametrize("make", ["new_file", "new_folder"])
def test_what_a_kill_left_goes_with_the_next_write(tmp_path, make):
    code = f"""
        import os, signal
        from pathlib import Path
        from filmwright import files
        with files.{make}(Path({str(tmp_path / "a[1]")!r})) as part:
            (part if part.parent == Path({str(tmp_path)!r}) and not part.is_dir() else part / "x").write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [name[:6] for name in names(tmp_path)] == [".part-"]
    with getattr(files, make)(tmp_path / "a[1]") as part:
        (part.write_text if make == "new_file" else (part / "x").write_text)("whole")
    assert names(tmp_path) == ["a[1]"]


@pytest.mark.parametrize("make", [files.new_file, files.new_folder])
def test_half_written_things_of_other_names_are_left_alone(tmp_path, make):
    with files.new_folder(tmp_path / "my-a") as part:
        with make(tmp_path / "a") as other:
            if make is files.new_file:
                other.write_text("1")
        assert part.is_dir()


FULL = [errno.ENOSPC, errno.EDQUOT, errno.EFBIG]


@pytest.mark.parametrize("number", FULL)
def test_a_full_disk_is_one_line_that_names_the_place(tmp_path, number):
    with pytest.raises(FilmwrightError) as said, files.new_file(tmp_path / "a"):
        raise OSError(number, os.strerror(number))
    assert str(said.value) == (
        f"{tmp_path / 'a'}: the disk is full; nothing half-written is left -> free some space and run the command again"
    )
    assert names(tmp_path) == []


@pytest.mark.parametrize("number", FULL)
def test_a_full_disk_is_known_from_the_text_of_other_libraries(tmp_path, number):
    class Foreign(Exception):
        pass

    with pytest.raises(FilmwrightError, match="the disk is full"), files.disk_full_said(tmp_path):
        raise Foreign(f"Error while serializing: I/O error: {os.strerror(number)} (os error {number})")


@pytest.mark.parametrize("fault", [OSError(errno.EACCES, "no"), ValueError("(os error 13)"), FilmwrightError("x")])
def test_other_faults_pass_unchanged(tmp_path, fault):
    with pytest.raises(type(fault)) as said, files.disk_full_said(tmp_path):
        raise fault
    assert said.value is fault


def test_a_really_full_file_is_said(tmp_path):
    code = f"""
        import resource
        from pathlib import Path
        from filmwright import files
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            files.write_bytes(Path({str(tmp_path / "a")!r}), bytes(5000))
        except files.FilmwrightError as error:
            print(error)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    assert "the disk is full" in done.stdout and names(tmp_path) == []


def test_a_lock_is_held_by_one_and_names_its_holder(tmp_path):
    path = tmp_path / "locks" / "x.lock"
    busy = pytest.raises(Busy, match=rf"ingest is already running \(process {os.getpid()}\)")
    with files.lock(path, "ingest"), busy:
        files.lock(path, "ingest").__enter__()
    with files.lock(path, "ingest"):
        pass


@pytest.mark.kill
def test_a_lock_dies_with_its_process_and_others_wait_for_it(tmp_path):
    path = tmp_path / "x.lock"
    code = f"""
        import time
        from pathlib import Path
        from filmwright import files
        with files.lock(Path({str(path)!r}), "ingest"):
            print("held", flush=True)
            time.sleep(60)
    """
    holder = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Busy, match=f"process {holder.pid}"):
        files.lock(path, "ingest").__enter__()
    holder.kill()
    with files.lock(path, "ingest", wait=True):
        assert path.read_text() == str(os.getpid())
    holder.communicate()


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "link/x"])
def test_a_path_that_leads_out_is_refused(tmp_path, path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path)
    with pytest.raises(FilmwrightError, match="leads outside the studio"):
        files.inside(tmp_path / "in", path)


@pytest.mark.parametrize("path", ["x", "a/b", "a/../b", "."])
def test_a_path_that_stays_inside_is_resolved(tmp_path, path):
    assert files.inside(tmp_path, path) == (tmp_path / path).resolve()


@pytest.mark.parametrize("name", ["a", "house-base_2.1", "X" * 80])
def test_names_that_can_be_folders(name):
    assert files.safe_name(name, "a name") == name


@pytest.mark.parametrize("name", ["", ".a", "..", "a b", "a/b", "a\\b", "é", "a\n", "X" * 81, "a\x00"])
def test_names_that_cannot(name):
    with pytest.raises(FilmwrightError, match="a name may hold only letters") as said:
        files.safe_name(name, "a name")
    assert "\n" not in str(said.value)
