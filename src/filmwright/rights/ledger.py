"""The ledger as other floors use it: write in it, take the Facts at a root, check it whole.

Before a process decides, it checks the newest entries of the chain whole (``tail``), and every record that a
Decision rests on by itself; ``verify`` looks at everything, and ``replayed`` takes the Facts from the chain alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import Connection, select

from filmwright.errors import FilmwrightError
from filmwright.rights import audit, chain, keys, lookup, signers, tail
from filmwright.rights.chain import Entry, count, entries, find, head, root
from filmwright.rights.circumstances import Mandate
from filmwright.rights.facts import EMPTY_ROOT, Facts, Source
from filmwright.rights.keying import keys as keys_of
from filmwright.rights.keys import ensure_key, speaking_key
from filmwright.rights.mandates import refuse_circles
from filmwright.rights.record import Record
from filmwright.rights.signer import Signer, SigningKey
from filmwright.rights.signers import Signers
from filmwright.rights.stored import parse
from filmwright.rights.tail import altered, between, place
from filmwright.rights.transaction import reading, writing
from filmwright.rights.vocabulary import Appearance
from filmwright.studio import Studio

__all__ = [
    "append",
    "count",
    "ensure_key",
    "facts",
    "find",
    "head",
    "looking",
    "reading",
    "replayed",
    "root",
    "speaking_key",
    "verify",
    "writing",
]


def append(connection: Connection, records: Sequence[Record], key: SigningKey) -> list[str]:
    """Add records to the ledger in the caller's transaction (``writing``); what is there already is not added again.

    Returns:
        the record ids, in the order given.

    Raises:
        FilmwrightError: if the key may not write such records, a subject is there already as something else, mandates
            would go in a circle, or a Signer would leave an authority with no key or with two. Nothing is written then.
    """
    known = signers.load(connection, key.first)
    for record in records:
        if isinstance(record, Signer) and find(connection, Signer.ledger_kind, record.record_id) is None:
            known.check(record, alone=len(records) == 1)
    mandates = [record for record in records if isinstance(record, Mandate)]
    if mandates:
        here = lookup.source(lambda: nullcontext(connection), head(connection).seq, known, "")
        refuse_circles(mandates, Facts(here))
    last = connection.execute(select(entries).order_by(entries.c.seq.desc()).limit(1)).first()
    if last is not None and not known.signed(last):
        raise FilmwrightError(
            f"this is not the ledger of this studio's key: {audit.name(last)} is signed by another",
            "",
            "restore it from a copy",
        )
    after = head(connection).seq + 1
    return chain.append(connection, records, key, lambda kinds: known.allow(key.id, kinds, after))


def facts(studio: Studio, at_root: str | None = None, connection: Connection | None = None) -> Facts:
    """The facts up to a ledger root (None: all of them); Decisions are no facts, so they leave the Facts as they are.

    Args:
        connection: read inside this transaction; the Facts must not be used after it.

    Raises:
        FilmwrightError: if the root is not in this ledger, or the ledger was altered.
    """
    connect: Callable[[], AbstractContextManager[Connection]] = (
        (lambda: reading(studio)) if connection is None else (lambda: nullcontext(connection))
    )
    with connect() as inside:
        end = _completed(studio, inside)
        if not end.seq:
            return _nothing(studio, at_root)
        kept = _kept.get(place(studio))
        if at_root is None and kept is not None and kept[0] == end:
            return kept[1].carried(lookup.source(connect, end.facts, kept[2], str(studio.path)), kept[1].root, ())
        known = signers.load(inside, keys.public_key(studio))
        tail.check(studio, inside, known, end)
        known.hold(keys.held(studio, known))
        upto, made = _resolve(inside, end, at_root)
        if not upto:
            return _nothing(studio, at_root)
        source = lookup.source(connect, upto, known, str(studio.path))
        found = _go_on(studio, inside, upto, made, source)
        if at_root is None:
            _kept[place(studio)] = (end, found, known)
        return found


@contextmanager
def looking(studio: Studio) -> Iterator[Facts]:
    """The facts as they are now, read through one connection: they must not be used afterwards."""
    with reading(studio) as connection:
        yield facts(studio, connection=connection)


def _nothing(studio: Studio, at_root: str | None) -> Facts:
    if at_root not in (None, EMPTY_ROOT):
        raise _unknown_root(str(at_root))
    return Facts.of((), EMPTY_ROOT, studio.settings.name)


def _unknown_root(at_root: str) -> FilmwrightError:
    return FilmwrightError("this ledger root is not in the studio's ledger", at_root, "use the studio it is from")


def _resolve(connection: Connection, end: chain.Head, at_root: str | None) -> tuple[int, str]:
    """(number, root) of the newest fact up to a root; a root as older Filmwrights wrote it is an entry's hash."""
    if at_root == EMPTY_ROOT:
        return 0, EMPTY_ROOT
    upto = end.facts
    if at_root is not None:
        columns = select(entries.c.seq)
        row = connection.execute(columns.where(entries.c.root == at_root)).first()
        old = row or connection.execute(columns.where(entries.c.hash == at_root)).first()
        if old is None:
            raise _unknown_root(at_root)
        upto = tail.newest_fact(connection, old.seq)
        if row is None and old.seq == upto:
            return upto, at_root
    made = connection.execute(select(entries.c.root).where(entries.c.seq == upto)).scalar()
    return upto, str(made) if upto else EMPTY_ROOT


_known: dict[str, list[tuple[int, str, Facts]]] = {}
"""Per studio: the last few Facts of this process with the number and root that they end at."""
_kept: dict[str, tuple[chain.Head, Facts, Signers]] = {}
"""Per studio: the end of the ledger when Facts were last asked for, and what was given."""
_KEPT = 4
_GAP = 2_000
"""How many new entries may lie between kept Facts and later ones that go on from them."""


def forget() -> None:
    """Drop what this process remembers of ledgers, as a new process would begin."""
    tail.forget()
    _known.clear()
    _kept.clear()


def _go_on(studio: Studio, connection: Connection, upto: int, made: str, source: Source) -> Facts:
    """Facts that take over what this process has looked up already, where only a few entries came since."""
    here = place(studio)
    for seq, old_root, old in sorted(_known.get(here, []), key=lambda kept: -kept[0]):
        if seq > upto or upto - seq > _GAP:
            continue
        stands = connection.execute(select(entries.c.root).where(entries.c.seq == seq)).scalar()
        if stands == old_root:
            new = select(entries).where(entries.c.seq > seq, entries.c.seq <= upto, entries.c.kind != "decision")
            changed = {key for row in connection.execute(new) for key in keys_of(parse(row.kind, row.body))}
            later = old.carried(source, made, changed)
            break
    else:
        later = Facts(source, made, studio.settings.name)
    tree = str(connection.execute(select(entries.c.root).where(entries.c.seq == upto)).scalar())
    _known[here] = [(upto, tree, later), *(k for k in _known.get(here, []) if k[0] != upto)][:_KEPT]
    return later


def _completed(studio: Studio, connection: Connection) -> chain.Head:
    """The end of the ledger; see ``chain.complete``. Asks for the right to write only where something is lacking."""
    end = head(connection)
    if end.seq and not end.root:
        with writing(studio):
            pass
        end = head(connection)
    return end


def verify(studio: Studio) -> list[str]:
    """Check every entry: its number, link, hash, signature, record, place in the tree and in the index.

    Its seal too, where the private key that made it is at hand.

    Entries taken off the end leave no gap; keep a root elsewhere (each snapshot and take carries one) and look it up
    with ``facts(studio, root)``, or prove with ``proof`` that this ledger begins with that one.

    Returns:
        one line for each fault; empty when the ledger is whole.
    """
    with reading(studio) as connection:
        _completed(studio, connection)
        try:
            first = keys.public_key(studio)
        except FilmwrightError as error:
            return [str(error)] if head(connection).seq else []
        try:
            held = list(keys.held(studio, signers.load(connection, first)))
        except FilmwrightError:
            held = []  # A change of keys was altered: the check below says which.
        return list(audit.check(connection, Signers(first), held))


def replayed(studio: Studio, at_root: str, assets: set[str]) -> Facts:
    """The Facts at a root, taken from the chain from its beginning and not from the index; the chain is checked.

    Args:
        assets: whose appearances are wanted; all other records are there.

    Raises:
        FilmwrightError: if the root is not in this ledger, or the ledger was altered.
    """
    with reading(studio) as connection:
        end = _completed(studio, connection)
        upto, made = _resolve(connection, end, at_root)
        records: list[Record] = []
        seq, prev = 0, EMPTY_ROOT
        entry: Entry | None = None
        for entry in connection.execute(between(0, end.seq).execution_options(yield_per=500)):
            for fault in audit.faults(entry, seq + 1, prev):
                raise altered(studio, fault)
            seq, prev = entry.seq, entry.hash
            if seq > upto or entry.kind == "decision":
                continue
            record = parse(entry.kind, entry.body)
            if not isinstance(record, Appearance) or record.asset in assets:
                records.append(record)
        if entry is not None and not signers.load(connection, keys.public_key(studio)).signed(entry):
            raise altered(studio, f"{audit.name(entry)} is not signed by this studio")
    return Facts.of(records, made, studio.settings.name)
