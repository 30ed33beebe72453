"""Work as stages, and the executors that run them: in process, or on Ray.

A stage knows nothing of where it runs; an executor knows nothing of films. Progress is reported, never printed.
"""
