"""Controls: depth, lines, motion, cameras and masks as the one control picture a frame that the house model reads.

Arrays in, arrays out, with numpy and OpenCV alone: no torch, and no file is read but by ``read.py``, through
``filmwright.media``. What people write of a control is in ``words.py`` here and in ``models/conditions.py``; how the
model takes the picture in is not known here.
"""
