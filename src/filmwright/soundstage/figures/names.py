"""Names of the cast: all invented, and no first name twice, so that a first name in a prompt says who is meant."""

from __future__ import annotations

WOMEN = (
    "Abrielle", "Adwina", "Alvette", "Amaris", "Anneka", "Arlo", "Ashlind", "Avenna", "Belisse", "Berrit", "Birdie",
    "Bramble", "Brisa", "Calluna", "Camellia", "Candra", "Cassia", "Cedany", "Celandine", "Cinder", "Clemency",
    "Cloudia", "Coralie", "Cressida", "Dahlin", "Damsel", "Delphie", "Dewina", "Dimity", "Dovie", "Edelry",
    "Elfrida", "Elowen", "Emberly", "Ennis", "Esmie", "Evenna", "Fable", "Faline", "Fenella", "Fernanda", "Finola",
    "Florin", "Fuchsia", "Galena", "Gilda", "Ginseng", "Glenda", "Gossamer", "Harkna", "Hazelin", "Heatherly",
    "Hollis", "Honora", "Ianthe", "Idony", "Indigo", "Ismay", "Ivorie", "Jessamy", "Jonquil", "Juniper", "Kestrel",
    "Kittery", "Larkin", "Lavinia", "Lilt", "Linnet", "Lorelle", "Lumi", "Mabry", "Maplin", "Marigold", "Meadow",
    "Merrin", "Minnow", "Mirabel", "Misty", "Nettle", "Nimue", "Nolwen", "Oceane", "Odalys", "Opaline", "Ottoline",
    "Pansy", "Pearlie", "Perrin", "Petunia", "Pippa", "Primrose", "Quilla", "Rilla", "Romilly", "Rosalba",
    "Saffron", "Senna", "Sorrel", "Tansy", "Thistle", "Velvet",
)  # fmt: skip
"""Of women and girls."""

MEN = (
    "Aldous", "Alder", "Ambrose", "Anselm", "Arvid", "Auberon", "Badger", "Barnaby", "Basalt", "Bertram", "Birk",
    "Bodkin", "Boone", "Borage", "Briar", "Caspian", "Cato", "Cedric", "Chester", "Clove", "Cobalt", "Comfrey",
    "Corbin", "Crispin", "Cyprian", "Dagobert", "Dorian", "Drummond", "Dunstan", "Eamon", "Edmund", "Elric",
    "Emmerich", "Ephraim", "Evander", "Falcon", "Fennel", "Ferdinand", "Fitch", "Flint", "Florian", "Gandalin",
    "Garnet", "Gideon", "Godwin", "Granite", "Grover", "Gulliver", "Hadrian", "Halvard", "Hawthorn", "Heron",
    "Hobart", "Horatio", "Hyssop", "Ignatius", "Ingram", "Jasper", "Jorvik", "Kelvin", "Kipp", "Laurel", "Leander",
    "Linden", "Lorcan", "Lovage", "Lucian", "Magnus", "Marlow", "Maximus", "Merlin", "Milo", "Mortimer", "Nestor",
    "Nightjar", "Oberon", "Orson", "Osric", "Otto", "Padraig", "Percival", "Phineas", "Quentin", "Quill", "Ragnar",
    "Redwood", "Roscoe", "Rowan", "Rufus", "Rupert", "Sable", "Septimus", "Silas", "Sorley", "Tarragon", "Thaddeus",
    "Ulric", "Valerian", "Waldo", "Wilbur", "Yarrow", "Zephyr",
)  # fmt: skip
"""Of men and boys."""

_FIRST = (
    "Amber", "Apple", "Barley", "Bell", "Birch", "Bright", "Clover", "Copper", "Dew", "Elder", "Fern", "Fog",
    "Frost", "Gorse", "Hazel", "Heather", "Ink", "Lark", "Moss",
)  # fmt: skip
_LAST = (
    "bank", "brook", "combe", "croft", "dale", "field", "ford", "gate", "heath", "hollow", "lock", "mere", "pike",
    "ridge", "shaw", "stead", "thorn", "wick", "worth",
)  # fmt: skip


def surname(index: int) -> str:
    """The surname of the member of this number; 361 differ."""
    return _FIRST[index % len(_FIRST)] + _LAST[(index // len(_FIRST) + 3 * index) % len(_LAST)]
