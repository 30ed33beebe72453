"""The stage ``scan``: one decoding pass over a film, in which every frame is looked at once.

From each picture come the cuts, the measures, the fingerprint, the thumbnail and the training proxy. Rows go to a
file in the studio's ``scratch/`` a few at a time, and from there into the table in one commit; so memory stays the
same however long the film is, and a pass that breaks off leaves no rows.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from filmwright import files
from filmwright.canonical import content_id
from filmwright.library import fingerprint, tables
from filmwright.library.cuts import MAX_DELAY, CutDetector
from filmwright.library.measure import measure
from filmwright.library.motion import Flow
from filmwright.media.decode import pictures
from filmwright.media.encode import H264Writer
from filmwright.media.planes import Picture
from filmwright.media.probe import Limits, Probe
from filmwright.media.stills import jpeg
from filmwright.pipeline.stage import Stage

VERSION = "1"
CRF, PRESET, GOP_SECONDS = 18.0, "ultrafast", 1
"""Of the proxy: 48 dB at 256x144, far above what the house codec keeps, in a sixth of a millisecond a frame."""
LONGEST = 300
"""Seconds. A longer shot is kept in pieces of this length, so that no proxy outgrows memory."""
SAMPLES = 16
_REPORT = 48
_BATCH = 16

Row = dict[str, Any]


def shot_id(asset: str, in_frame: int, out_frame: int) -> str:
    """The id of a shot: 16 hex digits of the hash of its asset and frames."""
    return content_id({"kind": "shot", "asset": asset, "in": in_frame, "out": out_frame})[:16]


class _OpenShot:
    """The shot that is being read: what is known of it so far, in bounded memory."""

    def __init__(self, first: Picture, rate: Fraction, proxy_rate: Fraction) -> None:
        self.in_frame, self.rate, self.proxy_rate = first.index, rate, proxy_rate
        self.length = 0
        self._flow = Flow()
        self._prints: list[NDArray[np.uint8]] = []
        self._samples: list[Picture] = []
        self._stride = 1
        self._due = self._written = 0
        self._pace = fingerprint.pace(rate)
        self._target = BytesIO()
        height, width = first.y.shape
        gop = max(1, round(proxy_rate * GOP_SECONDS))
        self._writer = H264Writer(self._target, width, height, proxy_rate, CRF, PRESET, gop=gop).__enter__()

    def add(self, picture: Picture) -> None:
        """Take the next picture of the shot."""
        offset = picture.index - self.in_frame
        if offset % self._stride == 0:
            self._samples.append(picture)
            if len(self._samples) > SAMPLES:
                self._samples = self._samples[::2]
                self._stride *= 2
        if offset % self._pace == 0:
            self._prints.append(fingerprint.thumb(picture.y))
        # Proxy frame k shows source frame in + round(k * rate / proxy rate); a slower source shows a frame twice.
        seen = False
        while self._due == offset:
            self._writer.write_yuv(picture.y, picture.u, picture.v)
            self._written += 1
            self._due = int(self._written * self.rate / self.proxy_rate + Fraction(1, 2))
            seen = True
        if seen:
            self._flow.push(picture.y)
        self.length = offset + 1

    def row(self, asset: str, ingest_key: str, source_width: int) -> Row:
        """Close the shot and give its row."""
        self._writer.__exit__(None, None, None)
        proxy = self._target.getvalue()
        lumas = [picture.y for picture in self._samples]
        colours = np.concatenate([_small_rgb(picture) for picture in self._samples])
        pairs = float(min(self.rate, self.proxy_rate))
        said = measure(lumas, colours, self._flow.finish(), pairs, source_width)
        middle = min(self._samples, key=lambda picture: abs(picture.index - self.in_frame - self.length // 2))
        out_frame = self.in_frame + self.length
        return {
            "shot": shot_id(asset, self.in_frame, out_frame),
            "asset": asset,
            "ingest_key": ingest_key,
            "in_frame": self.in_frame,
            "out_frame": out_frame,
            "rate": f"{self.rate.numerator}/{self.rate.denominator}",
            "scale": said.scale,
            "camera": said.camera,
            "key": said.key,
            "motion": said.motion,
            "brightness": said.brightness,
            "contrast": said.contrast,
            "sharpness": said.sharpness,
            "palette": [colour.to_dict() for colour in said.palette],
            "fingerprint": np.stack(self._prints).tobytes(),
            "thumbnail": jpeg(middle.rgb(), 85),
            "proxy": proxy,
            "proxy_frames": self._written,
            "proxy_rate": f"{self.proxy_rate.numerator}/{self.proxy_rate.denominator}",
            "proxy_sha256": hashlib.sha256(proxy).hexdigest(),
        }


def _small_rgb(picture: Picture) -> NDArray[np.uint8]:
    """Every eighth of the picture as sRGB pixels, uint8 (N, 3); BT.709, limited range."""
    height, width = picture.y.shape
    size = (max(1, width // 8), max(1, height // 8))
    y, u, v = (
        cv2.resize(plane, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        for plane in (picture.y, picture.u, picture.v)
    )
    light, blue, red = (y - 16) * (255 / 219), (u - 128) * (255 / 224), (v - 128) * (255 / 224)
    rgb = np.stack([light + 1.5748 * red, light - 0.1873 * blue - 0.4681 * red, light + 1.8556 * blue], axis=-1)
    return np.asarray(np.clip(np.rint(rgb), 0, 255), dtype=np.uint8).reshape(-1, 3)


def shot_rows(
    frames: Iterable[Picture], asset: str, ingest_key: str, rate: Fraction, proxy_rate: Fraction, source_width: int
) -> Iterator[Row]:
    """Rows of ``tables.SHOTS``, in order, of the pictures of one asset.

    A picture waits until the detector can no longer name a cut at it or before it, then joins its shot.
    """
    detector = CutDetector()
    cuts: set[int] = set()
    waiting: deque[Picture] = deque()
    longest = max(1, int(LONGEST * rate))
    shot: _OpenShot | None = None
    for picture in frames:
        waiting.append(picture)
        cuts.update(detector.push(picture.y, picture.u, picture.v))
        if len(waiting) <= MAX_DELAY:
            continue
        shot, row = _settle(waiting.popleft(), shot, cuts, longest, rate, proxy_rate, (asset, ingest_key, source_width))
        if row:
            yield row
    cuts.update(detector.finish())
    while waiting:
        shot, row = _settle(waiting.popleft(), shot, cuts, longest, rate, proxy_rate, (asset, ingest_key, source_width))
        if row:
            yield row
    if shot is not None:
        yield shot.row(asset, ingest_key, source_width)


def _settle(
    picture: Picture,
    shot: _OpenShot | None,
    cuts: set[int],
    longest: int,
    rate: Fraction,
    proxy_rate: Fraction,
    name: tuple[str, str, int],
) -> tuple[_OpenShot, Row | None]:
    row = None
    if shot is not None and (picture.index in cuts or shot.length >= longest):
        row = shot.row(*name)
        cuts.discard(picture.index)
        shot = None
    if shot is None:
        shot = _OpenShot(picture, rate, proxy_rate)
    shot.add(picture)
    return shot, row


def _counted(frames: Iterable[Picture], advance: Callable[[float], None] | None) -> Iterator[Picture]:
    since = 0
    for picture in frames:
        yield picture
        since += 1
        if advance is not None and since == _REPORT:
            advance(since)
            since = 0
    if advance is not None and since:
        advance(since)


def scan(item: Row, advance: Callable[[float], None] | None = None) -> list[Row]:
    """Read one asset; the rows lie in the Arrow file ``item["scratch"]`` afterwards.

    Args:
        item: the columns of ``SCAN.inputs``.
        advance: told how many more frames were read.

    Raises:
        FilmwrightError: if the film breaks off, a frame is damaged, or the disk is full.
    """
    probe, limits = Probe.from_dict(item["probe"]), Limits(**item["limits"])
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)  # pictures this small are slower on more threads
    target = Path(item["scratch"])
    count = 0
    try:
        frames = _counted(pictures(Path(item["path"]), probe, item["width"], item["height"], limits), advance)
        rows = shot_rows(
            frames, item["asset"], item["ingest_key"], probe.rate, Fraction(item["proxy_rate"]), probe.width
        )
        with (
            tables.full_disk_said(target),
            files.new_file(target) as part,
            pa.ipc.new_file(str(part), tables.SHOTS) as sink,
        ):
            for row in rows:
                sink.write_batch(pa.RecordBatch.from_pylist([row], schema=tables.SHOTS))
                count += 1
    finally:
        cv2.setNumThreads(threads)
    return [{"asset": item["asset"], "ingest_key": item["ingest_key"], "scratch": item["scratch"], "shots": count}]


SCAN = Stage(
    name="scan",
    version=VERSION,
    inputs=("asset", "ingest_key", "path", "probe", "limits", "width", "height", "proxy_rate", "scratch"),
    outputs=("asset", "ingest_key", "scratch", "shots"),
    cpus=2.0,
    process=scan,
    key_fields=("asset", "probe", "width", "height", "proxy_rate"),
)


def scratch_reader(path: Path) -> pa.RecordBatchReader:
    """The rows of a scan, one shot at a time, for one commit."""
    source = pa.ipc.open_file(pa.OSFile(str(path)))  # not mapped: pages of a map would count as memory
    return pa.RecordBatchReader.from_batches(
        tables.SHOTS, (source.get_batch(index) for index in range(source.num_record_batches))
    )
