"""``shoot``: decide, gates, sample, gates, encode, sign, store. Each step keeps what the one before it proved.

A copy outside the studio is a delivery, and asks for itself (``deliver``).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmwright import files, lineage
from filmwright.canonical import file_sha256, now
from filmwright.errors import FilmwrightError
from filmwright.pipeline.progress import Progress, Silent
from filmwright.provenance import manifest
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision, merge_spans
from filmwright.rights.vocabulary import Action, Request
from filmwright.studio import Studio
from filmwright.takes import consent, deliver, gates, records, slate
from filmwright.takes.plate import Plate, find_plate
from filmwright.takes.records import Take
from filmwright.takes.replica import Sources
from filmwright.withdraw import retrain

if TYPE_CHECKING:
    from filmwright.models.shelf import ModelRecord

FRAMES = 24


def shoot(
    studio: Studio,
    model: str,
    prompt: str,
    *,
    first_frame: str = "",
    frames: int = FRAMES,
    seed: int | None = None,
    out: Path | None = None,
    project: str = "",
    territory: Sequence[str] = (),
    media: Sequence[str] = (),
    use: str = "",
    replica_kind: str = "",
    progress: Progress | None = None,
) -> Take:
    """Make one take with a model of the studio, if every subject behind it allows ``generate.generic``.

    Where a performer is seen in the first frame, or the prompt names one, ``generate.replica.visual`` is asked too.

    Args:
        model: name or id of a model of this studio.
        prompt: what the shot shows; the title, then film words, then plain words serve best.
        first_frame: a shot's id, or a file that is an asset of this studio; its first frame begins the take.
        frames: two seconds at the model's rate to 96 (24 to 96 at 12 a second), in steps of 4.
        seed: 0 to 2**53 - 1; a new one is drawn if None. Same seed, model and machine: same frames.
        out: also deliver a copy here (an ``.mp4`` in a folder that exists), if ``deliver`` is permitted.
        project: what it is for, where a grant holds for named projects only.
        territory: where the copy goes, () for everywhere; a replica is asked about for there.
        media: where the copy is shown, () for all media; a replica likewise.
        use: what it is made for, in the words of an agreement; the prompt where nothing is said.
        replica_kind: which kind of replica it is, where a grant is for some kinds only.
        progress: told of each step.

    Returns:
        The stored take. A request that was killed before is completed, and asks anew; one with a seed that was made
        before is given as it is there, without asking or sampling again.

    Raises:
        RightsRefused: naming the missing grant, or one for whose loss the model must be made anew. Where a grant to
            deliver is missing, the take is made and stays.
        FilmwrightError: from a gate, for an unknown model or plate, or an ``out`` that is taken.
        Busy: if another process is shooting this very request.
    """
    from filmwright.models.shelf import open_model

    record = open_model(studio, model)
    gates.hold(gates.of_request(prompt, frames, _rate(record), seed, out))
    plate = find_plate(studio, first_frame) if first_frame else None
    asked = {
        "model": record.id,
        "prompt": prompt,
        "plate": plate.to_json() if plate else None,
        "frames": frames,
        "project": project,
        **({"replica_kind": replica_kind} if replica_kind else {}),
    }
    request = _request(record, plate, project, use or prompt)
    limits = {"territory": tuple(territory), "media": tuple(media), "replica_kind": replica_kind}
    replica = door.request(action=consent.REPLICA, spans=(), project=project, use=request.use, **limits)
    retrain.hold(studio, record.id, record.name)
    if out is None and (territory or media):
        raise FilmwrightError("where it goes is asked about only when it is delivered", "", "add --out FILE.mp4")
    sources = Sources(prompt, request.spans, (plate.span,) if plate else ())
    key = slate.request_key(asked, seed)
    with slate.held(studio, key, seed) as (board, work):
        # With a seed the same request has the same frames: it is not made a second time.
        take = records.by_name(studio, board.name) or (None if seed is None else records.by_request(studio, key))
        if take is None:
            job = {"job": deliver.job_of(board.name)}
            asking = request.model_copy(update=job), replica.model_copy(update=job)
            decisions = consent.require(studio, *asking, sources)
            made = plate, prompt, frames, board, work, decisions, replica_kind, out, key
            take = _made(studio, record, *made, progress or Silent())
        if out is not None:
            deliver.deliver(studio, take, out, project=project, territory=territory, media=media, use=use)
    return take


def _request(model: ModelRecord, plate: Plate | None, project: str, use: str) -> Request:
    """Asked about now, in every run: a grant may have ended, or begun, since a run that was cut short."""
    spans = merge_spans([*model.spans, *([plate.span] if plate else [])])
    return door.request(action=Action.GENERATE_GENERIC, spans=spans, project=project, use=" ".join(use.split()))


def _rate(model: ModelRecord) -> Fraction:
    """Frames a second that the model learned to make, whatever the studio is set to now."""
    return Fraction(model.card["clip"]["rate"])


def _made(
    studio: Studio,
    model: ModelRecord,
    plate: Plate | None,
    prompt: str,
    frames: int,
    board: slate.Slate,
    work: Path,
    decisions: Sequence[Decision],
    replica_kind: str,
    out: Path | None,
    key: str,
    progress: Progress,
) -> Take:
    from filmwright.media.encode import encode_take
    from filmwright.models.sample import generate

    if out is not None and out.exists():
        raise FilmwrightError("there is a file of this name already", str(out), "name another, or move it away")
    began = time.perf_counter()
    decision, ids = decisions[0], tuple(one.id for one in decisions)
    picture = plate.picture(studio) if plate else None
    frames_THWC = generate(model.path, prompt, frames=frames, seed=board.seed, plate=picture, progress=progress)
    rate = _rate(model)
    findings = [*gates.of_request(prompt, frames, rate, board.seed, out), *gates.of_picture(frames_THWC, frames)]
    gates.hold(findings, f"take {board.name}")
    raw, signed = work / "raw.mp4", work / "signed.mp4"
    with files.disk_full_said(raw):
        encode_take(frames_THWC, rate, raw)
    snapshot = lineage.find(studio, model.snapshot_id, "snapshot")
    claim = manifest.TakeClaim(
        title=f"take {board.name}",
        model=manifest.Input(model.name, model.id),
        snapshot=manifest.Input(snapshot.name, snapshot.id),
        ledger_root=decision.ledger_root,
        decision_ids=ids,
        attributions=tuple(sorted({line for one in decisions for line in one.attributions})),
        plates=(manifest.Input(plate.title, plate.asset),) if plate else (),
    )
    manifest.sign(studio, raw, signed, claim)
    path = f"takes/{board.name}.mp4"
    with files.new_file(studio.inside(path)) as part:
        part.write_bytes(signed.read_bytes())
    body: dict[str, Any] = {
        "name": board.name,
        "request": key,
        "model": model.name,
        "snapshot": snapshot.name,
        "snapshot_id": snapshot.id,
        "frames": frames,
        "rate": f"{rate.numerator}/{rate.denominator}",
        "width": int(frames_THWC.shape[2]),
        "height": int(frames_THWC.shape[1]),
        "plate": plate.to_json() if plate else None,
        "project": decision.request.project,
        "decisions": list(ids),
        "replica_kind": replica_kind,
        "ledger_root": decision.ledger_root,
        "attributions": list(claim.attributions),
        "findings": [finding.to_json() for finding in findings],
        "seconds": round(time.perf_counter() - began, 3),
    }
    take = Take(
        file_sha256(studio.inside(path)), board.name, model.id, decision.id, prompt, board.seed, path, now(), body
    )
    parents = {model.id: "model", **({plate.asset: "plate"} if plate else {})}
    facts = {key: body[key] for key in ("model", "snapshot_id", "ledger_root", "plate", "decisions")}
    with ledger.writing(studio) as connection:
        records.store(connection, take)
        lineage.record(
            connection, "take", take.name, {**facts, "decision": decision.id}, parents, path=path, id=take.id
        )
    return take
