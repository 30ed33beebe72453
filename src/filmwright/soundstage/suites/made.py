"""Draws the benchmark sets from their seeds: ``python -m filmwright.soundstage.suites.made``.

They are drawn once and shipped. Where staging changes later the shipped descriptions stay as they are; a benchmark set
that is drawn anew is another one, and its hash says so.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from filmwright.canonical import content_id
from filmwright.files import write_bytes
from filmwright.pipeline.processes import ordered
from filmwright.soundstage.description import Shot, Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.editing import make_film, story
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.fitting import TIMES
from filmwright.soundstage.recurrence import GAPS, schedule
from filmwright.soundstage.staging import stage_shot
from filmwright.soundstage.suites.suite import CARDS, FOLDER, packed
from filmwright.soundstage.vocabulary import Action, Look, SetFamily

UNSEEN = 10_000
"""Sets from this seed on are drawn by nobody else: a model that was trained on drawn shots has not seen them."""
RATE, FRAMES = 12, 24
"""Frames a second and frames of a shot: two seconds, what the house model learns from."""
FAMILIES = tuple(SetFamily)
LOOKS = tuple(Look)
ACTIONS = tuple(Action)
STORIES, SCENES, TITLES, TITLE_SHOTS = 8, 48, 8, 24
PLANTED = (1, 4, 16, 64)
CANARIES = 4
"""Different shots planted each so many times; as many again are held back."""
ORDINARY = 160
_THOUSAND = 1000


def one_of_a_thousand(index: int) -> list[dict[str, Any]]:
    """STAGE-1k: sets, actions and looks equally often, shuffled apart from each other; all else drawn."""
    shot = stage_shot(
        10_000 + index,
        family=FAMILIES[_shuffled("sets", 12)[index]],
        action=ACTIONS[_shuffled("actions", 14)[index]],
        look=LOOKS[_shuffled("looks", 4)[index]],
        set_seed=UNSEEN + index % 8,
        frames=FRAMES,
        rate=RATE,
    )
    return [_entry(shot, number=index)]


def one_story(index: int) -> list[dict[str, Any]]:
    """STAGE-STORY: one sequence; its cast of 25 and its 4 sets are its own draw."""
    draw = draws(20_000 + index, "story")
    cast = [CAST[int(k)].id for k in draw.permutation(len(CAST))[: sum(GAPS.values())]]
    families = [FAMILIES[int(k)] for k in draw.permutation(len(FAMILIES))[:4]]
    stands = [_stand(family, UNSEEN + 100 + index) for family in families]
    places = schedule(20_000 + index)
    scenes = [((cast[number],), stands[place * 7 % 4]) for place, (number, _) in enumerate(places)]
    film = story(20_000 + index, f"Story {index + 1}", scenes, frames=FRAMES, rate=RATE)
    seen: set[int] = set()
    entries = []
    for place, (cut, (number, gap)) in enumerate(zip(film.cuts, places, strict=True)):
        back = number in seen
        seen.add(number)
        entries.append(_entry(cut.shot, sequence=index, place=place, character=cast[number], gap=gap, comes_back=back))
    return entries


def one_scene(index: int) -> list[dict[str, Any]]:
    """STAGE-PAIRS: one scene in every look, its poses on every frame so that all show the same at the same time."""
    first = stage_shot(
        30_000 + index,
        family=FAMILIES[index % 12],
        set_seed=UNSEEN + 300 + index,
        look=LOOKS[0],
        frames=FRAMES,
        rate=RATE,
    )
    shots = [
        first.model_copy(update={"picture": first.picture.model_copy(update={"look": look, "hold": 1})})
        for look in LOOKS
    ]
    return [_entry(shot, scene=index) for shot in shots]


def one_title(index: int) -> list[dict[str, Any]]:
    """STAGE-TITLES: five characters and three sets that no other title has."""
    cast = [CAST[int(k)].id for k in draws(40_000, "casts").permutation(len(CAST))[index * 5 : index * 5 + 5]]
    stands = [_stand(FAMILIES[(index * 3 + k) % 12], UNSEEN + 200 + index) for k in range(3)]
    film = make_film(40_000 + index, f"Title {index + 1}", TITLE_SHOTS, 6, cast, stands, LOOKS[index % 4], rate=RATE)
    starts = film.starts
    return [
        _entry(
            cut.shot,
            title=film.title,
            place=place,
            start=starts[place],
            transition=cut.transition.value,
            overlap=cut.overlap,
            sequence=cut.sequence,
        )
        for place, cut in enumerate(film.cuts)
    ]


def one_canary(index: int) -> list[dict[str, Any]]:
    """STAGE-CANARY: ordinary shots, then canaries, each as often as it is planted; 0 times: held back to compare."""
    if index < ORDINARY:
        return [_entry(stage_shot(50_000 + index, frames=FRAMES, rate=RATE), planted=1, canary=-1)]
    number = index - ORDINARY
    times = (*PLANTED, 0)[number // CANARIES % (len(PLANTED) + 1)]
    shot = stage_shot(60_000 + number, frames=FRAMES, rate=RATE)
    return [_entry(shot, planted=times, canary=number, copy=copy) for copy in range(max(times, 1))]


@cache
def _shuffled(what: str, kinds: int) -> list[int]:
    """A kind for each of a thousand shots, each kind as often as the others."""
    return [int(k) % kinds for k in draws(10_000, what).permutation(_THOUSAND)]


_MADE: dict[str, tuple[Callable[[int], list[dict[str, Any]]], int]] = {
    "STAGE-1k": (one_of_a_thousand, _THOUSAND),
    "STAGE-STORY": (one_story, STORIES),
    "STAGE-PAIRS": (one_scene, SCENES),
    "STAGE-TITLES": (one_title, TITLES),
    "STAGE-CANARY": (one_canary, ORDINARY + CANARIES * (len(PLANTED) + 1)),
}


def drawn(name: str, workers: int = 1) -> list[dict[str, Any]]:
    """All entries of one benchmark set, drawn anew."""
    count = _MADE[name][1]
    return [entry for made in ordered(partial(part, name), range(count), workers) for entry in made]


def part(name: str, index: int) -> list[dict[str, Any]]:
    """The entries that are drawn together: a story, a title, one scene in all looks, one shot."""
    return _MADE[name][0](index)


def _entry(shot: Shot, **tags: Any) -> dict[str, Any]:
    return {"shot": shot.to_json(), "tags": tags}


def _stand(family: SetFamily, seed: int) -> Stand:
    times = TIMES[family]
    return Stand(family=family, seed=seed, time=times[seed % len(times)])


def main() -> None:
    """Draw those named, or all, and write their files and ids."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(CARDS)}; all unless named")
    options.add_argument("--workers", type=int, default=2)
    asked = options.parse_args()
    if strange := [name for name in asked.names if name not in CARDS]:
        options.error(f"there is no benchmark set {strange[0]}")
    path = FOLDER / "ids.json"
    fixed = json.loads(path.read_text()) if path.exists() else {}
    for name in asked.names or CARDS:
        entries = drawn(name, asked.workers)
        body = packed(name, entries)
        write_bytes(FOLDER / f"{name}.json.gz", body)
        fixed[name] = content_id(entries)
        write_bytes(path, (json.dumps(fixed, indent=1, sort_keys=True) + "\n").encode())
        print(f"{name}: {fixed[name]}, {len(body):,} bytes", flush=True)


if __name__ == "__main__":
    main()
