"""``shoot``: decide, gates, sample, gates, encode, sign, store. Each step keeps what the one before it proved.

A copy outside the studio is a delivery, and asks for itself (``deliver``).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmwright import files, lineage
from filmwright.canonical import file_sha256, now
from filmwright.errors import FilmwrightError
from filmwright.pipeline.progress import Progress, Silent
from filmwright.provenance import manifest
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.vocabulary import Action
from filmwright.studio import Studio
from filmwright.takes import behind, consent, deliver, gates, records, slate, staging
from filmwright.takes.cue import Cue, cue
from filmwright.takes.records import Take
from filmwright.takes.staging import FRAMES as FRAMES
from filmwright.withdraw import retrain

if TYPE_CHECKING:
    from filmwright.models.conditions import Conditions


def shoot(
    studio: Studio,
    model: str,
    prompt: str,
    *,
    first_frame: str = "",
    conditions: Conditions = (),
    frames: int | None = None,
    steps: int | None = None,
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

    Where a performer is seen in a picture that it is made from, or the prompt names one, ``generate.replica.visual`` is
    asked too. What a take among the conditions was itself made from counts as well.

    Args:
        model: name or id of a model of this studio.
        prompt: what the shot shows; the title, then film words, then plain words serve best.
        first_frame: short for a condition: a shot's id, a file that is an asset of this studio, or a take; its first
            frame begins the take.
        conditions: what else the shot is made under; a model of the older kind takes none.
        frames: two seconds at the model's rate to a minute (24 to 720 at 12 a second); by a model of the older kind to
            96, in steps of 4. If None, as many as a film has that a retake, a source or a control names; else 24.
        steps: of sampling; the usual if None.
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
        FilmwrightError: from a gate, for an unknown model, for what a condition names and the studio does not know or
            that does not fit the take, or an ``out`` that is taken.
        Busy: if another process is shooting this very request.
    """
    from filmwright.models.shelf import open_model

    record = open_model(studio, model)
    first = staging.read(None, [{"kind": "first_frame", "picture": first_frame}] if first_frame else [])
    cued = cue(studio, record, prompt, (*first, *conditions), frames, steps, seed, out)
    asked = {**cued.asked(), "project": project, **({"replica_kind": replica_kind} if replica_kind else {})}
    said = " ".join((use or prompt).split())
    request = door.request(action=Action.GENERATE_GENERIC, spans=cued.spans, project=project, use=said)
    limits = {"territory": tuple(territory), "media": tuple(media), "replica_kind": replica_kind}
    replica = door.request(action=consent.REPLICA, spans=(), project=project, use=request.use, **limits)
    for model_id, name in {record.id: record.name, **behind.models(studio, cued.rows)}.items():
        retrain.hold(studio, model_id, name)
    if out is None and (territory or media):
        raise FilmwrightError("where it goes is asked about only when it is delivered", "", "add --out FILE.mp4")
    key = slate.request_key(asked, seed)
    with slate.held(studio, key, seed) as (board, work):
        # With a seed the same request has the same frames: it is not made a second time.
        take = records.by_name(studio, board.name) or (None if seed is None else records.by_request(studio, key))
        if take is None:
            job = {"job": deliver.job_of(board.name)}
            asking = request.model_copy(update=job), replica.model_copy(update=job)
            # Asked now, in every run: a grant may have ended, or begun, since a run that was cut short.
            decisions = consent.require(studio, *asking, cued.sources())
            take = _made(cued, board, work, decisions, replica_kind, out, key, progress or Silent())
        if out is not None:
            deliver.deliver(studio, take, out, project=project, territory=territory, media=media, use=use)
    return take


def _made(
    cued: Cue,
    board: slate.Slate,
    work: Path,
    decisions: Sequence[Decision],
    replica_kind: str,
    out: Path | None,
    key: str,
    progress: Progress,
) -> Take:
    from filmwright.media.encode import encode_take

    studio, model = cued.studio, cued.model
    if out is not None and out.exists():
        raise FilmwrightError("there is a file of this name already", str(out), "name another, or move it away")
    began = time.perf_counter()
    decision, ids = decisions[0], tuple(one.id for one in decisions)
    frames_THWC = cued.made(board.seed, progress)
    findings = [*cued.findings(board.seed, out), *gates.of_picture(frames_THWC, cued.frames)]
    gates.hold(findings, f"take {board.name}")
    raw, signed = work / "raw.mp4", work / "signed.mp4"
    with files.disk_full_said(raw):
        encode_take(frames_THWC, cued.rate, raw)
    snapshot = lineage.find(studio, model.snapshot_id, "snapshot")
    claim = manifest.TakeClaim(
        title=f"take {board.name}",
        model=manifest.Input(model.name, model.id),
        snapshot=manifest.Input(snapshot.name, snapshot.id),
        ledger_root=decision.ledger_root,
        decision_ids=ids,
        attributions=tuple(sorted({line for one in decisions for line in one.attributions})),
        plates=tuple(manifest.Input(title, made) for made, title in behind.inputs(cued.rows).items()),
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
        **cued.body(),
        "width": int(frames_THWC.shape[2]),
        "height": int(frames_THWC.shape[1]),
        "project": decision.request.project,
        "decisions": list(ids),
        "replica_kind": replica_kind,
        "ledger_root": decision.ledger_root,
        "attributions": list(claim.attributions),
        "findings": [finding.to_json() for finding in findings],
        "seconds": round(time.perf_counter() - began, 3),
    }
    take = Take(
        file_sha256(studio.inside(path)), board.name, model.id, decision.id, cued.prompt, board.seed, path, now(), body
    )
    parents = {model.id: "model", **behind.parents(cued.rows)}
    told = ("model", "snapshot_id", "ledger_root", "plate", "conditions", "material", "decisions")
    facts = {key: body[key] for key in told if key in body}
    with ledger.writing(studio) as connection:
        records.store(connection, take)
        lineage.record(
            connection, "take", take.name, {**facts, "decision": decision.id}, parents, path=path, id=take.id
        )
    return take
