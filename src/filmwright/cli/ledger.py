"""``filmwright ledger``: check it, prove what is in it, and say who may write into it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from filmwright.cli.group import group
from filmwright.cli.say import HERE, AsJson, InStudio, answer, as_json_text, lines, opened, table
from filmwright.errors import FilmwrightError

Name = Annotated[
    str, typer.Argument(help="The authority: small letters, digits, hyphens; 'studio' is the studio's own.")
]
Reason = Annotated[str, typer.Option("--because", help="Why, as the ledger keeps it.")]


def register(app: typer.Typer) -> None:
    """Add the group to ``app``."""
    door = group("The ledger itself: check it, prove what is in it, who may write.")
    for command in (verify, prove, check, keys, appoint, rotate, retire):
        door.command()(command)
    app.add_typer(door, name="ledger")


def verify(as_json: AsJson = False, studio: InStudio = HERE) -> None:
    """Look at every entry; name each that was altered, left out or put elsewhere. Exit 1 if there is one."""
    from filmwright.rights import ledger as book

    here = opened(studio)
    faults = book.verify(here)
    with book.reading(here) as connection:
        entries, root = book.count(connection), book.root(connection)
    facts = {"whole": not faults, "entries": entries, "root": root, "faults": faults}
    said = "The ledger is whole" if not faults else f"The ledger is not whole: {len(faults)} faults"
    answer(as_json, facts, f"{said}. {entries} entries, root {root}", *(f"  {fault}" for fault in faults))
    if faults:
        raise typer.Exit(1)


def prove(
    record: Annotated[str, typer.Argument(help="A record's id or an entry's number; or, with --since, nothing.")] = "",
    root: Annotated[str, typer.Option("--root", help="In the ledger as it was at this root.")] = "",
    since: Annotated[
        str | None, typer.Option("--since", help="Prove that the ledger only added to what it was at this root.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the proof; else it is printed.")] = None,
    studio: InStudio = HERE,
) -> None:
    """Prove that a record is in the ledger, or that the ledger only grew, without showing the rest."""
    from filmwright import files
    from filmwright.rights import proof

    if bool(record) == (since is not None) or since == "":
        raise FilmwrightError("say what to prove", "", "name a record, or an older root with --since")
    here = opened(studio)
    made = proof.prove_older(here, since) if since else proof.prove(here, record, root)
    text = as_json_text(made.model_dump(mode="json"))
    if out is None:
        lines(text)
    else:
        files.write_new(out, f"{text}\n".encode())
        lines(f"{out}: root {made.head.root}, {made.head.size} entries, signed by {made.head.public_key}")


def check(
    file: Annotated[Path, typer.Argument(help="A proof.")],
    key: Annotated[
        str | None, typer.Option("--key", help="The studio's ledger key (hex), as you know it from elsewhere.")
    ] = None,
    root: Annotated[str | None, typer.Option("--root", help="The ledger root that you know.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a proof; it needs no studio. Exit 1 if it does not hold."""
    from filmwright.rights import proof

    for option, given in (("--key", key), ("--root", root)):
        if given is not None and not given.strip():
            raise FilmwrightError("nothing is given to hold the proof against", option, "give it, or leave it out")
    read = proof.read(file)
    faults = proof.faults(read, (key or "").strip().lower(), (root or "").strip().lower())
    shown = read.model_dump(mode="json")
    said = "The proof holds" if not faults else "The proof does not hold"
    trust = "" if key else "; it names its own key, give --key to know whose it is"
    answer(
        as_json,
        {"holds": not faults, "faults": faults, **shown},
        f"{said}: {read.proof}, root {read.head.root}, {read.head.size} entries",
        f"  signed by {read.head.public_key}{trust}",
        *(f"  {fault}" for fault in faults),
        *(
            [f"  entry {read.entry.seq}: {_seen(read.entry.kind)} {_seen(read.entry.body)}"]
            if read.proof == "inclusion"
            else []
        ),
    )
    if faults:
        raise typer.Exit(1)


def _seen(text: str) -> str:
    """A stranger's text, without what a terminal obeys."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def keys(as_json: AsJson = False, studio: InStudio = HERE) -> None:
    """List who may write into the ledger, and what."""
    from filmwright.rights.appoint import known

    living = known(opened(studio)).living()
    rows = [(one.name, one.public, ", ".join(one.may) or "everything", one.since) for one in living]
    answer(as_json, [one._asdict() for one in living], table(("authority", "key", "may write", "from entry"), rows))


def appoint(
    name: Name,
    may: Annotated[
        list[str] | None, typer.Option("--may", help="A kind of record it may write; left out: all.")
    ] = None,
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Give an authority a key of its own. Set FILMWRIGHT_SIGN_AS to its name to write as it."""
    from filmwright.rights import appoint as authorities

    made = authorities.appoint(opened(studio), name, may or [])
    answer(as_json, made.body, f"{name} may write {', '.join(made.may) or 'everything'}: key {made.key_id[:16]}")


def rotate(name: Name, because: Reason, as_json: AsJson = False, studio: InStudio = HERE) -> None:
    """Give an authority a new key; the old one signs nothing from here on."""
    from filmwright.rights import appoint as authorities

    made = authorities.rotate(opened(studio), name, because)
    answer(as_json, made.body, f"{name} signs with key {made.key_id[:16]} from here on")


def retire(name: Name, because: Reason, as_json: AsJson = False, studio: InStudio = HERE) -> None:
    """Let an authority write nothing from here on."""
    from filmwright.rights import appoint as authorities

    made = authorities.retire(opened(studio), name, because)
    answer(as_json, made.body, f"{name} writes nothing from here on")
