from __future__ import annotations

import shutil

import numpy as np
import pytest

from filmwright import lineage
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.models import shelf
from filmwright.rights import door, ledger, rightsfile
from filmwright.rights.amend import amendment
from filmwright.rights.grants import Revocation
from filmwright.rights.vocabulary import Action, Request

from .conftest import copy_of

ships = pytest.mark.skipif(not (shelf.BASE / "card.json").is_file(), reason="the base is not in this tree yet")


def test_a_model_is_found_by_name_and_by_id(trained):
    by_name, by_id = (shelf.open_model(trained.studio, key) for key in ("M", trained.model.id))
    assert by_name == by_id == trained.model
    assert shelf.open_model(trained.studio, trained.model.id[:12]) == trained.model


def test_there_is_no_such_model(trained):
    with pytest.raises(FilmwrightError, match="there is no model of this name"):
        shelf.open_model(trained.studio, "N")
    with pytest.raises(FilmwrightError, match="there is no model of this name"):
        shelf.open_model(trained.studio, "S")


@pytest.mark.parametrize("damage", ["changed", "added", "removed", "gone"])
def test_a_damaged_folder_is_refused(trained, tmp_path, damage):
    studio = copy_of(trained.studio, tmp_path)
    folder = studio.path / "models" / "M"
    weights = folder / "transformer" / "diffusion_pytorch_model.safetensors"
    if damage == "changed":
        data = bytearray(weights.read_bytes())
        data[-1] ^= 1
        weights.write_bytes(data)
    elif damage == "added":
        (folder / "extra.py").write_text("print('hello')")
    elif damage == "removed":
        weights.unlink()
    else:
        shutil.rmtree(folder)
    with pytest.raises(FilmwrightError, match=r"not those that were recorded|gone or damaged"):
        shelf.open_model(studio, "M")


def test_compiled_modules_beside_a_model_are_no_damage(trained, tmp_path):
    """Installers and interpreters put them there."""
    studio = copy_of(trained.studio, tmp_path)
    cache = studio.path / "models" / "M" / "vae" / "__pycache__"
    cache.mkdir()
    (cache / "house_codec.cpython-311.pyc").write_bytes(b"x")
    assert shelf.open_model(studio, "M").id == trained.model.id


def test_a_package_without_its_base_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(shelf, "BASE", tmp_path)
    with pytest.raises(FilmwrightError, match="--from-scratch"):
        shelf.shipped_base()


def rows(studio):
    with ledger.reading(studio) as connection:
        return connection.exec_driver_sql("SELECT seq, hash FROM ledger_entry ORDER BY seq").all()


@ships
def test_the_base_is_what_its_card_says():
    base = shelf.shipped_base()
    assert base.card["attributions"] and base.card["footage"] and base.spans
    weight = sum(path.stat().st_size for path in base.path.rglob("*.safetensors"))
    assert weight <= 40_000_000


@ships
def test_the_modules_that_travel_with_the_base_make_what_the_package_makes():
    """A stock loader runs the folder's copies, Filmwright its own: the same shot must come of both."""
    import torch
    from diffusers import DiffusionPipeline

    from filmwright.models import house

    made = [
        pipeline("a meadow", num_frames=8, num_inference_steps=1, generator=torch.Generator().manual_seed(1))
        for pipeline in (DiffusionPipeline.from_pretrained(shelf.BASE, trust_remote_code=True), house.load(shelf.BASE))
    ]
    assert made[0].shape == (8, 144, 256, 3) and np.abs(made[0].astype(int) - made[1]).max() <= 1


def test_a_base_adopted_twice_changes_nothing(studio):
    base = shelf.shipped_base()
    assert shelf.adopt(studio, base) == base.id
    before = rows(studio), lineage.listing(studio)
    assert shelf.adopt(studio, base) == base.id
    assert (rows(studio), lineage.listing(studio)) == before


@ships
def test_the_rights_to_the_bases_footage_are_decided_like_any_other(studio):
    base = shelf.shipped_base()
    ask = Request(action=Action.TRAIN_BASE, spans=door.merge_spans(base.spans))
    assert door.ask(studio, ask).verdict != "permit", "nobody has spoken for it yet"
    shelf.adopt(studio, base)
    assert door.ask(studio, ask).verdict == "permit"


BUNNY = """title: Big Buck Bunny
owner: {owner}
grants:
  - {{assigner: {owner}, actions: [{actions}]}}
"""


def bunny(studio, tmp_path, base, actions, owner="Blender Foundation"):
    """Register the base's own film in the studio, as ``add`` does it."""
    path = tmp_path / "bunny.yaml"
    path.write_text(BUNNY.format(owner=owner, actions=actions), encoding="utf-8")
    rights = rightsfile.load(path)
    with ledger.writing(studio) as connection:
        for film in base.card["footage"]:
            records = rightsfile.records(rights, film["asset"], film["frames"])
            ledger.append(connection, records, ledger.ensure_key(studio))


@ships
@pytest.mark.parametrize("owner", ["Blender Foundation", "Somebody Else"])
@pytest.mark.parametrize("first", ["base", "film"])
def test_the_base_gives_no_right_to_the_studios_own_film(studio, tmp_path, owner, first):
    base = shelf.shipped_base()
    for step in sorted(["base", "film"], key=lambda name: name != first):
        shelf.adopt(studio, base) if step == "base" else bunny(studio, tmp_path, base, "ingest", owner)
    spans = door.merge_spans(base.spans)
    refused = door.ask(studio, Request(action=Action.TRAIN_BASE, spans=spans))
    assert refused.verdict == "deny"
    assert {(m.subject, m.subject_name, m.owner) for m in refused.missing} == {
        ("work:big-buck-bunny", "Big Buck Bunny", owner)
    }
    assert door.ask(studio, Request(action=Action.INGEST, spans=spans)).verdict == "permit"


@ships
def test_where_the_studio_has_the_bases_film_both_must_allow_it(studio, tmp_path):
    base = shelf.shipped_base()
    shelf.adopt(studio, base)
    bunny(studio, tmp_path, base, "train.base, license.third_party")
    spans = door.merge_spans(base.spans)
    assert door.ask(studio, Request(action=Action.TRAIN_BASE, spans=spans)).verdict == "permit"
    refused = door.ask(studio, Request(action=Action.LICENSE_THIRD_PARTY, spans=spans))
    assert refused.verdict == "deny"
    assert [m.subject_name for m in refused.missing] == ["Big Buck Bunny (footage of the base that ships)"]
    with pytest.raises(RightsRefused, match="leave these frames out: the base learned from them"):
        door.check(refused)


@ships
def test_the_studios_own_rights_file_leaves_the_bases_grants_alone(studio, tmp_path):
    base = shelf.shipped_base()
    shelf.adopt(studio, base)
    path = tmp_path / "bunny.yaml"
    path.write_text(BUNNY.format(owner="Blender Foundation", actions="ingest"), encoding="utf-8")
    rights = rightsfile.load(path)
    (film,) = base.card["footage"]
    said = rightsfile.records(rights, film["asset"], film["frames"])
    change = amendment(ledger.facts(studio), rights, said, [film["asset"]])
    assert (change.records, change.appearances) == ((), ())


@ships
def test_a_revoked_grant_of_the_base_stays_revoked(studio):
    base = shelf.shipped_base()
    shelf.adopt(studio, base)
    held = ledger.facts(studio).grants(shelf.base_subject(base), Action.TRAIN_BASE)
    with ledger.writing(studio) as connection:
        ledger.append(connection, [Revocation(grant=grant.id) for grant in held], ledger.ensure_key(studio))
    shelf.adopt(studio, base)
    ask = Request(action=Action.TRAIN_BASE, spans=door.merge_spans(base.spans))
    assert door.ask(studio, ask).verdict == "deny"


@ships
def test_the_base_itself_is_no_model_to_shoot_with(studio):
    base = shelf.shipped_base()
    shelf.adopt(studio, base)
    with pytest.raises(FilmwrightError, match="this is the base"):
        shelf.open_model(studio, base.id)
