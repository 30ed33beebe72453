"""Places as rights records hold them: countries and subdivisions of ISO 3166, groups spelled out when they are written.

A group is a word for the countries that were in it when the record was made; the record holds the countries, so that it
says the same for ever.
"""

from __future__ import annotations

from collections.abc import Iterable

_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_CODES.split())
"""ISO 3166-1 alpha-2."""

_GROUPS = {
    "EU": "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
    "EFTA": "CH IS LI NO",
    "BENELUX": "BE LU NL",
    "DACH": "AT CH DE",
    "NORDICS": "DK FI IS NO SE",
    "BALTICS": "EE LT LV",
    "GCC": "AE BH KW OM QA SA",
    "ASEAN": "BN ID KH LA MM MY PH SG TH TL VN",
    "USMCA": "CA MX US",
    "MERCOSUR": "AR BO BR PY UY",
    "ANZ": "AU NZ",
    "DOMESTIC-US": "AS CA GU MP PR US VI",
}
GROUPS = {name: frozenset(members.split()) for name, members in _GROUPS.items()} | {
    "EEA": frozenset(_GROUPS["EU"].split()) | {"IS", "LI", "NO"}
}
"""Members on 2026-11-01; ``DOMESTIC-US`` is what film contracts call the domestic territory: with Canada."""

_PARTS = {
    "AU": "ACT NSW NT QLD SA TAS VIC WA",
    "BE": "BRU VLG WAL",
    "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
    "DE": "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH",
    "GB": "ENG NIR SCT WLS",
    "US": "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH "
    "OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY",
}
SUBDIVISIONS = frozenset(f"{country}-{part}" for country, parts in _PARTS.items() for part in parts.split())
"""Of ISO 3166-2, those that contracts name: a closed list, so that no slip of the pen makes a place that is nowhere."""
_BELONGS = {
    "AU": "CC CX HM NF",
    "CN": "HK MO TW",
    "DK": "FO GL",
    "FI": "AX",
    "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT",
    "GB": "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG",
    "NL": "AW BQ CW SX",
    "NO": "BV SJ",
    "NZ": "CK NU TK",
    "US": "AS GU MP PR UM VI",
}
_STATE = {part: country for country, parts in _BELONGS.items() for part in parts.split()}
"""Countries of ISO 3166-1 that a state (or a contract that names it) may count as its own."""


def places(given: Iterable[str]) -> tuple[str, ...]:
    """Codes and groups as a sorted set of ISO 3166 codes; ``WORLD`` alone is the whole world, ``()``.

    Raises:
        ValueError: if one is no country, known subdivision or group, or the world is named beside others.
    """
    plain = [code.strip().upper() for code in given]
    if "WORLD" in plain:
        if len(plain) > 1:
            raise ValueError("the whole world stands alone; leave the other places out")
        return ()
    found: set[str] = set()
    for code in plain:
        state, _, part = code.partition("-")
        if code in GROUPS:
            found |= GROUPS[code]
        elif code in COUNTRIES or code in SUBDIVISIONS:
            found.add(code)
        elif part and _STATE.get(part) == state:
            found.add(part)
        else:
            groups = ", ".join(sorted(GROUPS))
            known = f"; of {state} these parts are known: {_PARTS[state]}" if state in _PARTS else ""
            raise ValueError(f"{code!r} is no code of ISO 3166 and no group known here ({groups}, WORLD){known}")
    return tuple(sorted(found))


def inside(place: str, among: Iterable[str]) -> bool:
    """Whether all of a place surely lies in one of these: ``CA-QC`` in ``CA``, but not ``PR`` in ``US``."""
    return place in among or place[:2] in among


def overlap(place: str, among: Iterable[str]) -> bool:
    """Whether some of a place may lie in one of these: ``CA`` in ``CA-QC``, and ``PR`` in ``US`` too."""
    return any(
        place[:2] == other[:2] and (place == other or "-" not in place or "-" not in other) for other in among
    ) or any(_STATE.get(place) == other or _STATE.get(other) == place for other in among)
