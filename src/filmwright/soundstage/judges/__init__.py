"""Judges: small networks, trained on the soundstage's truth, that say who and what any video shows, offline.

``judge`` looks at a video, ``scoring`` compares what it saw with what was asked, ``train`` makes the networks anew from
rendered shots alone. torch is imported inside the functions and modules that need it.
"""
