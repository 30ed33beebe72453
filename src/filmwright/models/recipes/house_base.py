"""``house-base``: what the shipped base is made with, from scratch, for as long as there is."""

from filmwright.models.recipe import Recipe


def recipe() -> Recipe:
    """Mostly one-block clips, which teach pictures at a ninth of the cost; a share of whole clips for motion."""
    return Recipe(name="house-base", minutes=75.0, checkpoint_seconds=120.0)
