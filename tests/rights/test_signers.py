"""Which key may sign which entry: from where to where, which kinds; who appoints, and who does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from every import OURS, WORK, raw, write

from filmwright.canonical import canonical_json
from filmwright.errors import FilmwrightError
from filmwright.rights import appoint, chain, keys, ledger, signers, stored, tail
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.record import Record
from filmwright.rights.signer import STUDIO, Signer, SigningKey, key_id
from filmwright.rights.signers import Signers
from filmwright.rights.stored import KINDS
from filmwright.studio import Studio

FIRST = Ed25519PrivateKey.generate()
OTHERS = [Ed25519PrivateKey.generate() for _ in range(4)]


def public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def named(key: Ed25519PrivateKey) -> str:
    return key_id(public(key))


def known(*said: tuple[int, Signer]) -> Signers:
    made = Signers(FIRST.public_key())
    for seq, signer in said:
        made.appoint(seq, signer)
    return made


LEGAL = Signer(name="legal", public_key=public(OTHERS[0]), may=("grant", "revocation"))
ROTATED = Signer(name=STUDIO, public_key=public(OTHERS[1]), retires=key_id(public(FIRST)))


def test_the_first_key_signs_everything() -> None:
    one = known()
    assert all(one.may("", seq, kind) for seq in (1, 10**9) for kind in KINDS)
    assert not one.may(named(OTHERS[0]), 1, "grant") and one.current(STUDIO) == "" and one.current("legal") is None


def test_an_authority_signs_its_kinds_from_the_entry_after_its_own() -> None:
    one, key = known((5, LEGAL)), named(OTHERS[0])
    assert [one.may(key, seq, "grant") for seq in (4, 5, 6)] == [False, False, True]
    assert {kind for kind in KINDS if one.may(key, 6, kind)} == {"grant", "revocation"}
    anything = known((5, LEGAL.model_copy(update={"may": ()})))
    assert {kind for kind in KINDS if not anything.may(key, 6, kind)} == {"signer"}, "it appoints nobody"
    assert one.current("legal") == key and one.current(STUDIO) == ""


def test_even_an_authority_that_may_sign_signers_appoints_nobody() -> None:
    one = known((5, LEGAL.model_copy(update={"may": ("grant", "signer")})))
    assert not one.may(named(OTHERS[0]), 6, "signer")


def test_a_retired_key_signs_up_to_the_entry_that_retires_it() -> None:
    one = known((5, ROTATED))
    assert [one.may("", seq, "grant") for seq in (1, 5, 6)] == [True, True, False]
    assert [one.may(named(OTHERS[1]), seq, "signer") for seq in (5, 6)] == [False, True]
    again = Signer(name=STUDIO, public_key=public(OTHERS[2]), retires=key_id(public(FIRST)))
    two = known((5, ROTATED), (9, again))
    assert not two.may("", 8, "grant"), "what retires a key again does not make its life longer"


def test_a_key_lives_once() -> None:
    gone = Signer(name="legal", retires=named(OTHERS[0]))
    one = known((5, LEGAL), (7, gone), (9, LEGAL.model_copy(update={"reason": "again"})))
    assert one.may(named(OTHERS[0]), 6, "grant"), "what it signed stays signed"
    assert not one.may(named(OTHERS[0]), 10, "grant") and one.current("legal") is None


def test_the_living_are_listed() -> None:
    one = known((5, LEGAL), (6, ROTATED))
    assert [(key.name, key.key, key.may, key.since) for key in one.living()] == [
        ("legal", named(OTHERS[0]), ("grant", "revocation"), 6),
        (STUDIO, named(OTHERS[1]), (), 7),
    ]


@pytest.mark.parametrize(
    ("signer", "alone", "said"),
    [
        (LEGAL.model_copy(update={"name": "other"}), True, "a key lives once"),
        (Signer(name="other", public_key=public(FIRST)), True, "a key lives once"),
        (Signer(name="legal", public_key=public(OTHERS[2])), True, "not the one that signs for this authority now"),
        (Signer(name="other", public_key=public(OTHERS[2]), retires=named(OTHERS[0])), True, "not the one that signs"),
        (Signer(name="legal", public_key=public(OTHERS[2]), retires="0" * 64), True, "not the one that signs"),
        (Signer(name="other", public_key=public(OTHERS[2]), retires=key_id(public(FIRST))), True, "not the one that"),
        (Signer(name=STUDIO, retires=key_id(public(FIRST))), True, "leave nobody to sign"),
        (Signer(name="other"), True, "leave nobody to sign"),
        (Signer(name="other", public_key=public(OTHERS[2])), False, "written by itself"),
    ],
)
def test_a_change_of_keys_that_would_lock_somebody_out_is_refused(signer: Signer, alone: bool, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said):
        known((5, LEGAL)).check(signer, alone)


def test_a_change_of_keys_that_is_well_made_passes() -> None:
    one = known((5, LEGAL))
    fresh = public(OTHERS[2])
    one.check(Signer(name="other", public_key=fresh), True)
    one.check(Signer(name="legal", public_key=fresh, retires=named(OTHERS[0])), True)
    one.check(Signer(name="legal", retires=named(OTHERS[0])), True)
    one.check(Signer(name=STUDIO, public_key=fresh, retires=key_id(public(FIRST))), True)


# ---- in a ledger -----------------------------------------------------------------------------------------------------


def by(studio: Studio, name: str, records: Sequence[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, ledger.writing(studio) as connection:
        patch.setenv(keys.SIGN_AS, name)
        ledger.append(connection, records, ledger.speaking_key(studio))


def entries(studio: Studio) -> int:
    with ledger.reading(studio) as connection:
        return ledger.count(connection)


def test_an_authority_is_refused_what_it_may_not_write(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    write(studio, WORK)
    appoint.appoint(studio, "legal", ["grant", "revocation"])
    by(studio, "legal", [OURS, Revocation(grant="b" * 64)], monkeypatch)
    count, root = entries(studio), ledger.facts(studio).root
    other = WORK.model_copy(update={"id": "work:other"})
    for records in ([other], [Revocation(grant="c" * 64), other], [LEGAL], [ROTATED]):
        with pytest.raises(FilmwrightError) as caught:
            by(studio, "legal", records, monkeypatch)
        assert "'legal' may not write" in str(caught.value) or isinstance(records[0], Signer)
        assert (entries(studio), ledger.facts(studio).root) == (count, root), "nothing of it is written"
    by(studio, "legal", [WORK, OURS], monkeypatch)
    assert entries(studio) == count, "what is there already needs no right to be written"
    assert ledger.verify(studio) == []
    with ledger.reading(studio) as connection:
        signed_by = [row.key for row in connection.execute(chain.entries.select().order_by(chain.entries.c.seq))]
    current = appoint.known(studio).current("legal")
    assert signed_by == ["", "", current, current]


def test_a_signer_is_written_alone_and_once(studio: Studio) -> None:
    write(studio, WORK)
    before = entries(studio)
    with pytest.raises(FilmwrightError, match="written by itself"):
        write(studio, LEGAL, OURS)
    assert entries(studio) == before
    write(studio, LEGAL)
    write(studio, LEGAL)
    assert entries(studio) == before + 1
    with pytest.raises(FilmwrightError, match="a key lives once"):
        write(studio, LEGAL.model_copy(update={"may": ("grant",)}))
    assert entries(studio) == before + 1 and ledger.verify(studio) == []


@pytest.mark.parametrize("key", ["an outsider's", "an authority's", "a retired one's"])
def test_a_signer_that_the_studio_did_not_sign_appoints_nobody(studio: Studio, key: str) -> None:
    """Put into the database past every check; whoever reads the ledger stops there."""
    write(studio, WORK)
    if key == "an authority's":
        appoint.appoint(studio, "legal", [])
        current = appoint.known(studio).current("legal")
        signing = SigningKey(str(current), keys._read(keys.place(studio, "legal")), keys.public_key(studio))
    elif key == "a retired one's":
        signing = keys.ensure_key(studio)
        appoint.rotate(studio, STUDIO, "lost")
    else:
        signing = SigningKey("", OTHERS[0], keys.public_key(studio))
    with ledger.writing(studio) as connection:
        chain.append(connection, [Signer(name="mallory", public_key=public(OTHERS[3]))], signing)
    last = entries(studio)
    forged = SigningKey(named(OTHERS[3]), OTHERS[3], keys.public_key(studio), "mallory")
    for call in (lambda: write(studio, OURS), lambda: ledger.facts(studio), lambda: appoint.known(studio)):
        with pytest.raises(FilmwrightError, match=rf"entry {last} \(signer .*not signed by this studio"):
            call()
    with pytest.raises(FilmwrightError, match=f"entry {last} "), ledger.writing(studio) as connection:
        ledger.append(connection, [OURS], forged)
    assert entries(studio) == last
    assert any(f"entry {last} (signer" in line and "may sign it" in line for line in ledger.verify(studio))


@pytest.mark.parametrize("change", ["the key", "the kinds", "whom it retires"])
def test_an_altered_signer_appoints_and_retires_nobody(
    studio: Studio, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(studio, WORK)
    appoint.appoint(studio, "legal", ["grant"])
    appoint.rotate(studio, "legal", "every year")
    for number in range(8):
        write(studio, Revocation(grant=f"{number:064x}"))
    with ledger.reading(studio) as connection:
        signers_there = chain.entries.select().where(chain.entries.c.kind == "signer")
        found = connection.execute(signers_there.order_by(chain.entries.c.seq)).all()
    last = stored.parse("signer", found[-1].body)
    assert isinstance(last, Signer)
    fields: dict[str, object] = {
        "the key": {"public_key": public(OTHERS[0])},
        "the kinds": {"may": ()},
        "whom it retires": {"retires": ""},
    }[change]
    body = canonical_json(last.model_copy(update=fields).body)
    with raw(studio) as database:
        database.execute("UPDATE ledger_entry SET body = ? WHERE seq = ?", (body, found[-1].seq))
    monkeypatch.setattr(tail, "WINDOW", 3)
    ledger.forget()
    with pytest.raises(FilmwrightError, match=rf"entry {found[-1].seq} \(signer"):
        ledger.facts(studio)
    with pytest.raises(FilmwrightError, match=rf"entry {found[-1].seq} \(signer"):
        write(studio, Grant(assigner="Acme", subjects=[WORK.id], actions=["deliver"]))
    assert any(f"entry {found[-1].seq} (signer" in line for line in ledger.verify(studio))


def test_a_ledger_of_many_keys_is_read_and_checked(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    write(studio, WORK)
    for turn in range(3):
        appoint.appoint(studio, f"team-{turn}", ["grant"])
        grant = Grant(assigner="Acme", subjects=[WORK.id], actions=["deliver"], agreement=str(turn))
        by(studio, f"team-{turn}", [grant], monkeypatch)
        appoint.rotate(studio, STUDIO, "every year")
        appoint.rotate(studio, f"team-{turn}", "every year")
        by(studio, f"team-{turn}", [grant.model_copy(update={"agreement": f"{turn} again"})], monkeypatch)
    appoint.retire(studio, "team-0", "gone")
    ledger.forget()
    assert ledger.verify(studio) == [] and len(ledger.facts(studio).grants(WORK.id, "deliver")) == 6
    with ledger.reading(studio) as connection:
        assert {one.name for one in signers.load(connection, keys.public_key(studio)).living()} == {
            STUDIO,
            "team-1",
            "team-2",
        }
