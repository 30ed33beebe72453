"""A streaming detector of shot boundaries in films.

The detector sees every frame once, as the three small planes of an 8 bit
yuv420p picture, and names the first frame of each new shot a few frames later.
It holds a ring of thumbnails and no other pictures, so that a film of any
length passes through it in constant memory.

Three rules name a boundary.

* A hard cut is a frame whose jump stands far above the jumps round it.  The
  comparison with a rolling neighbourhood is the idea of the adaptive detector
  of PySceneDetect (Castellano, https://www.scenedetect.com); the jump used here
  is another one, the product of a pixel difference and of a histogram
  difference.  Motion makes the first large, light makes the second large, and
  only a cut makes both large.  Pictures that return after a flash cancel it.
* A fade, or any other way through black, ends at the first frame that is no
  longer black.  Black frames belong to no shot, so a fade out, a hold and a
  fade in are one boundary, and black before the first picture is none.
* A dissolve is a run of frames that moves straight from one picture to another
  one, so that the distance over twelve frames is nearly the sum of the twelve
  steps, and whose middle frame is nearly the mean of its ends.

The constants were set on the first half of one animated film.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]

GRID = 36  # the wished height of the luma thumbnail, in samples

# Hard cuts.  Steps are code values (see `_distance`), jumps are steps times the
# distance of two histograms, 0 to 1.
NEAR = 3  # a jump is compared with this many before it and after it
RATIO = 9.0  # a cut's jump is at least this many times the mean of those
JUMP_FLOOR = 0.3  # this much is added to that mean, so that still shots stay quiet
MIN_STEP, MIN_JUMP = 10.0, 1.5  # a cut has at least this step and this jump
REACH = 4  # a picture that returns within this many frames makes a flash of a cut
FLASH = 0.4  # to return is to come back to within this part of the cut's step

# Fades.
BLACK_LEVEL, BLACK_PART = 28, 0.01  # in black, at most this part lies above the level
MIN_BLACK = 2  # a way through black holds it for at least this many frames

# Dissolves.
WINDOW = 12  # straightness is measured over this many frames
STRAIGHT, STEADY = 0.68, 0.35  # at least this straight; no step is more of the path
MIN_CHANGE, MAX_LIKE = 50.0, 0.4  # the ends differ by this step and correlate no more
MAX_BEND = 0.3  # the middle lies off the mean of the ends by no more of their step
MIN_RUN, MAX_RUN = 16, 80  # frames of a run, the margins of its windows included

MAX_DELAY = MAX_RUN // 2 + 2
"""A boundary at frame f is named before frame f + MAX_DELAY has been pushed."""


class CutDetector:
    """Finds the shot boundaries of one film, frame by frame.

    ``min_shot`` is the least number of frames between two boundaries, and
    between a boundary and the start of the film; the last shot has at least
    REACH + 1 frames.  Hard cuts and fades are named `REACH` frames late, dissolves
    less than `MAX_DELAY` frames late, and the names come in rising order.
    """

    def __init__(self, min_shot: int = 7) -> None:
        """A detector that has seen nothing yet."""
        self.min_shot = min_shot
        self._seen = 0
        self._decided = 0
        self._last = 0
        self._black_for = 0
        self._had_picture = False
        self._luma = 0
        self._chroma = 0
        self._bins: Plane = np.zeros(0, np.uint8)
        self._weight = np.zeros(0)
        self._hist: npt.NDArray[np.intp] = np.zeros(0, np.intp)
        self._thumbs: deque[Plane] = deque(maxlen=WINDOW + 1)
        self._steps: deque[float] = deque(maxlen=WINDOW)
        self._jumps: deque[float] = deque(maxlen=WINDOW + 1)
        self._blacks: deque[bool] = deque(maxlen=WINDOW + 1)
        self._run: list[Plane] = []

    def push(self, y: Plane, u: Plane, v: Plane) -> list[int]:
        """Takes the next frame and returns the boundaries that became certain.

        ``y`` has the shape (H, W), about 144 by 256, ``u`` and ``v`` have the
        shape (H/2, W/2); all are uint8 code values, 0 to 255, of limited or of
        full range, of a picture that has been scaled down by area.  The planes
        are not kept.  A returned number is the first frame of a new shot, or
        the middle frame of a dissolve; frames count from 0.
        """
        thumb = self._thumb(y, u, v)
        hist = np.bincount((thumb >> 3) | self._bins, minlength=96)
        step = jump = 0.0
        if self._seen:
            step = self._distance(thumb, self._thumbs[-1])
            jump = step * float(np.abs(hist - self._hist) @ self._weight)
        lit = np.count_nonzero(thumb[: self._luma] > BLACK_LEVEL)
        self._hist = hist
        self._thumbs.append(thumb)
        self._steps.append(step)
        self._jumps.append(jump)
        self._blacks.append(bool(lit <= BLACK_PART * self._luma))
        self._seen += 1
        found = self._dissolve()
        if self._seen > REACH:
            found += self._decide()
        return found

    def finish(self) -> list[int]:
        """Returns the dissolve that the end of the film broke off, if there is one.

        Jumps in the last `REACH` frames are left alone: no shot follows them.
        """
        return self._end_run()

    def _thumb(self, y: Plane, u: Plane, v: Plane) -> Plane:
        """Returns the three planes as one row of about 3,456 code values.

        Each sample is the mean of two points on the diagonal of its square.
        """
        pace = max(1, round(y.shape[0] / GRID))
        a, b = pace // 4, 3 * pace // 4
        parts = []
        for plane in (y, u, v):
            rows, cols = plane.shape[0] // pace, plane.shape[1] // pace
            one = plane[a::pace, a::pace][:rows, :cols]
            two = plane[b::pace, b::pace][:rows, :cols]
            parts.append(((one >> 1) + (two >> 1)).ravel())
        if not self._seen:
            self._luma, self._chroma = parts[0].size, parts[1].size
            sizes = [part.size for part in parts]
            self._bins = np.repeat(np.array([0, 32, 64], np.uint8), sizes)
            self._weight = np.repeat([1 / (6 * size) for size in sizes], 32)
        return np.concatenate(parts)

    def _distance(self, a: Plane, b: Plane) -> float:
        """Returns the mean differences of luma, U and V of two thumbnails, added.

        The unit is a code value; the range is 0 to 765.
        """
        gap = np.maximum(a, b) - np.minimum(a, b)
        luma = int(np.add.reduce(gap[: self._luma], dtype=np.uint32))
        chroma = int(np.add.reduce(gap[self._luma :], dtype=np.uint32))
        return luma / self._luma + chroma / self._chroma

    def _decide(self) -> list[int]:
        """Decides on the oldest undecided frame and returns it if it is a cut."""
        frame, back = self._decided, self._decided - self._seen
        self._decided += 1
        if self._blacks[back]:
            self._black_for += 1
            return []
        first, self._had_picture = not self._had_picture, True
        after_black, self._black_for = self._black_for >= MIN_BLACK, 0
        if not first and (after_black or self._is_jump(back)):
            return self._name(frame)
        return []

    def _is_jump(self, back: int) -> bool:
        """Says whether the frame ``back`` (-1 is the newest) begins with a cut.

        The largest jump nearby is left out of the mean, so that two cuts, or a
        blurred frame and a cut, do not hide each other.
        """
        jumps, size = self._jumps, len(self._jumps)
        here, at = jumps[back], size + back
        step = self._steps[back]
        if step < MIN_STEP or here < MIN_JUMP:
            return False
        near = [jumps[i] for i in range(max(0, at - NEAR), min(size, at + NEAR + 1)) if i != at]
        if any(jumps[i] > here for i in range(max(0, at - 2), min(size, at + 3))):
            return False
        rest = sum(near) - max(near, default=0.0)
        if here < RATIO * (rest / max(1, len(near) - 1) + JUMP_FLOOR):
            return False
        thumbs = self._thumbs
        later = range(at + 1, min(size, at + REACH + 1))
        older = range(max(0, at - 1 - REACH), at - 1)
        gaps = [self._distance(thumbs[at - 1], thumbs[i]) for i in later]
        gaps += [self._distance(thumbs[at], thumbs[i]) for i in older]
        return min(gaps, default=step) > FLASH * step

    def _dissolve(self) -> list[int]:
        """Follows runs of straight change and returns a dissolve that has ended."""
        path = sum(self._steps)
        going = False
        if self._seen > WINDOW and path > WINDOW and max(self._steps) < STEADY * path:
            whole = self._distance(self._thumbs[0], self._thumbs[-1])
            going = whole > STRAIGHT * path and not self._blacks[0] and not self._blacks[-1]
        if going and len(self._run) < MAX_RUN:
            if not self._run:
                self._run = list(self._thumbs)[:-1]
            self._run.append(self._thumbs[-1])
            return []
        return self._end_run(1)

    def _end_run(self, extra: int = 0) -> list[int]:
        """Closes the run, which ended ``extra`` frames ago, and judges it."""
        run, self._run = self._run, []
        if len(run) < MIN_RUN:
            return []
        first, last = run[0], run[-1]
        change = self._distance(first, last)
        if change < MIN_CHANGE or np.ptp(first) == 0 or np.ptp(last) == 0:
            return []
        ends = first[: self._luma].astype(float), last[: self._luma].astype(float)
        like = float(np.corrcoef(*ends)[0, 1])
        mean = (first >> 1) + (last >> 1)
        bend = self._distance(run[len(run) // 2], mean) / change
        if like > MAX_LIKE or bend > MAX_BEND or not self._fades_into(run, like):
            return []
        return self._name(self._seen - 1 - extra - len(run) // 2)

    def _fades_into(self, run: list[Plane], like: float) -> bool:
        """Says whether the middle of a run is as flat as a mixture of its ends.

        Two pictures that correlate by ``like`` mix to ``(1 + like) / 2`` of their
        variance; a pan over a soft picture keeps it all.
        """
        first, middle, last = (run[i][: self._luma].var() for i in (0, len(run) // 2, -1))
        mixed = (1 + like) / 2
        return bool(middle <= (first + last) / 2 * (mixed + 1) / 2)

    def _name(self, frame: int) -> list[int]:
        """Returns the frame, unless it is too near the last boundary or the start."""
        if frame - self._last < self.min_shot:
            return []
        self._last = frame
        return [frame]
