"""From triangles, light and a view to pictures and truth channels: NVIDIA Warp's ray casting, on CPU or GPU.

``kernels`` (with ``rays``, ``shading`` and ``patterns``) run on the device, ``raster`` drives them, ``looks`` draw what
they found. Nothing here knows sets or actions.
"""
