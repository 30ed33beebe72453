"""One thread for each renderer: shots are spread over processes, and threads within them would fight over the cores."""

from __future__ import annotations

import cv2


def one_thread() -> None:
    """Tell OpenCV; Warp's CPU kernels have one thread anyway."""
    cv2.setNumThreads(1)
