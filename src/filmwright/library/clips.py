"""What a run reads of a snapshot: the proxies of its shots, checked by hash, and which of them are held out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError
from filmwright.library import tables
from filmwright.library.frozen import FrozenShot, Snapshot
from filmwright.library.shots import Shot
from filmwright.studio import Studio


class ClipReader:
    """Proxy bytes (mp4) of the shots of one snapshot, and of no other shot."""

    def __init__(self, studio: Studio, snapshot: Snapshot) -> None:
        """A reader of one snapshot."""
        self._studio = studio
        self._hashes = {shot.shot: shot.proxy_sha256 for shot in snapshot.shots}

    def proxy(self, shot: str) -> bytes:
        """The proxy of one shot.

        Raises:
            FilmwrightError: if the shot is not in the snapshot, or its proxy is not the one that was frozen.
        """
        return next(data for _, data in self.proxies([shot]))

    def proxies(self, shots: Sequence[str] | None = None, size: int = 32) -> Iterable[tuple[str, bytes]]:
        """(shot id, proxy) of these shots, or of all, in the order asked, ``size`` of them in memory at a time.

        Raises:
            FilmwrightError: as ``proxy``.
        """
        asked = list(self._hashes) if shots is None else list(shots)
        for start in range(0, len(asked), size):
            part = asked[start : start + size]
            if foreign := [shot for shot in part if shot not in self._hashes]:
                raise FilmwrightError(
                    "this shot is not in the snapshot", foreign[0], "train on a snapshot that holds it"
                )
            rows = {row["shot"]: row["proxy"] for row in tables.shot_rows(self._studio, ("shot", "proxy"), part)}
            for shot in part:
                data = rows.get(shot, b"")
                if hashlib.sha256(data).hexdigest() != self._hashes[shot]:
                    raise FilmwrightError(
                        "the proxy of this shot is not the one that was frozen", shot, "make another snapshot"
                    )
                yield shot, bytes(data)


def clip_reader(studio: Studio, snapshot: Snapshot) -> ClipReader:
    """What a run reads its clips through."""
    return ClipReader(studio, snapshot)


def split(
    shots: Sequence[FrozenShot] | Sequence[Shot], held_out_share: float = 0.1, seed: int = 0
) -> tuple[list[str], list[str]]:
    """(training, held-out) shot ids; near duplicates always on the same side, and a shot always on the side it was on.

    Args:
        shots: with their groups.
        held_out_share: wished share of groups to hold out, 0 to 1.
        seed: another seed, another split.
    """
    held: list[str] = []
    kept: list[str] = []
    for shot in shots:
        number = int(content_id({"split": seed, "group": shot.group})[:12], 16) / 16**12
        (held if number < held_out_share else kept).append(shot.shot)
    return kept, held
