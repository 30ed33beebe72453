"""Faces in a film, as proposals: looked for a few times a second, linked into tracks, each an Appearance to be settled.

A detector knows nobody. It says that somebody's face is in these frames (``unidentified:face-<asset>-<n>``), and until
a person has said whose, the frames are not cleared for anything. What it does not see, it does not propose: no face
found is no proof that there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2

from filmwright import lineage
from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError
from filmwright.library import appearances, catalogue
from filmwright.library.catalogue import AssetRecord
from filmwright.library.face_detectors import Detector
from filmwright.library.face_tracks import PACE, PATIENCE, SAME, Track, tracks
from filmwright.library.shots import Shot, shots
from filmwright.media.decode import pictures
from filmwright.media.planes import Picture
from filmwright.pipeline.progress import Progress, Silent
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.facts import Facts
from filmwright.rights.vocabulary import UNIDENTIFIED, Action, Appearance, Request, Subject, SubjectKind
from filmwright.studio import Studio

VERSION = "1"
WIDTH = 640
"""Pixels across of the picture that is looked at, all of it: a training proxy is smaller, and cut at its sides."""
KIND = "detection"
"""The kind of artefact in the lineage that keeps what was looked at, with what, and by which right."""


@dataclass(frozen=True)
class Looked:
    """What came of one asset: ``state`` is looked, known (it was looked at so before), refused or not ingested."""

    asset: AssetRecord
    state: str
    faces: int = 0
    decision_id: str = ""
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        return {
            "asset": self.asset.id,
            "title": self.asset.title,
            "state": self.state,
            "faces": self.faces,
            "decision": self.decision_id,
            "error": self.error,
        }


def detect(
    studio: Studio, detector: Detector, title: str = "", progress: Progress | None = None
) -> tuple[dict[str, Any], list[Looked]]:
    """Look for faces in every ingested asset (of a title) and propose them; what was looked at before is left alone.

    Args:
        studio: where.
        detector: see ``face_detectors.find``.
        title: only this title's assets.
        progress: counts frames.

    Returns:
        the detector's settings, and what came of each asset.

    Raises:
        RightsRefused: if ``index`` is not permitted on any of them.
        FilmwrightError: no such title, or a film that breaks off; what was found before that is kept.
    """
    progress = progress or Silent()
    assets = catalogue.listing(studio, title)
    if not assets:
        what = f"there is no title '{title}'" if title else "there is no film in the studio yet"
        raise FilmwrightError(what, str(studio.path), "filmwright add")
    settings = {"version": VERSION, "width": WIDTH, "pace": PACE, "same": SAME, "patience": PATIENCE}
    settings |= detector.settings
    with studio.lock("detect"):
        known = [_question(one.body) for one in lineage.listing(studio, KIND)]
        cut = {asset.id: shots(studio, asset=asset.id) for asset in assets}
        todo = [a for a in assets if cut[a.id] and _question(_body(a, cut[a.id], settings)) not in known]
        asked = dict(zip((a.id for a in todo), _asked(studio, todo, cut), strict=True))
        permitted = [asset for asset in todo if asked[asset.id].verdict == "permit"]
        if todo and not permitted:
            door.check(asked[todo[0].id])
        progress.start("looking for faces", sum(asset.probe.frames for asset in permitted))
        done: dict[str, Looked] = {}
        try:
            for asset in permitted:
                done[asset.id] = _look(studio, asset, cut[asset.id], detector, settings, asked[asset.id], progress)
        finally:
            progress.finish()
    return settings, [done.get(a.id) or _left(a, asked.get(a.id), bool(cut[a.id])) for a in assets]


def _left(asset: AssetRecord, decision: Decision | None, ingested: bool) -> Looked:
    if decision is not None:
        return Looked(asset, "refused", 0, decision.id, "; ".join(decision.sentences()))
    return Looked(asset, "known" if ingested else "not ingested")


def _asked(studio: Studio, assets: Sequence[AssetRecord], cut: dict[str, list[Shot]]) -> list[Decision]:
    """May these frames be indexed? One recorded Decision for each asset."""
    spans = [door.merge_spans(shot.span for shot in cut[asset.id]) for asset in assets]
    return door.ask_many(studio, [Request(action=Action.INDEX, spans=one) for one in spans]) if spans else []


def _body(asset: AssetRecord, cut: Sequence[Shot], settings: dict[str, Any]) -> dict[str, Any]:
    return {"asset": asset.id, "shots": content_id([shot.shot for shot in cut]), "settings": settings}


def _question(body: dict[str, Any]) -> dict[str, Any]:
    """What was looked at and how; another version of OpenCV sees the same to a thousandth of a pixel."""
    how = {name: value for name, value in body["settings"].items() if name != "opencv"}
    return {"asset": body["asset"], "shots": body["shots"], "settings": how}


def _look(
    studio: Studio,
    asset: AssetRecord,
    cut: Sequence[Shot],
    detector: Detector,
    settings: dict[str, Any],
    decision: Decision,
    progress: Progress,
) -> Looked:
    """Look at one asset and write what was found, with the note of how, in one transaction."""
    before = catalogue.check_unchanged(asset)
    seen = _seen(studio, asset, cut, detector, progress)
    if catalogue.stamp(asset) != before:
        raise FilmwrightError("this file changed while it was read", str(asset.path), "run it again")
    ledger.ensure_key(studio)
    with ledger.writing(studio) as connection:
        first = _next_number(ledger.facts(studio, connection=connection), asset)
        found = [one for n, track in enumerate(seen, first) for one in _records(asset, n, track)]
        appearances.store(connection, studio, asset, found)
        body = {**_body(asset, cut, settings), "decision": decision.id, "faces": len(seen)}
        parents = {asset.id: "looked at"}
        name = f"faces-{asset.id[:8]}-{lineage.artefact_id(KIND, body, parents)[:8]}"
        lineage.record(connection, KIND, name, body, parents)
    return Looked(asset, "looked", len(seen), decision.id)


def _next_number(facts: Facts, asset: AssetRecord) -> int:
    """Faces are numbered on where another detector has looked: no two share a name."""
    head = _name(asset, 0)[:-1]
    taken = [one.subject.removeprefix(head) for one in facts.proposals(asset.id) if one.subject.startswith(head)]
    return 1 + max((int(number) for number in taken if number.isdecimal()), default=0)


def _name(asset: AssetRecord, number: int) -> str:
    return f"{UNIDENTIFIED}face-{asset.id[:8]}-{number}"


def _records(asset: AssetRecord, number: int, track: Track) -> tuple[Subject, Appearance]:
    key = _name(asset, number)
    subject = Subject(id=key, kind=SubjectKind.IDENTITY, name=f"face {number} in {asset.title}"[:200])
    return subject, Appearance(
        asset=asset.id,
        in_frame=track.first,
        out_frame=track.last + 1,
        subject=key,
        source="detector",
        confidence=track.confidence,
    )


def _seen(
    studio: Studio, asset: AssetRecord, cut: Sequence[Shot], detector: Detector, progress: Progress
) -> list[Track]:
    probe = asset.probe
    width, height = size(probe.width, probe.height)
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)  # the same boxes, however many cores there are
    try:
        frames = _counted(pictures(asset.path, probe, width, height, catalogue.limits(studio)), progress)
        return list(tracks(frames, cut, probe.rate, detector))
    finally:
        cv2.setNumThreads(threads)


def _counted(frames: Iterable[Picture], progress: Progress) -> Iterator[Picture]:
    for picture in frames:
        yield picture
        progress.advance()


def size(width: int, height: int) -> tuple[int, int]:
    """The size at which a film is looked at: ``WIDTH`` on its longer side, even, nothing cut off."""
    longer = max(width, height)
    return max(2, WIDTH * width // longer // 2 * 2), max(2, WIDTH * height // longer // 2 * 2)
