"""The house model: codec, text encoder, objective, training, sampling, and the base that ships.

Torch and diffusers live here and nowhere below. Rights are asked by the doors of this floor before a frame is read;
this floor decides nothing about them. ``house_codec.py`` and ``house_pipeline.py`` travel inside every model folder
and import nothing of ours.
"""
