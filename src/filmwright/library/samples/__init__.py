"""The sample films of the demo: how they are fetched, cut and drawn, and their rights files and captions.

No film lies here. Nothing but ``filmwright demo``, benchmarks and tests may import this.
"""
