"""Titles and what may be done with them today, with the line of each missing grant."""

from __future__ import annotations

from typing import Any

from filmwright.library import catalogue
from filmwright.library.catalogue import AssetRecord, TitleRecord
from filmwright.library.shots import Shot, shots
from filmwright.reports.spoken import duration, rate
from filmwright.rights import door
from filmwright.rights.decision import Decision
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.studio import Studio

TRAIN = Action.TRAIN_BASE
ACTIONS = {
    Action.INGEST: "read into the library",
    Action.INDEX: "search",
    Action.TRAIN_BASE: "train a model",
    Action.TRAIN_ADAPTER: "adapt a model",
    Action.GENERATE_GENERIC: "shoot with it",
    Action.DELIVER: "deliver",
}
_WORST = ("permit", "unknown", "deny")


def titles(studio: Studio) -> dict[str, Any]:
    """Every title with its assets, a verdict for each action over its whole length, and its refusals."""
    assets = catalogue.listing(studio)
    among = shots(studio)
    rows = [
        _title(studio, title, [a for a in assets if a.title == title.name], among)
        for title in catalogue.title_records(studio)
    ]
    return {"actions": [{"id": str(action), "words": words} for action, words in ACTIONS.items()], "titles": rows}


def _title(studio: Studio, title: TitleRecord, assets: list[AssetRecord], among: list[Shot]) -> dict[str, Any]:
    held = [shot for shot in among if shot.title == title.name]
    verdicts: dict[str, str] = {}
    refused: dict[str, list[str]] = {}
    for action in ACTIONS:
        spans = [Span(asset=asset.id, in_frame=0, out_frame=asset.probe.frames) for asset in assets]
        decisions = door.preview(studio, [Request(action=action, spans=(span,)) for span in spans])
        verdicts[str(action)] = max((d.verdict for d in decisions), key=_WORST.index, default="unknown")
        for line in _missing(decisions):
            # The same grant missing for several actions is one line for a producer, not several.
            refused.setdefault(line.replace(f"of {action} on", "for this on"), []).append(str(action))
    return {
        "name": title.name,
        "owner": title.owner,
        "attributions": [line for line in title.attribution.split("; ") if line],
        "verdicts": verdicts,
        "refusals": [
            {"actions": ", ".join(actions), "sentence": line, **_held(held)} for line, actions in refused.items()
        ],
        "assets": [_asset(asset, held) for asset in assets],
    }


def _missing(decisions: list[Decision]) -> list[str]:
    return list(dict.fromkeys(missing.headline() for decision in decisions for missing in decision.missing))


def _held(held: list[Shot]) -> dict[str, Any]:
    return {"shots": len(held), "length": duration(sum(shot.seconds for shot in held))}


def _asset(asset: AssetRecord, held: list[Shot]) -> dict[str, Any]:
    probe = asset.probe
    return {
        "id": asset.id,
        "file": asset.path.name,
        "width": probe.width,
        "height": probe.height,
        "rate": rate(f"{probe.rate.numerator}/{probe.rate.denominator}"),
        "length": duration(float(probe.frames / probe.rate)),
        "codec": probe.codec,
        "timecode": probe.start_timecode or "",
        "shots": sum(shot.asset == asset.id for shot in held),
    }
