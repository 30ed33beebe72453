"""Frames and time: reading films and stills safely, writing H.264, timecode.

Every media file is opened through ``source.py``: local regular files only, no network, no playlists, capped.
What a frame means (cuts, measures, rights) is not known here; nothing here touches the studio's database.
"""
