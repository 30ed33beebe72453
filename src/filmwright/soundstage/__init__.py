"""The soundstage: footage of one's own, rendered, with the truth about every frame attached.

A typed, seeded description (``description``) becomes a world (``sets``, ``figures``), the world becomes pictures and
truth channels (``render``), and both become films in a studio. Nothing here knows the house model; nothing here reads
a film that somebody else made.
"""
