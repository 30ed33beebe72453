"""``add`` with a corrected rights file, through the door."""

from __future__ import annotations

import json
import os

from ..conftest import draw_film, write_rights


def test_a_stricter_rights_file_takes_effect_and_says_so(filmwright, tmp_path):
    draw_film(tmp_path / "a.mp4", shots=1, seconds=1)
    rights = write_rights(tmp_path / "a.yaml", "Alpha", "ingest", "train.base", "generate.generic")
    never = "prohibitions:\n  - {assigner: The Test Works, actions: [deliver], reason: never}\n"
    rights.write_text(rights.read_text() + never)
    assert filmwright("init", "s").returncode == 0
    add = ("add", "a.mp4", "--title", "Alpha", "--rights", "a.yaml", "--studio", "s")
    first = json.loads(filmwright(*add, "--json").stdout)
    assert (first["revoked"], first["stays"], first["taken_back"]) == ([], [], [])
    assert filmwright("ingest", "--studio", "s").returncode == 0

    def verdicts(action):
        found = json.loads(filmwright("clear", "--action", action, "--studio", "s", "--json").stdout)
        return {shot["verdict"] for shot in found["shots"]}

    assert verdicts("train.base") == {"permit"}
    write_rights(rights, "Alpha", "ingest")
    said = filmwright(*add).stdout
    assert said.count("revoked, no longer in the rights file") == 1
    assert "generate.generic, ingest, train.base on Alpha" in said
    assert "stays, though not in the rights file: The Test Works forbids deliver on Alpha" in said
    assert (verdicts("train.base"), verdicts("ingest"), verdicts("deliver")) == ({"deny"}, {"permit"}, {"deny"})
    again = json.loads(filmwright(*add, "--json").stdout)
    assert again["revoked"] == [] and [one["kind"] for one in again["stays"]] == ["prohibition"]


def test_a_film_whose_name_is_no_text_is_one_line(filmwright, tmp_path):
    filmwright("init", "s")
    film = os.fsdecode(b"caf\xe9.mp4")
    draw_film(tmp_path / "a.mp4", shots=1, seconds=1).rename(tmp_path / film)
    write_rights(tmp_path / "a.yaml", "Alpha", "ingest")
    done = filmwright("add", film, "--title", "Alpha", "--rights", "a.yaml", "--studio", "s")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "UTF-8" in done.stderr
