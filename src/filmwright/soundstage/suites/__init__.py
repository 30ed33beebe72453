"""The benchmark sets: shots and films fixed by seed and hash, kept as descriptions. No frame is kept: each is remade.

``made`` draws them, ``suite`` reads them and checks their hash.
"""
