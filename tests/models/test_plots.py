from __future__ import annotations

import pytest
from PIL import Image

from filmwright.models import plots

from .conftest import moving

ROWS = [
    {"step": n, "task": "plates" if n % 3 == 0 else "stills", "loss": 2.0 / (n + 1), "norm": 1.0, "seconds": n}
    for n in range(40)
]
HELD = {"held_out_loss": {"stills": {"model": 0.5, "mean": 1.0, "zero": 1.1}}}


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], [row for row in ROWS if row["task"] == "stills"], []])
@pytest.mark.parametrize("evaluation", [HELD, {"held_out_loss": {}}, {}])
@pytest.mark.filterwarnings("error")
def test_a_loss_plot_of_any_run_is_a_picture(tmp_path, rows, evaluation):
    plots.loss_plot(rows, evaluation, tmp_path / "loss.png")
    with Image.open(tmp_path / "loss.png") as picture:
        picture.verify()
        assert picture.format == "PNG" and picture.width > picture.height
    assert [path.name for path in tmp_path.iterdir()] == ["loss.png"]


def test_a_grid_has_a_line_for_each_shot_and_its_footage(tmp_path):
    prompt = "a hill with $ and _ and a very long line " * 9
    shot = {"prompt": prompt, "frames": moving(1, 8), "footage": moving(2, 8)}
    made = [{"from": source, **shot} for source in ("text", "plate")]
    heights = {}
    for count in (2, 4):
        plots.sample_grid((made * 2)[:count], tmp_path / "samples.png")
        with Image.open(tmp_path / "samples.png") as picture:
            heights[count] = picture.height
    assert heights[4] == pytest.approx(2 * heights[2], abs=4)
