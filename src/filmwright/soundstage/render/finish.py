"""From linear radiance to the picture: focus, bloom, film tone. What all looks share."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.soundstage.geometry import Floats
from filmwright.soundstage.view import View

Picture = npt.NDArray[np.uint8]
Values = npt.NDArray[Any]
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


def luma(colour: npt.NDArray[Any]) -> Floats:
    """(H, W, 3) linear -> (H, W) luminance."""
    return np.asarray(colour @ LUMA, np.float32)


def blurred(image: Values, sigma: float) -> Floats:
    """Gaussian blur; ``sigma`` in pixels."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(sigma, 0.3), borderType=cv2.BORDER_REPLICATE), np.float32)


def focused(colour: Values, depth: Values, view: View, aperture: float) -> Floats:
    """Depth of field: what lies off the focus is blurred, what is sharp does not bleed into it.

    Args:
        colour: (H, W, 3) linear.
        depth: (H, W) metres, infinite for the sky.
        view: for the lens and the focus.
        aperture: diameter of the lens's opening, metres.
    """
    pixels = aperture * view.focal * np.abs(1 / view.focus - 1 / np.maximum(depth, 0.05)) / 2
    pixels = np.minimum(pixels, view.width * 0.025).astype(np.float32)
    if float(pixels.max()) < 0.6:
        return np.asarray(colour, np.float32)
    weight = np.clip(pixels - 0.4, 0.0, 1.0)
    behind = depth > view.focus
    far: Values = colour.copy()
    for sigma, least in ((0.9, 0.5), (2.2, 2.0)):
        sigma *= view.width / 256
        least *= view.width / 256
        # What is in focus keeps out of the blur: it is weighed by how much each pixel is out of focus itself.
        share = np.where(behind, weight, weight * 0.6) + 1e-4
        spread = blurred(colour * share[..., None], sigma) / blurred(share, sigma)[..., None]
        blend = np.clip((pixels - least) / (view.width / 256), 0.0, 1.0)[..., None]
        far = far * (1 - blend) + spread * blend
    return np.asarray(far, np.float32)


def bloomed(colour: Values, width: int, amount: float = 0.12) -> Floats:
    """Light that spills around what is brighter than white."""
    bright = np.maximum(colour - 1.0, 0.0)
    if float(bright.max()) <= 0:
        return np.asarray(colour, np.float32)
    return np.asarray(colour + amount * (blurred(bright, width / 90) + blurred(bright, width / 28)), np.float32)


def film_tone(colour: Values) -> Floats:
    """Linear radiance to 0..1 linear display light: the S-curve of film, as ACES has it (fit by K. Narkowicz, 2015)."""
    x = np.maximum(colour, 0.0)
    return np.asarray(np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0, 1), np.float32)


def encoded(light: Values) -> Picture:
    """Display light 0..1 to sRGB bytes."""
    light = np.clip(light, 0, 1)
    curve = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return np.asarray(curve * 255 + 0.5, np.uint8)


def saturated(colour: Values, by: float) -> Floats:
    """Colours pushed away from grey by a factor."""
    grey = luma(colour)[..., None]
    return np.asarray(np.maximum(grey + (colour - grey) * by, 0.0), np.float32)


def vignette(size: tuple[int, int], strength: float) -> Floats:
    """(H, W, 1) factor that darkens the corners."""
    width, height = size
    x, y = np.linspace(-1, 1, width), np.linspace(-1, 1, height)
    return np.asarray(
        1 - strength * np.clip(x[None] ** 2 + y[:, None] ** 2 - 0.35, 0, None)[..., None] / 1.65, np.float32
    )
