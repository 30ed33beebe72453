"""Filmwright: a studio makes its own video model from its own films, and proves the right to each step.

The floors, from the ground up: errors, canonical, files, settings, studio, lineage; then media, pipeline,
rights, provenance; library; models; takes; reports; cli. A module imports only from floors below its own.
"""

__version__ = "0.1.0"
