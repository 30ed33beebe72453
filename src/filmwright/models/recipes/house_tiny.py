"""``house-tiny``: minutes on two cores; goes on from the base that ships."""

from filmwright.models.recipe import Recipe


def recipe() -> Recipe:
    """The base's architecture, a gentle rate, more clips than stills: the base knows pictures, a film adds its own."""
    return Recipe(name="house-tiny", rate=1e-4, warmup=10, ema=0.99, clip_share=0.5, minutes=3.0)
