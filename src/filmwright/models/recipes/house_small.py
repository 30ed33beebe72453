"""``house-small``: a house model of one's own in the layout of Wan's VACE, from scratch, under every control."""

from filmwright.models.house_recipe import HouseRecipe


def recipe() -> HouseRecipe:
    """About 12 million parameters; an hour on two cores for its sets and light, a GPU for more."""
    return HouseRecipe(name="house-small", minutes=60.0, checkpoint_seconds=120.0)
