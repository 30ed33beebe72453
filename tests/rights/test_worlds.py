"""The small worlds themselves: of all sorts, and the same from the same seed, or a failing seed would be of no use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

from parties import FILMS, FRAMES, PEOPLE
from worlds import world

from filmwright.rights.vocabulary import Appearance

TESTS = Path(__file__).parents[1]
SAID = """
import json, sys
from random import Random
sys.path[:0] = [{top!r}, {here!r}]
from asking import facts, populated
from oracle import Oracle
from parties import STUDIO
from tests.rights.formats.damaged import damaged, sound
from worlds import World, crowded
from filmwright.rights.evaluate import decide
from filmwright.rights.formats.known import FORMATS

def say(world, asked):
    found = Oracle(world.records, world.request, STUDIO, asked).find()
    print([(r.ledger_kind, r.body) for r in world.records], world.request, asked, found.asking)
    print(decide(world.request, facts(world.records)).body)

for seed in range(30):
    random, world, asked = populated(seed)
    say(world, asked)
    print(random.random())
    if seed < 6:
        say(crowded(random), None)
for name in FORMATS:
    random = Random(7)
    print([(sound(random, name), damaged(random, name)) for _ in range(40)], random.random())
"""


def test_the_worlds_are_not_all_alike() -> None:
    drawn = [world(Random(seed)) for seed in range(300)]
    assert len({d.request.action for d in drawn}) == 6 and max(len(d.records) for d in drawn) > 30
    assert all(s.asset in FILMS and s.out_frame <= FRAMES for d in drawn for s in d.request.spans)
    assert {a.subject for d in drawn for a in d.records if isinstance(a, Appearance)} >= {*PEOPLE}


def test_a_seed_draws_the_same_in_every_process() -> None:
    """Worlds, what is decided of them, and files: however Python happens to order the members of a set."""
    script = SAID.format(top=str(TESTS.parent), here=str(TESTS / "rights"))
    said = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        for seed in ("0", "1", "4242")
    ]
    assert all(one.returncode == 0 for one in said), said[0].stderr
    assert len(said[0].stdout) > 500_000
    assert said[0].stdout == said[1].stdout == said[2].stdout
