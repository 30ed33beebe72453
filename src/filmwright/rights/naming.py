"""Does a text name somebody? Whole names are looked for, whatever their case, accents, hyphens and spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from filmwright.rights import words

_WORD = re.compile(r"[^\W_]+")
_RUN_ON = re.compile("[\u0e00-\U0010ffff]")
"""Letters of scripts that put no space between words, or hang endings on them."""


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text in levelled spelling: ``Zoë Roe-Lind`` is zoe, roe, lind."""
    if text.isascii():
        return tuple(_WORD.findall(text.lower()))
    apart = unicodedata.normalize("NFKD", words.folded(text))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return tuple(_WORD.findall(unicodedata.normalize("NFC", plain)))


def said(text: str, names: Iterable[str]) -> frozenset[str]:
    """Those of some names that a text says in full: next to each other, in this order, written apart or as one."""
    wanted: dict[str, list[str]] = {}
    for name in names:
        wanted.setdefault("".join(_words(name)), []).append(name)
    wanted.pop("", None)
    spoken = _words(text)
    longest = max(map(len, wanted), default=0)
    whole = "".join(spoken)
    found = {one for one in wanted if not one.isascii() and _RUN_ON.search(one) and one in whole}
    for first in range(len(spoken)):
        run = ""
        for word in spoken[first:]:
            run += word
            if len(run) > longest:
                break
            if run in wanted:
                found.add(run)
    return frozenset(name for spelled in found for name in wanted[spelled])
