"""The steps of the demo, in order. Each reads from the studio whether it is done, and calls what its command calls."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filmwright.cli.film import ingest_lines
from filmwright.cli.model import model_lines
from filmwright.cli.proof import verify_lines
from filmwright.cli.rights import clear_facts, clear_lines
from filmwright.cli.say import answer, lines, progress
from filmwright.cli.studio import made, tree
from filmwright.library import catalogue, samples
from filmwright.library import shots as library
from filmwright.library.ingest import ingest
from filmwright.library.snapshot import load, make
from filmwright.lineage import graph, listing
from filmwright.media.encode import read_clip
from filmwright.models.plots import strips
from filmwright.pipeline.progress import Progress
from filmwright.reports import journal
from filmwright.reports.models import held_out
from filmwright.reports.report import write
from filmwright.reports.spoken import duration
from filmwright.rights.vocabulary import Action
from filmwright.studio import Studio
from filmwright.takes import records
from filmwright.takes.records import Take
from filmwright.takes.shoot import FRAMES, shoot
from filmwright.takes.verify import verify

SNAPSHOT, RECIPE = "demo", "house-tiny"
MODEL, QUICK_MODEL = "demo-1", "demo-quick"
MINUTES, QUICK_MINUTES = 4.0, 0.4
SEED = 7


@dataclass
class Road:
    """Where the demo is: its studio, what is said, and what the later steps need from the earlier ones."""

    path: Path
    model: str
    minutes: float
    quiet: bool
    progress: Progress
    staged: bool = False
    studio: Studio = field(init=False)
    titles: list[samples.Sample] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def say(self, *texts: str) -> None:
        """Lines for people, indented under their step; none where a program reads the answer."""
        if not self.quiet:
            lines(*(f"    {text}" for text in texts))


def walk(path: Path, *, quick: bool, as_json: bool, staged: bool = False) -> None:
    """Go the whole road in the studio at ``path``; what is done already is passed over.

    ``staged``: on a film that the soundstage renders, instead of one that was fetched.
    """
    began = time.perf_counter()
    model, minutes = (QUICK_MODEL, QUICK_MINUTES) if quick else (MODEL, MINUTES)
    road = Road(path, model, minutes, as_json, progress(as_json), staged)
    for number, (name, step) in enumerate(STEPS, 1):
        if not as_json:
            lines(f"[{number}/{len(STEPS)}] {name}")
        start = time.perf_counter()
        step(road)
        road.steps.append({"step": name, "seconds": round(time.perf_counter() - start, 3)})
    page, took = road.studio.path / "report.html", round(time.perf_counter() - began, 3)
    facts = {
        "studio": str(road.studio.path),
        "report": str(page),
        "snapshot": SNAPSHOT,
        "model": road.model,
        "takes": [take.to_json(road.studio) for take in records.listing(road.studio)],
        "steps": road.steps,
        "seconds": took,
    }
    answer(as_json, facts, f"Done in {duration(took)}. Open the report: {page}")


def _studio(road: Road) -> None:
    road.studio = made(road.path, "Demo studio")
    road.say(f"in {road.studio.path}")


def _sample(road: Road) -> None:
    with journal.timed(road.studio.path, "sample"):
        films = road.studio.folder("films")
        road.titles = _rendered(road, films) if road.staged else samples.titles(films, road.progress)
    road.say(*(f"{sample.title}: {sample.path}" for sample in road.titles))
    road.say(*(sample.note for sample in road.titles if sample.note))


def _rendered(road: Road, folder: Path) -> list[samples.Sample]:
    from filmwright.soundstage import sample

    return sample.titles(folder, road.studio.settings.name, road.progress)


def _add(road: Road) -> None:
    there = {asset.title for asset in catalogue.listing(road.studio)}
    for sample in road.titles:
        if sample.title in there:
            road.say(f"{sample.title}: added before")
            continue
        with journal.timed(road.studio.path, "add"):
            catalogue.add(road.studio, [sample.path], sample.title, sample.rights, sample.captions, road.progress)
        road.say(f"{sample.title}: {sample.words}")


def _ingest(road: Road) -> None:
    with journal.timed(road.studio.path, "ingest"):
        report = ingest(road.studio, progress=road.progress)
    road.say(*"\n".join(ingest_lines(report.to_json())).splitlines())


def _shots(road: Road) -> None:
    longest = sorted(library.shots(road.studio), key=lambda shot: -shot.frames)[:3]
    road.say("the three longest:", *(f"  {shot.timecode}  {shot.seconds:.1f} s  {shot.prompt}" for shot in longest))


def _clear(road: Road) -> None:
    road.say(*clear_lines(clear_facts(road.studio, Action.TRAIN_BASE)))


def _snapshot(road: Road) -> None:
    if any(found.name == SNAPSHOT for found in listing(road.studio, "snapshot")):
        frozen = load(road.studio, SNAPSHOT)
    else:
        with journal.timed(road.studio.path, "snapshot"):
            frozen = make(road.studio, SNAPSHOT, Action.TRAIN_BASE)
    road.say(f"'{SNAPSHOT}': {len(frozen.shots)} shots frozen, {len(frozen.refused)} refused")


def _train(road: Road) -> None:
    from filmwright.models.shelf import open_model
    from filmwright.models.train import train

    if any(found.name == road.model for found in listing(road.studio, "model")):
        road.say("trained before", *model_lines(open_model(road.studio, road.model).to_json())[:2])
        return
    with journal.timed(road.studio.path, "train"):
        model = train(
            road.studio,
            SNAPSHOT,
            RECIPE,
            road.model,
            minutes=road.minutes,
            progress=road.progress,
            on_report=lambda report: road.say(*report.lines()[:6]),
        )
    road.say(*model_lines(model.to_json())[:2])


def reference(studio: Studio, model: str) -> library.Shot:
    """The shot whose words, and whose first frame, the demo shoots from.

    Bright, long enough, and held out from training where there is one.
    """
    held = held_out(studio, model)
    among = [shot for shot in library.shots(studio) if shot.proxy_frames >= FRAMES and shot.shot in held]
    frozen = {shot.shot for shot in load(studio, SNAPSHOT).shots}
    among = among or [shot for shot in library.shots(studio) if shot.shot in frozen]
    return max(among, key=lambda shot: (shot.brightness * shot.sharpness, shot.shot))


def _shoot(road: Road) -> None:
    shot = reference(road.studio, road.model)
    for what, plate in (("from words alone", ""), ("from a first frame", shot.shot)):
        take = _made_before(road, shot.prompt, plate)
        if take is None:
            with journal.timed(road.studio.path, "shoot"):
                take = shoot(road.studio, road.model, shot.prompt, first_frame=plate, seed=SEED, progress=road.progress)
        road.say(f"{what}: {take.file(road.studio)}")
    road.say(f'prompt: "{shot.prompt}"')


def _made_before(road: Road, prompt: str, plate: str) -> Take | None:
    for take in records.listing(road.studio):
        same = take.body["model"] == road.model and take.prompt == prompt and take.file(road.studio).is_file()
        if same and (take.body["plate"] or {}).get("shot", "") == plate:
            return take
    return None


def _verify(road: Road) -> None:
    for take in records.listing(road.studio):
        with journal.timed(road.studio.path, "verify"):
            found = verify(take.file(road.studio), road.studio)
        road.say(f"{take.path}: {verify_lines(found.to_json())[0]}", *verify_lines(found.to_json())[1:])


def _lineage(road: Road) -> None:
    take = records.listing(road.studio)[-1]
    nodes, edges = graph(road.studio, take.id)
    facts = {
        "start": take.id,
        "nodes": [{"id": n.id, "kind": n.kind, "name": n.name} for n in nodes],
        "edges": [{"child": child, "parent": parent, "role": role} for child, parent, role in edges],
    }
    road.say(*tree(facts))


def _report(road: Road) -> None:
    picture = road.studio.path / "takes.png"
    takes = [take for take in records.listing(road.studio) if take.file(road.studio).is_file()]
    strips([(_label(take), read_clip(take.file(road.studio))) for take in takes], picture)
    road.say(str(write(road.studio)), str(picture))


def _label(take: Take) -> str:
    return f"{'from a first frame' if take.body['plate'] else 'from words alone'}: {take.prompt}"


STEPS: tuple[tuple[str, Callable[[Road], None]], ...] = (
    ("a studio", _studio),
    ("sample films", _sample),
    ("titles and their rights", _add),
    ("one pass over the films", _ingest),
    ("shots", _shots),
    ("what may be trained on", _clear),
    ("a snapshot", _snapshot),
    ("training", _train),
    ("two takes", _shoot),
    ("the proof", _verify),
    ("lineage", _lineage),
    ("the report", _report),
)
