"""What the judges learn from is rendered once, whole or not at all, and is what the truth says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from filmwright.soundstage.judges import found, labels, prepare
from filmwright.soundstage.judges.examples import Part, shot
from filmwright.soundstage.judges.network import NETWORKS
from filmwright.soundstage.judges.prepare import box, kept
from filmwright.soundstage.judges.reading import Store, found_of


def test_a_box_holds_all_that_is_seen_and_nothing_is_no_box() -> None:
    mask = np.zeros((72, 128), np.bool_)
    assert np.isnan(box(mask)).all()
    mask[10:20, 32:64] = True
    assert box(mask) == [0.25, 10 / 72, 0.5, 20 / 72]
    mask[71, 127] = True
    assert box(mask) == [0.25, 10 / 72, 1.0, 1.0]
    one = np.zeros((144, 256), np.bool_)
    one[3, 4] = True  # less than anybody can be seen by
    assert np.isnan(box(one)).all()


def test_stills_are_prepared_once_and_go_on_where_they_were_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wear = prepare.wear.worn
    calls = []

    def torn(*given: object) -> np.ndarray:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return np.asarray(wear(*given))

    monkeypatch.setattr(prepare.wear, "worn", torn)
    with pytest.raises(KeyboardInterrupt):
        prepare.prepare(tmp_path, Part.STILLS, 5, 2, 128)
    first = kept(tmp_path, Part.STILLS, 5, 0)
    assert first.exists() and not kept(tmp_path, Part.STILLS, 5, 1).exists()
    before = first.read_bytes()
    prepare.prepare(tmp_path, Part.STILLS, 5, 2, 128)
    assert len(calls) == 4 and first.read_bytes() == before
    prepare.prepare(tmp_path, Part.STILLS, 5, 2, 128)
    assert len(calls) == 4
    store, told = Store(tmp_path, Part.STILLS), shot(Part.STILLS, 5, 128)
    assert store.counts == {"stills": 2}
    for clip in store.clips:
        assert clip.pictures.shape == (3, 144, 256, 3) and clip.pictures.dtype == np.uint8
        assert clip["boxes"].shape == (3, len(told.cast), 4) and clip["motion"].shape == (2, 8, 18, 32)
        assert labels.SETS[int(clip["set"])] == told.set.family.value
        assert [labels.CHARACTERS[int(one)] for one in clip["characters"]] == [role.character for role in told.cast]
    assert (store.clips[0].pictures != store.clips[1].pictures).any()  # worn in two ways
    assert (store.clips[0]["boxes"] == store.clips[1]["boxes"]).all()
    _scout(tmp_path)
    monkeypatch.setattr("sys.argv", ["found", str(tmp_path)])
    found.main()
    for clip in store.clips:
        assert np.load(found_of(clip.path)).shape == clip["boxes"].shape


def _scout(folder: Path) -> None:
    """One that knows nothing."""
    import torch

    steady = torch.optim.swa_utils.AveragedModel(NETWORKS["scout"]())
    torch.save({"steady": steady.state_dict()}, folder / "scout.pt")
