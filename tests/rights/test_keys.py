"""The ledger's key: made once, readable by its owner alone, never made anew under a ledger."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.rights import appoint, chain, door, keys, ledger
from filmwright.rights.grants import Grant
from filmwright.rights.signer import SigningKey
from filmwright.rights.vocabulary import Request, Subject
from filmwright.studio import Studio


def raw(key: SigningKey) -> bytes:
    return key.private.private_bytes_raw()


def pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_made_once_and_for_its_owner_alone(studio: Studio) -> None:
    key = keys.ensure_key(studio)
    assert raw(keys.ensure_key(studio)) == raw(key)
    assert stat.S_IMODE((studio.path / "keys" / keys.PRIVATE).stat().st_mode) == 0o600
    assert b"PRIVATE" not in (studio.path / "keys" / keys.PUBLIC).read_bytes()


def test_the_public_half_alone_will_do_to_check(studio: Studio) -> None:
    key = keys.ensure_key(studio)
    (studio.path / "keys" / keys.PRIVATE).unlink()
    assert keys.public_key(studio).public_bytes_raw() == key.first.public_bytes_raw()


def test_a_lost_public_half_is_made_from_the_private_one(studio: Studio) -> None:
    key = keys.ensure_key(studio)
    public = studio.path / "keys" / keys.PUBLIC
    before = public.read_bytes()
    public.unlink()
    assert keys.public_key(studio).public_bytes_raw() == key.first.public_bytes_raw()
    keys.ensure_key(studio)
    assert public.read_bytes() == before


def test_no_new_key_under_a_ledger_that_another_signed(studio: Studio) -> None:
    with ledger.writing(studio) as connection:
        work = Subject(id="work:x", kind="work", name="X", owner="Acme")
        ledger.append(connection, [work], keys.ensure_key(studio))
    for name in (keys.PRIVATE, keys.PUBLIC):
        (studio.path / "keys" / name).unlink()
    with pytest.raises(FilmwrightError, match="signing key is missing"):
        keys.ensure_key(studio)
    assert not (studio.path / "keys" / keys.PRIVATE).exists()
    with pytest.raises(FilmwrightError, match="key is missing"):
        keys.public_key(studio)


def test_keys_of_another_kind_are_refused(studio: Studio) -> None:
    keys.ensure_key(studio)
    private = studio.path / "keys" / keys.PRIVATE
    private.write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(FilmwrightError, match="not an Ed25519 key"):
        keys.ensure_key(studio)
    private.write_bytes(b"")
    with pytest.raises(FilmwrightError, match="not a private key"):
        keys.ensure_key(studio)


@pytest.mark.parametrize("mode", [0o777, 0o644, 0o660, 0o604, 0o610])
def test_a_key_that_others_may_read_or_write_signs_nothing(studio: Studio, mode: int) -> None:
    keys.ensure_key(studio)
    private = studio.path / "keys" / keys.PRIVATE
    private.chmod(mode)
    with pytest.raises(
        FilmwrightError, match=f"open to others than its owner .mode {mode:04o}.*chmod 600 .*ledger.pem"
    ):
        keys.ensure_key(studio)
    assert stat.S_IMODE(private.stat().st_mode) == mode, "nothing is mended unasked"
    keys.public_key(studio)
    private.chmod(0o400)
    keys.ensure_key(studio)


def test_halves_that_do_not_belong_together_are_refused(studio: Studio) -> None:
    keys.ensure_key(studio)
    (studio.path / "keys" / keys.PRIVATE).write_bytes(pem(Ed25519PrivateKey.generate()))
    with pytest.raises(FilmwrightError, match="do not belong together"):
        keys.ensure_key(studio)


# ---- other authorities, and changes of keys --------------------------------------------------------------------------

WORK = Subject(id="work:x", kind="work", name="X", owner="Acme")


def grant(agreement: str) -> Grant:
    return Grant(assigner="Acme", subjects=[WORK.id], actions=["ingest"], agreement=agreement)


def say(studio: Studio, agreement: str, key: SigningKey | None = None) -> None:
    with ledger.writing(studio) as connection:
        ledger.append(connection, [grant(agreement)], key or ledger.speaking_key(studio))


def signed_by(studio: Studio) -> list[str]:
    with ledger.reading(studio) as connection:
        return [row.key for row in connection.execute(chain.entries.select().order_by(chain.entries.c.seq))]


def test_the_environment_says_who_speaks(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    say(studio, "one")
    appoint.appoint(studio, "legal", ["grant"])
    legal = appoint.known(studio).current("legal")
    for said, key in (("", ""), ("studio", ""), (" legal ", legal)):
        monkeypatch.setenv(keys.SIGN_AS, said)
        assert ledger.speaking_key(studio).id == key
        say(studio, f"as {said!r}")
    assert signed_by(studio) == ["", "", "", "", legal]
    assert keys.ensure_key(studio).id == "", "Decisions are always signed by the studio"
    door.ask(studio, Request(action="ingest", spans=()))
    assert signed_by(studio)[-1] == "" and ledger.verify(studio) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "knows no authority 'nobody'"),
        ("../ledger", "no name for an authority"),
        ("Legal", "no name for an authority"),
        ("a/b", "no name for an authority"),
        ("x" * 80, "no name for an authority"),
        ("legal\n", None),
    ],
)
def test_an_authority_that_is_none_cannot_speak(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, name: str, said: str | None
) -> None:
    appoint.appoint(studio, "legal", [])
    monkeypatch.setenv(keys.SIGN_AS, name)
    if said is None:
        assert ledger.speaking_key(studio).name == "legal"
        return
    with pytest.raises(FilmwrightError, match=said):
        ledger.speaking_key(studio)


def test_an_authority_without_its_key_here_cannot_speak(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    appoint.appoint(studio, "legal", [])
    monkeypatch.setenv(keys.SIGN_AS, "legal")
    path = keys.place(studio, "legal")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    good = path.read_bytes()
    path.write_bytes(pem(Ed25519PrivateKey.generate()))
    with pytest.raises(FilmwrightError, match="not the key with which 'legal' signs"):
        ledger.speaking_key(studio)
    path.unlink()
    with pytest.raises(FilmwrightError, match="signing key is missing"):
        ledger.speaking_key(studio)
    assert keys.ensure_key(studio).name == "studio", "the studio itself goes on"
    files.write_bytes(path, good, 0o600)
    say(studio, "again")
    assert ledger.verify(studio) == []


@pytest.mark.parametrize("name", ["studio", "legal"])
def test_a_retired_key_signs_nothing(studio: Studio, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    appoint.appoint(studio, "legal", ["grant"])
    monkeypatch.setenv(keys.SIGN_AS, name)
    say(studio, "before")
    old, first = ledger.speaking_key(studio), keys.public_key(studio).public_bytes_raw()
    monkeypatch.delenv(keys.SIGN_AS)
    appoint.rotate(studio, name, "every year")
    monkeypatch.setenv(keys.SIGN_AS, name)
    new = ledger.speaking_key(studio)
    assert new.id not in ("", old.id) and new.public_hex != old.public_hex
    before = len(signed_by(studio))
    with pytest.raises(FilmwrightError, match=f"'{name}' may not write records of the kind 'grant'"):
        say(studio, "after", old)
    assert len(signed_by(studio)) == before
    say(studio, "after")
    assert signed_by(studio)[-1] == new.id and ledger.verify(studio) == []
    assert keys.public_key(studio).public_bytes_raw() == first, "checking begins with the first key for ever"
    assert not list((studio.path / "keys").rglob("*.next.pem"))


def test_an_auditors_copy_needs_no_private_key(studio: Studio) -> None:
    say(studio, "one")
    appoint.appoint(studio, "legal", [])
    appoint.rotate(studio, "studio", "every year")
    say(studio, "two")
    for private in [studio.path / "keys" / keys.PRIVATE, *(studio.path / "keys" / "signers").iterdir()]:
        private.unlink()
    assert ledger.verify(studio) == [] and ledger.facts(studio).record(grant("two").id) == grant("two")
    with pytest.raises(FilmwrightError, match="signing key is missing"):
        say(studio, "three")


CHANGE = """
import os, sys, signal
from pathlib import Path
from filmwright import files
from filmwright.rights import appoint, keys, ledger
from filmwright.rights.signer import STUDIO, Signer
from filmwright.studio import open_studio

studio, name, last = open_studio(Path(sys.argv[1])), sys.argv[2], sys.argv[3]

def step(done):
    if done == last:
        os.kill(os.getpid(), signal.SIGKILL)

own = keys.ensure_key(studio)
held = next((one for one in appoint.known(studio).living() if one.name == name), None)
step("nothing")
fresh = keys.prepare(studio, name)
step("prepared")
signer = Signer(name=name, public_key=fresh.public_hex, retires=held.key if held else "")
with ledger.writing(studio) as connection:
    ledger.append(connection, [signer], own)
    step("inside")
step("written")
path = keys.place(studio, name)
files.write_bytes(path, keys._next(path).read_bytes(), 0o600)
step("half adopted")
keys.adopt(studio, name)
step("adopted")
"""
STEPS = ["nothing", "prepared", "inside", "written", "half adopted", "adopted"]


def killed(studio: Studio, name: str, last: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", CHANGE, str(studio.path), name, last]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.kill
@pytest.mark.parametrize("name", ["studio", "legal", "new"])
def test_a_change_of_keys_killed_at_any_step_leaves_a_ledger_that_goes_on(
    studio: Studio, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(studio, "first")
    appoint.appoint(studio, "legal", [])
    for number, last in enumerate(STEPS):
        target = f"{name}-{number}" if name == "new" else name
        before = appoint.known(studio).current(target)
        killed(studio, target, last)
        ledger.forget()
        assert ledger.verify(studio) == []
        current = appoint.known(studio).current(target)
        assert (current != before) == (STEPS.index(last) >= STEPS.index("written"))
        say(studio, f"the studio after {last}")
        if current is not None:
            with monkeypatch.context() as patch:
                patch.setenv(keys.SIGN_AS, target)
                assert ledger.speaking_key(studio).id == current
                say(studio, f"{target} after {last}")
            assert signed_by(studio)[-1] == current
        else:
            appoint.appoint(studio, target, [])
        appoint.rotate(studio, target, "and it can be changed again")
        say(studio, f"the studio after {last} and another change")
        assert ledger.verify(studio) == []


def test_the_key_of_an_authority_is_its_own_too(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    appoint.appoint(studio, "guild", ["notice"])
    keys.place(studio, "guild").chmod(0o640)
    keys.ensure_key(studio)
    monkeypatch.setenv(keys.SIGN_AS, "guild")
    with pytest.raises(FilmwrightError, match=r"signers/guild.pem: .* -> chmod 600"):
        keys.speaking_key(studio)
