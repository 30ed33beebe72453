"""Lines as a control: 1 on a line, 0 elsewhere. From pictures by Canny's method, from a line drawing as it is drawn.

T frames, H and W pixels, 3 colours.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.models.controls.picture import Floats

STRONG, WEAK = 92.0, 0.4
"""Percentile of the clip's gradients above which a line begins; the share of that at which it ends."""
FAINTEST = 240.0
"""Least gradient of a line, of Scharr's 16 a grey level: what is weaker is noise, and a grey wall has no lines."""
_BLANK = 16.0
"""Grey levels by which ink differs from paper at least."""


def from_pictures(pictures_THW3: npt.NDArray[np.uint8]) -> Floats:
    """Thin lines of pictures.

    One threshold for the whole clip, from its own gradients: a misty clip has lines too, and none flickers because
    something bright comes in. Canny, "A Computational Approach to Edge Detection", 1986, on Scharr's gradients.

    Args:
        pictures_THW3: uint8, RGB.

    Returns:
        float32 (T, H, W), 0 or 1.
    """
    slopes = [_slopes(picture) for picture in pictures_THW3]
    sizes = np.stack([np.hypot(x[::2, ::2], y[::2, ::2], dtype=np.float32) for x, y in slopes])
    strong = max(float(np.percentile(sizes, STRONG)), FAINTEST)
    lines = [cv2.Canny(x, y, strong * WEAK, strong, L2gradient=True) for x, y in slopes]
    return (np.stack(lines) > 0).astype(np.float32)


def from_drawing(pictures_THW3: npt.NDArray[np.uint8]) -> Floats:
    """The lines of a drawing, dark on light or light on dark; the paper is what there is most of.

    Args:
        pictures_THW3: uint8, RGB.

    Returns:
        float32 (T, H, W) in [0, 1]; 1 is the strongest ink. Soft lines stay soft; a blank page has none.
    """
    grey = np.stack([cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in pictures_THW3]).astype(np.float32)
    paper = float(np.median(grey))
    ink = paper - grey if paper >= 128 else grey - paper
    darkest = float(ink.max())
    if darkest < _BLANK:
        return np.zeros(grey.shape, np.float32)
    # Grain and compression of the paper are no lines.
    return np.clip((ink - _BLANK / 2) / (darkest - _BLANK / 2), 0, 1).astype(np.float32)


def _slopes(picture: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Scharr's gradients to the right and down, int16 (H, W); a slight blur keeps grain from becoming lines."""
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (0, 0), 0.8)
    return cv2.Scharr(grey, cv2.CV_16S, 1, 0), cv2.Scharr(grey, cv2.CV_16S, 0, 1)
